"""文书模板 law template …: the versions of the templates, a proposal, its approval."""

import datetime as dt
from pathlib import Path

from chengxin.access import api as access
from chengxin.doors.desk.command import actor, today
from chengxin.ground.api import WrongUse
from chengxin.law import api as law

WORDS = """law template list [--on 日]
law template show ID                                  模板文字
law template propose KIND FILE --officer 经办 --reason 理由 [--effective 日]
law template approve ID --officer 批准"""


def answer(words: list[str], *, on: dt.date | None, effective: dt.date | None, officer: str | None, reason: str) -> object:
    """What ``chengxin law template`` answers. Raises WrongUse."""
    match words:
        case ["list"] | []:
            return law.letters.listed(on or today())
        case ["show", number] if number.isdigit():
            return law.letters.source(int(number))
        case ["propose", kind, file]:
            made = law.letters.propose(law.letters.kind(kind), Path(file), officer=access.officer(_named(officer)), effective_on=effective or today(), reason=reason, actor=actor())
            return {"template": made.pk, "kind": made.kind, "version": made.label, "effective_on": made.effective_on, "digest": made.digest, "state": "待批准"}
        case ["approve", number] if number.isdigit():
            made = law.letters.approve(int(number), officer=access.officer(_named(officer)), actor=actor())
            return {"template": made.pk, "kind": made.kind, "version": made.label, "effective_on": made.effective_on, "digest": made.digest, "state": "已批准"}
    raise WrongUse(f"用法：\n{WORDS}", code="wrong-arguments")


def _named(officer: str | None) -> str:
    if not officer:
        raise WrongUse("请写明人员（--officer，见 chengxin officers）", code="wrong-arguments")
    return officer
