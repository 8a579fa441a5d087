"""列示: a public line as a list, a table or a feed shows it. Pure: the day is in the line, nothing is read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import cells
from chengxin.publicity.dual.columns import kind_key
from chengxin.publicity.presenting import CODE, title_of

CSV_HEAD = ("编号", "事项", "名称", "统一社会信用代码", "文书号", "机关", "决定日", "公示自", "公示至", "等级", "更正", "异议")


@dataclass(frozen=True)
class Row:
    """One line in a list; ``subject_code`` empty where it is none that a page could be asked for."""

    id: int
    item: str
    item_name: str
    adverse: bool
    title: str
    subject_name: str
    subject_code: str
    kinds: str
    organ: str
    document_number: str
    held_on: dt.date | None
    public_from: dt.date
    laid_on: dt.date
    term_ends: dt.date | None
    severity: str
    corrected: bool
    disputed: bool


def row(line: dict[str, Any]) -> Row:
    """``line``: a row of the public view."""
    values, roles = line["fields"], catalogue.item(line["item"]).versions[-1].roles
    code = values.get(roles.get("subject_code", ""), "")
    same = ("id", "item", "item_name", "document_number", "held_on", "public_from", "laid_on", "term_ends", "severity", "corrected", "disputed")
    return Row(
        **{name: line[name] for name in same},
        adverse=line["nature"] == "adverse",
        title=_title(line, roles),
        subject_name=values.get(roles.get("name", ""), ""),
        subject_code=code if CODE.fullmatch(code) else "",
        kinds=values.get(kind_key(line["item"]), ""),
        organ=line["organ_name"],
    )


def csv_row(line: dict[str, Any], elements: list[str]) -> list[str]:
    """The cells of a line under CSV_HEAD and the codes of ``elements``; nothing of it is taken for a formula."""
    shown, values = row(line), line["fields"]
    days = [day.isoformat() if day else "" for day in (shown.held_on, shown.public_from, shown.term_ends)]
    marks = ["是" if mark else "否" for mark in (shown.corrected, shown.disputed)]
    told = [str(shown.id), shown.item_name, shown.subject_name, shown.subject_code, shown.document_number, shown.organ, *days, shown.severity, *marks]
    return [cells.inert(cell) for cell in (*told, *(values.get(code, "") for code in elements))]


def csv_elements(item: str) -> list[tuple[str, str]]:
    """Code and name of the public elements of an item that CSV_HEAD does not already tell."""
    entry = catalogue.item(item)
    version = entry.versions[-1]
    told = {version.roles.get(role) for role in ("name", "subject_code", "document_number", "organ_name", "held_on")}
    return [(element.code, element.name) for element in version.elements if element.public and element.code not in told]


def _title(line: dict[str, Any], roles: dict[str, str]) -> str:
    """The act, the licence, else the first words of what the record says."""
    values = line["fields"]
    named = title_of("", values)
    if named:
        return named
    return next((values[code][:60] for code in values if code.endswith("_NR") and values[code]), line["item_name"])
