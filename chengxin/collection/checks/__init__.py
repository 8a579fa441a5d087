"""检查: one rule, one file; the module's docstring is the rule. Four levels: field, record, dataset, history.

A check module has ``CODE`` (what a finding is called), ``ACTION`` (quarantine or notice, ruling 10), ``MESSAGE``
(what the organ reads: what is wrong and what to do) and ``targets(version)`` (the columns it looks at; empty where it
has nothing to say). The first line of its docstring ends with where the rule was found, in brackets.

*Field* and *record* checks have ``applies`` and ``passes``: Ibis expressions over the columns of a row, so that the
same file runs on any engine. A row to which a check does not apply has neither passed nor failed. The columns of a
row: every element by its code as normalised text, blank where empty; ``<code>__day`` for dates; and the roles of the
item (``name subject_kind subject_code identity document_number organ_code kinds fine held_on valid_from valid_to``)
with ``received_on`` and, where rows name their organ without a code, ``organ_standing``. *History* checks have the same two functions over what arrived beside what was known before
(``history/__init__.py``); *dataset* checks have ``applies`` and ``failing`` over the rows of a file
(``dataset/__init__.py``). Both give notices only: their rows have joined already.

Engines differ: write ``\\z`` for the end of a text (``$`` is not the same everywhere), ``[ \\t\\n\\f\\r]`` for blanks, ``[0-9]``
for figures; use no ``\\b``, ``\\w`` or flags.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from chengxin.ground.api import WrongUse

QUARANTINE = "quarantine"
NOTICE = "notice"
FIELD, RECORD, DATASET, HISTORY = "field", "record", "dataset", "history"
LEVELS = (FIELD, RECORD, DATASET, HISTORY)
Answer = TypeVar("Answer")
Check = Any  # a module of the form told above
_SOURCE = re.compile(r"[(（]([^()（）]+)[)）]\s*$")


def level_of(check: Check) -> str:
    """The level of a check: the folder it lies in."""
    return check.__name__.split(".")[-2]


def rule_of(check: Check) -> str:
    """The rule in a sentence."""
    return (check.__doc__ or "").strip().splitlines()[0] if (check.__doc__ or "").strip() else ""


def source_of(check: Check) -> str:
    """Where the rule was found, from the end of its sentence; empty where nothing is told."""
    found = _SOURCE.search(rule_of(check))
    return found.group(1) if found else ""


def is_ours(check: Check) -> bool:
    """Whether a check is the platform's own, not one a district added."""
    return bool(check.__name__.startswith("chengxin."))


def asked(check: Check, build: Callable[..., Any], *given: Any) -> Any:
    """An expression of a check, built from what is ``given``. A district's check that does not fit the columns is wrong use, not a fault of ours."""
    try:
        return build(*given)
    except Exception as error:
        if is_ours(check):
            raise
        raise _bad(check, f"表达式不能建立：{type(error).__name__}: {error}") from error


def answered(checks: Mapping[int, Check], ask: Callable[[list[int]], Answer]) -> Answer:
    """What an engine answers when it is asked of ``checks``, by number. Where it cannot reckon, a district's check that it cannot reckon alone either is wrong use, and named.

    What the engine says of its trouble stays here: it tells the cell.
    """
    try:
        return ask(list(checks))
    except Exception:
        for number, check in checks.items():
            if is_ours(check):
                continue
            try:
                ask([number])
            except Exception as error:
                trouble = f"文件里有它算不了的值（{type(error).__name__}），整份文件未收。applies 不成立的行也要算 passes；把文字转为数或日期，请用 try_cast，不用 cast"
                raise _bad(check, trouble) from None
        raise


def _bad(check: Check, trouble: str) -> WrongUse:
    return WrongUse(f"检查“{check.CODE}”有误：{check.__file__}\n  {trouble}", code="bad-check")
