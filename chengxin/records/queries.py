"""Reads of records. A natural person's records come only through ``of_person``, after a committed look."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Func

from chengxin.ground.api import NotFound, SeveralFound, database, digests, keys, masking
from chengxin.records import document_numbers
from chengxin.records.models import Classing, Record

_ARCHIVE = """
SELECT DISTINCT ON (r.id) r.id, r.item_id, r.document_number, g.official_name AS organ, v.id AS version, v.held_on, v.received_on, v.recorded_at,
    v.corrects_id AS corrects, v.values || coalesce(p.values, '{}') AS values,
    (SELECT w.withdrawn_on FROM records_withdrawal w WHERE w.record_id = r.id AND w.withdrawn_on <= %(known)s) AS withdrawn_on
FROM records_record r
JOIN records_version v ON v.record_id = r.id
LEFT JOIN records_personal p ON p.version_id = v.id
LEFT JOIN subjects_organ g ON g.subject_id = r.organ_id
WHERE r.subject_id = %(subject)s AND v.received_on <= %(known)s AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = v.batch AND x.revoked_on <= %(known)s) AND (v.held_on IS NULL OR v.held_on <= %(as_of)s)
ORDER BY r.id, v.id DESC
"""

_LEFT_OUT = """
SELECT element, count(*) FROM records_version v JOIN records_version b ON b.id = v.corrects_id, unnest(%(elements)s::text[]) element
WHERE v.batch = %(batch)s AND b.values ? element AND NOT v.values ? element GROUP BY element
"""
_NAMELESS = """
SELECT s.code, v.* FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id CROSS JOIN LATERAL (
    SELECT i.item_id AS item, i.version, x.values, x.batch, x.received_on FROM records_record r JOIN records_standing x ON x.record_id = r.id JOIN catalogue_itemversion i ON i.id = x.item_version_id
    WHERE r.organ_id = o.subject_id AND NOT x.of_person ORDER BY x.id LIMIT %(at_most)s) v
