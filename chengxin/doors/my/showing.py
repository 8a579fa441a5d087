"""呈现: a subject's records for its own page: by item, what weighs first; each with its line where it is public, and what can be done from which day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from chengxin.catalogue import api as catalogue
from chengxin.publicity import api as publicity


@dataclass(frozen=True)
class Held:
    """一条信息: a record as its subject sees it; ``line`` where it is public now."""

    id: int
    item_name: str
    title: str
    adverse: bool
    organ: str
    document_number: str
    held_on: dt.date | None
    received_on: dt.date
    withdrawn_on: dt.date | None
    corrected: bool
    line: publicity.Shown | None
    fields: list[tuple[str, str, str]]
    warrant: int | None = None  # of what is shown to another by consent


@dataclass(frozen=True)
class Group:
    """一类信息: all records of an item."""

    item: str
    name: str
    adverse: bool
    records: list[Held]


def groups(told: dict[str, Any], lines: list[dict[str, Any]], *, today: dt.date) -> list[Group]:
    """Records by item, those that weigh first, the newest first in each."""
    public = {line["record_id"]: publicity.shown(line, today=today) for line in lines}
    found: dict[str, list[Held]] = {}
    for record in told["records"]:
        found.setdefault(record["item_id"], []).append(_held(record, public.get(record["id"])))
    made = [Group(code, catalogue.item(code).name, any(held.adverse for held in records), _in_order(records)) for code, records in found.items()]
    return sorted(made, key=lambda group: (not group.adverse, not any(held.line for held in group.records), group.item == "registration", group.name))


def _in_order(records: list[Held]) -> list[Held]:
    return sorted(records, key=lambda one: (one.held_on or one.received_on, one.id), reverse=True)


def _held(record: dict[str, Any], line: publicity.Shown | None) -> Held:
    item = catalogue.item(record["item_id"])
    return Held(
        id=record["id"],
        item_name=item.name,
        title=publicity.title_of(item.name, record["values"]),
        adverse=item.weighs(record["values"]),
        organ=record["organ"] or "",
        document_number=record["document_number"],
        held_on=record["held_on"],
        received_on=record["received_on"],
        withdrawn_on=record["withdrawn_on"],
        corrected=record["corrects"] is not None,
        line=line,
        fields=publicity.labelled(record["item_id"], record["values"]),
        warrant=record.get("warrant"),
    )
