"""Reads of holds: documents under whose number stand several subjects, until the organ speaks (ruling 15)."""

from typing import Any

from chengxin.ground.api import database


def held_of(organ: int, *, limit: int) -> tuple[int, list[dict[str, Any]]]:
    """How many documents of an organ wait for its word, and the first of them, the oldest first: document_number, record (one of them), records, opened_on."""
    found = database.fetch(
        """SELECT min(r.document_number) AS document_number, r.item_id, min(r.id) AS record, count(DISTINCT r.id) AS records, min(h.opened_on) AS opened_on, count(*) OVER () AS total
        FROM records_open_hold h JOIN records_record r ON r.id = h.record_id
        WHERE r.organ_id = %s GROUP BY r.item_id, records_number_key(r.document_number) ORDER BY 5, 3 LIMIT %s""",
        [organ, limit],
    )
    return (found[0]["total"] if found else 0), found


def hold_of(record: int) -> list[dict[str, Any]]:
    """The records that stand under one number with this one, itself first, while any hold among them is open: about whom, since when.

    Names nobody who is a natural person: ``name`` is empty there.
    """
    return database.fetch(
        """WITH held AS (SELECT h.against_id AS id FROM records_open_hold h WHERE h.record_id = %s)
        SELECT r.id, r.document_number, r.item_id, r.organ_id, r.of_person, r.subject_id, j.code, CASE WHEN r.of_person THEN '' ELSE subjects_current_name(r.subject_id) END AS name,
            (SELECT max(v.received_on) FROM records_standing v WHERE v.record_id = r.id) AS received_on
        FROM records_record r LEFT JOIN subjects_subject j ON j.id = r.subject_id
        WHERE r.id = %s AND EXISTS (SELECT 1 FROM held) OR r.id IN (SELECT id FROM held) ORDER BY r.id <> %s, r.id""",
        [record, record, record],
    )
