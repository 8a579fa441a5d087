"""何时可以修复: of one record, of a subject's, or of all, by the rules of a day."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chengxin.ground.api import NotFound, database
from chengxin.law import api as law

_COLUMNS = "record, item, subject, organ, document_number, decided, first_public, power, regime, severity, earliest, ends, ends_first, shown"


def repair_when(records: Sequence[int] | None, *, on: dt.date) -> list[dict[str, Any]]:
    """When these records (None: all under a power) may be repaired, as the rules of ``on`` say (rulings 18 to 20).

    ``regime`` rules on that day, ``severity`` is the class as it calls it, ``earliest`` None where no early repair is
    allowed, ``ends`` the last public day (None: not published), ``ends_first`` true only where the term ends
    before ``earliest``; ``conditions`` and ``papers`` as that regime asks for them.
    """
    told = database.fetch(f"SELECT {_COLUMNS} FROM publicity_repair_when(%s, %s)", [None if records is None else list(records), on])
    asked = {(one["regime"], one["severity"]): law.repair_papers(one["regime"] or "", one["severity"] or "") for one in told}
    return [one | (asked[one["regime"], one["severity"]] if one["earliest"] else {"conditions": [], "papers": []}) for one in told]


def repairs_of(subject: int, *, on: dt.date) -> list[dict[str, Any]]:
    """The same of every record of a subject. Raises NotFound where it has none under a power."""
    records = [
        row["id"]
        for row in database.fetch("SELECT r.id FROM records_record r JOIN catalogue_item i ON i.code = r.item_id WHERE i.power IS NOT NULL AND r.subject_id = %s", [subject])
    ]
    told = repair_when(records, on=on) if records else []
    if not told:
        raise NotFound("这个主体没有可以修复的失信信息记录")
    return told
