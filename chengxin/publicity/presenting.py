"""呈现: a public line as a page shows it. Pure: the day is an argument, nothing is read."""

import datetime as dt
import re
from dataclasses import dataclass

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import TermLine
from chengxin.law import api as law

CODE = re.compile(r"[0-9A-Z]{18}")


@dataclass(frozen=True)
class Shown:
    """A line with its fields under their Chinese labels, in the catalogue's order."""

    id: int
    item: str
    item_name: str
    adverse: bool
    title: str
    subject_name: str
    subject_code: str
    outcome: str
    ground: str
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
    roles = catalogue.item(line["item"]).versions[-1].roles
    code = values.get(roles.get("subject_code", ""), "")
    return Shown(
        id=line["id"],
        item=line["item"],
        item_name=line["item_name"],
        adverse=adverse,
        title=title_of(line["item_name"], values),
        subject_name=values.get(roles.get("name", ""), ""),
        subject_code=code if CODE.fullmatch(code) else "",
        outcome=values.get("CF_NR") or values.get("XK_NR") or "",
        ground=values.get("CF_YJ", ""),
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
        articles=[article | {"number": law.one_bracket(article.get("number") or "")} for article in basis.get("articles", [])],
        steps=[(name, steps[name]) for name in law.STEPS if name in steps],
        by_statement=bool(basis.get("by_statement")),
        basis=basis,
        warrant=line["warrant"],
        fields=labelled(line["item"], values),
    )


def title_of(item_name: str, values: dict[str, str]) -> str:
    """What a record is called in a list: the unlawful act, the licence, else its item."""
    return values.get("CF_WFXW") or values.get("XK_XKZS") or values.get("XK_XKWS") or item_name


def labelled(item: str, values: dict[str, str]) -> list[tuple[str, str, str]]:
    """Code, label and readable text of every field that holds something, in the catalogue's order."""
    elements = {element.code: element for version in catalogue.item(item).versions for element in version.elements}
    return [(code, element.name, catalogue.readable(values[code], element)) for code, element in elements.items() if values.get(code)]
