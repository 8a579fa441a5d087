"""案件的拒绝: what the database answers with, as a sentence; a lost race carries what happened meanwhile."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from chengxin.ground.api import Conflict, Refusal, database

SENTENCES = {
    "not-now": "案件现在的阶段不能办这件事",
    "not-allowed": "只有本机关在岗、有这项权责的人员可以办理",
    "same-officer": "批准和退回应由没有经办过本案的另一人办理",
    "other-proposer": "只有提请人可以撤回提请；批准人请用“退回”",
    "party": "与本案有关的人员不能办理本案",
    "no-draft": "还没有拟稿：请先选定事实、写明理由并保存",
    "no-reason": "请写明理由",
    "no-document": "更正已经记下的步骤应当写明理由",
    "day-to-come": "这一天还没有到",
    "not-a-power": "没有这项权力",
    "case-open": "本机关对同一主体已有同一事项的案件没有办完",
    "not-served": "决定还没有送达，不能办结",
    "conditions-unmet": "还不可以：请先满足“可以吗”列出的每一项条件",
    "step-out-of-turn": "这一步现在还不能记：应在它之前的步骤没有完成，或者期限没有满",
    "step-by-letter": "这一步由文书的送达记下，不另外填写",
    "no-approver": "本机关没有可以批准本案的在岗批准人，请系统管理员任用",
}
MOVED = {"case-moved", "facts-moved"}


class CaseMoved(Conflict):
    """已有变动: somebody else was quicker, or the facts are no longer what was read. HTTP 409."""


def refused(code: str, said: str = "") -> Refusal:
    """The refusal of this code, with what more is to be said."""
    return Refusal([code], SENTENCES[code] + (f"：{said}" if said else ""))


def moved(acts: Sequence[Mapping[str, Any]]) -> CaseMoved:
    """That the case went on since it was read: by whom, with what."""
    told = "；".join(f"{act['officer']} {act['at']:%H:%M} 已{act['name']}" for act in acts)
    return CaseMoved(["case-moved"], f"这件案件刚有变动：{told}。您的操作没有执行，请看过现在的情况再办", details=list(acts))


def told() -> AbstractContextManager[None]:
    """The database's answers as refusals; anything else is a bug and passes. ``case-moved`` is told by whoever can tell what moved."""
    return database.refusing("CX060", _refusal)


def _refusal(code: str) -> Refusal | None:
    if code in MOVED:
        return CaseMoved([code], "事实、争议或者条文在您打开之后有变动。请看过变动再批准" if code == "facts-moved" else "这件案件刚有变动")
    return refused(code) if code in SENTENCES else None
