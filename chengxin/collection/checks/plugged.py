"""外挂检查: rules a district adds from outside the package, in ``checks/LEVEL/*.py`` of its plugin folders.

Such a file is a program and is run as ours are: whoever may write into the folder may do what the platform may.
What is wrong with one is told with its path before any row is read.
"""

import importlib.util
import re
from collections.abc import Collection, Iterator
from functools import cache
from inspect import signature
from pathlib import Path

from chengxin.collection.checks import DATASET, FIELD, LEVELS, NOTICE, QUARANTINE, RECORD, Check, rule_of, source_of
from chengxin.ground.api import WrongUse, plugins

_CODE = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_FOUND = re.compile(r"\bS[0-9]+")


def checks(taken: Collection[str]) -> dict[str, list[Check]]:
    """The districts' checks by level. ``taken``: codes of ours. Raises WrongUse (``bad-check``)."""
    return _checks(frozenset(taken))


def files() -> list[Path]:
    """The files of these checks, in order."""
    return [path for folder in plugins.folders("checks") for path in sorted(folder.rglob("*.py")) if path.name != "__init__.py"]


@cache
def _checks(taken: frozenset[str]) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {level: [] for level in LEVELS}
    codes: dict[str, Path | None] = dict.fromkeys(taken)
    for folder in plugins.folders("checks"):
        for path in sorted(folder.rglob("*.py")):
            if path.name == "__init__.py":
                continue
            level = path.parent.name
            if path.parent.parent != folder or level not in LEVELS:
                raise _wrong(path, [f"检查文件应放在 checks 下以层级命名的子目录里：{'、'.join(LEVELS)}"])
            check = _loaded(path, level)
            if faults := list(_faults(check, level)):
                raise _wrong(path, faults)
            if check.CODE in codes:
                raise _wrong(path, [f"CODE “{check.CODE}”已{f'在 {codes[check.CODE]} 中' if codes[check.CODE] else '由本平台'}使用，请换一个"])
            codes[check.CODE] = path
            found[level].append(check)
    return found


def _loaded(path: Path, level: str) -> Check:
    spec = importlib.util.spec_from_file_location(f"chengxin_plugin.checks.{level}.{path.stem}", path)
    assert spec is not None and spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(check)
    except SyntaxError as error:
        raise _wrong(path, [f"第 {error.lineno} 行不是有效的 Python：{error.msg}"]) from error
    except Exception as error:
        raise _wrong(path, [f"读入时出错：{type(error).__name__}: {error}"]) from error
    return check


def _faults(check: Check, level: str) -> Iterator[str]:
    words = ("CODE", "ACTION", "MESSAGE")
    judge = "failing" if level == DATASET else "passes"
    yield from (f'缺少 {name}：{name} = "…"' for name in words if not isinstance(getattr(check, name, None), str))
    for name, given in (("targets", 1), ("applies", 1 if level == DATASET else 2), (judge, 2)):
        function = getattr(check, name, None)
        if not callable(function):
            yield f"缺少函数 {name}（层级 {level} 需要 targets、applies、{judge}）"
        elif len(signature(function).parameters) != given:
            yield f"函数 {name} 应有 {given} 个参数"
    code, action = getattr(check, "CODE", ""), getattr(check, "ACTION", NOTICE)
    if isinstance(code, str) and code and not _CODE.match(code):
        yield f"CODE “{code}”应由小写字母、数字和连字符组成，如 shop-sign-missing"
    if action not in (QUARANTINE, NOTICE):
        yield f"ACTION “{action}”未知，可用：{QUARANTINE}（退回）、{NOTICE}（提示）"
    if not rule_of(check):
        yield "缺少文件开头的说明：一句话写明规则，句末括号内写出处"
    elif not source_of(check):
        yield "说明的第一行末尾应在括号内写出处，如 (S9) 或 (ours)"
    elif action == QUARANTINE and level not in (FIELD, RECORD):
        yield f'层级 {level} 的行已经并入，只能提示：ACTION = "{NOTICE}"'
    elif action == QUARANTINE and not _FOUND.search(source_of(check)):
        yield "没有出处（S 加数字）的规则不得退回行，请改为 notice，或在说明末尾写明出处"


def _wrong(path: Path, faults: list[str]) -> WrongUse:
    return WrongUse(f"检查有误：{path}\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-check", details=faults)
