"""栏目: the columns articles stand in, in the order readers see them. The doors say what each is about, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """栏目: what one collects. ``name`` is the official Chinese term; ``notices``: what comes when there is occasion (通知公告类), not all the time (动态类)."""

    code: str
    name: str
    notices: bool = False


COLUMNS: dict[str, Column] = {
    column.code: column
    for column in (
        Column("news", "信用动态"),
        Column("notices", "通知公告", notices=True),
        Column("policy", "政策法规", notices=True),
        Column("cases", "典型案例"),
        Column("knowledge", "信用知识"),
        Column("campaigns", "专项治理"),
    )
}