WHERE o.official_name = '' AND s.code = ANY (%(codes)s)
"""
_NAMELESS_LOOKED_AT = 50


def left_out(batch: int, elements: Sequence[str]) -> dict[str, int]:
    """Of which of these elements how many corrections of a batch have no value any more, where the version they correct had one; not of natural persons."""
    return {row["element"]: row["count"] for row in database.fetch(_LEFT_OUT, {"batch": batch, "elements": list(elements)})}


def changed_since(batch: int, *, recorded: dt.datetime, item: str, unchanged: bool, later: Sequence[int]) -> bool:
    """Whether of what ``batch`` told something was corrected by one of the ``later`` batches, or withdrawn as a mistake; ``unchanged``: it has rows that changed nothing."""
    return database.fetch_value("SELECT records_changed_since(%s, %s, %s, %s, %s)", [batch, recorded, item, unchanged, list(later)])


def received_before(batch: int, received: dt.date) -> list[int]:
    """Lines of ``batch``, which came on ``received``, that correct what was received on a later day."""
    return database.fetch_value("SELECT records_received_before(%s, %s)", [batch, received])


def nameless_organs(codes: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Of those of these organs that nobody names any more, what stands of their records, the oldest versions first: item, version of it, values, batch, day of receipt; some, and none of natural persons."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in database.fetch(_NAMELESS, {"codes": list(codes), "at_most": _NAMELESS_LOOKED_AT}):
        found.setdefault(row["code"], []).append(row)
    return found


def record(word: str) -> Record:
    """The record with this id or document number, in any writing (rulings 34, 552). Raises NotFound, or SeveralFound with the list."""
    found = list(Record.objects.filter(pk=int(word))) if word.isascii() and word.isdigit() and len(word) < 18 else []
    if not found:
        numbered = Record.objects.alias(key=Func("document_number", function="records_number_key")).exclude(document_number="")
        found = list(numbered.filter(key=document_numbers.key(word.strip()))[:50])
        found = [one for one in found if one.document_number == word.strip()] or found
    if not found:
        raise NotFound(f"没有编号或文书号为“{word}”的记录")
    if len(found) > 1:
        listed = [{"id": r.pk, "item": r.item_id, "document_number": r.document_number, "subject": r.subject_id} | ({"list": r.list_kind} if r.list_kind else {}) for r in found]
        raise SeveralFound(f"文书号“{word}”对应 {len(found)} 条记录，请改用记录编号", details=listed)
    return found[0]


def archive(subject: int, *, as_of: dt.date, known_on: dt.date, masked: bool = True) -> list[dict[str, object]]:
    """What held on ``as_of`` as known at the end of ``known_on``, about a subject that is no natural person.

    ``masked``: identity numbers in it (a legal representative's) are shown in part only; whole only to who has a recorded purpose.
    """
    found = database.fetch(_ARCHIVE, {"subject": subject, "as_of": as_of, "known": known_on})
    return [record | {"values": _opened(record["values"], masked=masked)} for record in found]


def _opened(values: dict[str, str], *, masked: bool) -> dict[str, str]:
    """The values with their sealed ones opened, masked unless the reader may see them whole."""
    key = keys.identity_key()
    shown = masking.number if masked else str
    return {code: shown(digests.open_text(key, value)) if digests.is_sealed(value) else value for code, value in values.items()}


def of_person(subject: int, *, look: int, as_of: dt.date, known_on: dt.date, masked: bool = True, before: tuple[dt.date, dt.date] | None = None) -> dict[str, Any]:
    """A natural person's identity and records; ``look`` is the committed entry that opens this one read.

    ``masked``: numbers of documents are shown in part only. ``before``: another day of facts and of knowledge, whose records are told too.
    """
    rows = database.fetch(
        "SELECT p.part, p.record_id, p.version_id, p.item, coalesce(o.official_name, subjects_current_name(p.organ_id)) AS organ, p.document_number, p.held_on, p.received_on, p.recorded_at,"
        " p.corrects_id, p.withdrawn_on, p.revoked_on, p.told, p.sealed FROM records_of_person(%s, %s) p LEFT JOIN subjects_organ o ON o.subject_id = p.organ_id",
        [subject, look],
    )
    return _whole(rows, as_of=as_of, known_on=known_on, masked=masked, before=before)


def mine(*, look: int, on: dt.date) -> dict[str, Any]:
    """What is on file about the subject a session of the subjects' side acts for, as it is now; ``versions``: all that ever was said.

    A person sees their own numbers whole; in a firm's records those of its people are masked. Inside ``access.agents.acting``.
    """
    rows = database.fetch("SELECT * FROM records_mine(%s)", [look])
    of_person = any(row["part"] == "identity" and row["sealed"] for row in rows)
    told = _whole(rows, as_of=dt.date.max, known_on=on, masked=not of_person)
    versions = [_version(row, known_on=on, masked=not of_person) | {"revoked_on": row["revoked_on"]} for row in rows if row["part"] == "version"]
    return told | {"of_person": of_person, "versions": versions}


def told_of(rows: list[dict[str, Any]], *, known_on: dt.date) -> dict[str, Any]:
    """Rows in the form of ``records_of_person``, given by a function of a higher room, as they are told: numbers of documents in part only."""
    return _whole(rows, as_of=dt.date.max, known_on=known_on, masked=True)


def _whole(rows: list[dict[str, Any]], *, as_of: dt.date, known_on: dt.date, masked: bool, before: tuple[dt.date, dt.date] | None = None) -> dict[str, Any]:
    identity: dict[str, object] = {}
    for row in rows:
        if row["part"] == "identity":
            identity = dict(row["told"])
            if row["sealed"]:
                number = digests.decrypt(keys.identity_key(), bytes(row["sealed"]), context=b"identity").decode()
                identity["identity"] = masking.number(number) if masked else number
    told = {"identity": identity, "records": _held(rows, as_of, known_on, masked=masked)}
    return told | {"before": _held(rows, *before, masked=masked)} if before else told


def _held(rows: list[dict[str, Any]], as_of: dt.date, known_on: dt.date, *, masked: bool) -> list[dict[str, Any]]:
    """Of a subject's rows those that held on a day as known on another, the latest version of each record."""
    latest = {
        row["record_id"]: _version(row, known_on=known_on, masked=masked)
        for row in rows
        if row["part"] != "identity"
        and row["received_on"] <= known_on
        and not (row["revoked_on"] and row["revoked_on"] <= known_on)
        and (row["held_on"] is None or row["held_on"] <= as_of)
    }
    return list(latest.values())


def _version(row: dict[str, Any], *, known_on: dt.date, masked: bool) -> dict[str, object]:
    return {
        "id": row["record_id"], "item_id": row["item"], "document_number": row["document_number"], "version": row["version_id"], "organ": row["organ"],
        "held_on": row["held_on"], "received_on": row["received_on"], "recorded_at": row["recorded_at"], "corrects": row["corrects_id"],
        "values": _opened(row["told"], masked=masked), "withdrawn_on": row["withdrawn_on"] if row["withdrawn_on"] and row["withdrawn_on"] <= known_on else None,
    }  # fmt: skip


def classes_of(record: int) -> list[dict[str, object]]:
    """What its organ has decided about a record's class, the latest first."""
    return list(Classing.objects.filter(record=record).order_by("-pk").values("severity", "reason", "decided_on"))


def register_status(subject: int) -> dict[str, object] | None:
    """What the register last said of a subject's standing (存续、吊销、注销…), and when we heard it; None where it said nothing."""
    found = database.fetch(
        """SELECT v.values ->> 'REG_STATUS' AS status, v.held_on, v.received_on AS received FROM records_record r JOIN records_standing v ON v.record_id = r.id
        WHERE r.subject_id = %s AND r.item_id = 'registration' AND v.values ? 'REG_STATUS' ORDER BY v.id DESC LIMIT 1""",
        [subject],
    )
    return found[0] if found else None


def standing_of(record: int) -> dict[str, Any]:
    """What has been said of a record by its organ: withdrawn (day, reason, the day it rests on, whether a file is kept), disputed, class (with its reason), and whether a hold is open."""
    (found,) = database.fetch(
        """SELECT w.withdrawn_on, w.reason AS withdrawn_because, w.based_on AS withdrawn_based_on,
            EXISTS (SELECT 1 FROM ground_filekey f WHERE f.file_id = w.document_id) AS withdrawn_file, m.disputed, c.severity, c.reason AS severity_because, c.decided_on,
            EXISTS (SELECT 1 FROM records_hold h LEFT JOIN records_settlement s ON s.hold_id = h.id WHERE h.record_id = x.id AND s.hold_id IS NULL) AS held
        FROM (SELECT %s::bigint AS id) x LEFT JOIN records_withdrawal w ON w.record_id = x.id
        LEFT JOIN LATERAL (SELECT k.disputed FROM records_mark k WHERE k.record_id = x.id ORDER BY k.id DESC LIMIT 1) m ON true
        LEFT JOIN LATERAL (SELECT k.severity, k.reason, k.decided_on FROM records_classing k WHERE k.record_id = x.id ORDER BY k.id DESC LIMIT 1) c ON true""",
        [record],
    )
    return found


def among_own(numbers: Sequence[int], *, organ: int) -> set[int]:
    """Which of these records are an organ's own."""
    return set(Record.objects.filter(pk__in=numbers, organ_id=organ).values_list("pk", flat=True)) if numbers else set()
