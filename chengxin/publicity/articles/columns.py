"""栏目: the columns articles stand in, in the order readers see them. The doors say what each is about, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """栏目: what one collects. ``name`` is the official Chinese term."""

    code: str
    name: str


COLUMNS: dict[str, Column] = {
    column.code: column
    for column in (Column("news", "信用动态"), Column("policy", "政策法规"), Column("cases", "典型案例"), Column("knowledge", "信用知识"), Column("campaigns", "专项治理"))
}
