"""流转: how an article goes from hand to hand. The same table stands in sql/articles.sql; a test compares them."""

from dataclasses import dataclass

STAGES = {"draft": "草稿", "review": "待审核", "public": "已公开", "withdrawn": "已撤回", "dropped": "不用"}


@dataclass(frozen=True)
class Move:
    """一步: what may be done in which stage, where it leads and which act of the table of rights it needs."""

    kind: str
    name: str
    begins: tuple[str, ...]
    ends: str
    needs: str


MOVES: dict[str, Move] = {
    move.kind: move
    for move in (
        Move("write", "撰写", ("", "draft", "public", "withdrawn"), "draft", "write-article"),
        Move("submit", "送审", ("draft",), "review", "write-article"),
        Move("take-back", "取回", ("review",), "draft", "write-article"),
        Move("return", "退回", ("review",), "draft", "review-article"),
        Move("publish", "公开", ("review",), "public", "review-article"),
        Move("withdraw", "撤回公开", ("draft", "review", "public"), "withdrawn", "review-article"),
        Move("drop", "不用", ("draft",), "dropped", "write-article"),
    )
}
