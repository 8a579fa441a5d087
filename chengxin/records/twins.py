"""同一决定重复: two records of one decision, laid before the writings of its number were known to be one (docs/rulings.md, 552)."""

from itertools import groupby
from typing import Any

from chengxin.ground.api import database


def twins(organ: int, *, limit: int) -> tuple[int, list[list[dict[str, Any]]]]:
    """How many decisions of an organ stand more than once, and of the first of them the records: item, document_number, record, of_person, received_on. Holds no value of any."""
    found = [list(rows) for _, rows in groupby(database.fetch("SELECT * FROM records_twins(%s)", [organ]), key=lambda row: row["decision"])]
    return len(found), found[:limit]


def twins_of(record: int) -> list[dict[str, Any]]:
    """The other records of the same decision, where this one and they stand: record and document_number."""
    return database.fetch("SELECT * FROM records_twins_of(%s)", [record])
