"""呈现: a public line as a page shows it. Pure: the day is an argument, nothing is read."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from chengxin.catalogue import api as catalogue

NO_END = "2099-12-31"
STEPS = (("notice", "告知"), ("decision", "决定"), ("service", "送达"))
WIDTH, MARGIN = 1000, 10  # of the term line's drawing


@dataclass(frozen=True)
class TermLine:
    """期限线: where the days of an adverse line lie on a bar of 1000 units; ``repair`` None where it does not lie on it."""

    today: int
    repair: int | None

    @classmethod
    def of(cls, begins: dt.date, ends: dt.date, repair: dt.date | None, today: dt.date) -> "TermLine":
        """The places of today and of the earliest repair between the first and the last public day."""
        whole = max((ends - begins).days, 1)

        def place(day: dt.date) -> int:
            share = min(max((day - begins).days / whole, 0), 1)
            return MARGIN + round(share * (WIDTH - 2 * MARGIN))

        return cls(place(today), place(repair) if repair and begins <= repair <= ends else None)


@dataclass(frozen=True)
class Shown:
    """A line with its fields under their Chinese labels, in the catalogue's order."""

    id: int
    item: str
    item_name: str
    adverse: bool
    title: str
    outcome: str
    organ: str
    document_number: str
    held_on: dt.date | None
    public_from: dt.date
    term_ends: dt.date | None
    severity: str
    corrected: bool
    disputed: bool
    earliest_repair: dt.date | None
    ends_first: bool
    today: dt.date
    term_line: TermLine | None
    articles: list[dict[str, str]]
    steps: list[tuple[str, str]]
    by_statement: bool
    basis: dict[str, object]
    warrant: int | None
    fields: list[tuple[str, str, str]]


def shown(line: dict, *, today: dt.date) -> Shown:
    """``line`` (a row of the public view) for a page of the day ``today``."""
    values, basis = line["fields"], line["basis"]
    adverse, ends, repair = line["nature"] == "adverse", line["term_ends"], line["earliest_repair"]
    steps = basis.get("steps", {})
    return Shown(
        id=line["id"],
        item=line["item"],
        item_name=line["item_name"],
        adverse=adverse,
        title=values.get("CF_WFXW") or values.get("XK_XKZS") or values.get("XK_XKWS") or line["item_name"],
        outcome=values.get("CF_NR") or values.get("XK_NR") or "",
        organ=line["organ_name"],
        document_number=line["document_number"],
        held_on=line["held_on"],
        public_from=line["public_from"],
        term_ends=ends,
        severity=line["severity"],
        corrected=line["corrected"],
        disputed=line["disputed"],
        earliest_repair=repair,
        ends_first=bool(repair and ends and ends < repair),
        today=today,
        term_line=TermLine.of(line["public_from"], ends, repair, today) if adverse and ends else None,
        articles=basis.get("articles", []),
        steps=[(label, steps[name]) for name, label in STEPS if name in steps],
        by_statement=bool(basis.get("by_statement")),
        basis=basis,
        warrant=line["warrant"],
        fields=_fields(line["item"], values),
    )


def _fields(item: str, values: dict[str, str]) -> list[tuple[str, str, str]]:
    """Code, label and readable text of every public field that holds something."""
    elements = {element.code: element for version in catalogue.item(item).versions for element in version.elements}
    return [(code, element.name, readable(values[code], element.type, element.unit)) for code, element in elements.items() if values.get(code)]


def readable(text: str, kind: str, unit: str) -> str:
    """A stored text as people read it: 万元 as 元 with separators, a day without end as 长期."""
    if kind == "date" and text == NO_END:
        return "长期"
    if kind == "amount" and unit == "万元":
        try:
            yuan = (Decimal(text) * 10000).normalize()
        except InvalidOperation:
            return f"{text}{unit}"
        return f"{yuan:,f} 元（{text} 万元）"
    return text
