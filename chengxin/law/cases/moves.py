"""案件流转: which act leads from which stage to which, and what one must be allowed to do it. The database has the same table (sql/cases.sql)."""

from collections.abc import Mapping
from dataclasses import dataclass

#: 阶段: where a case stands.
STAGES = {"drafting": "办理中", "proposed": "待批准", "decided": "已决定", "closed": "已办结", "dropped": "不作决定"}
OPEN = ("drafting", "proposed", "decided")


@dataclass(frozen=True)
class Move:
    """流转: an act, its name, from where it leads where, and the act of the table of rights it is."""

    kind: str
    name: str
    between: tuple[tuple[str, str], ...]
    right: str


_MOVES = (
    Move("open", "立案", (("", "drafting"),), "propose-decision"),
    Move("draft", "拟稿", (("drafting", "drafting"),), "propose-decision"),
    Move("step", "记下步骤", (("drafting", "drafting"), ("decided", "decided")), "propose-decision"),
    Move("letter", "制发文书", (("drafting", "drafting"), ("decided", "decided")), "serve-letter"),
    Move("serve", "送达文书", (("drafting", "drafting"), ("decided", "decided")), "serve-letter"),
    Move("propose", "提请批准", (("drafting", "proposed"),), "propose-decision"),
    Move("take-back", "撤回提请", (("proposed", "drafting"),), "propose-decision"),
    Move("return", "退回", (("proposed", "drafting"),), "approve-decision"),
    Move("approve", "批准", (("proposed", "decided"),), "approve-decision"),
    Move("drop", "不作决定", (("drafting", "dropped"),), "propose-decision"),
    Move("close", "办结", (("decided", "closed"),), "propose-decision"),
)
MOVES: Mapping[str, Move] = {move.kind: move for move in _MOVES}
#: 经办行为: whoever has done one of these in a case does not approve or return it.
HANDLING = tuple(move.kind for move in _MOVES if move.right == "propose-decision")


def onward(stage: str) -> tuple[str, ...]:
    """The acts that may be done in a stage."""
    return tuple(move.kind for move in _MOVES if any(begins == stage for begins, _ in move.between))
