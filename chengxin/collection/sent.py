"""已报: what an organ has sent, as its own people see it: batches with their figures, files that were not taken, sources it may send."""

import datetime as dt
import uuid
from typing import Any

from chengxin.access import api as access
from chengxin.collection.models import RevokeAnswer, RevokeAsk
from chengxin.collection.refusing import told
from chengxin.collection.revoking import revoke
from chengxin.collection.sources.definitions import Source, sources
from chengxin.ground.api import NotFound, Refusal, WrongUse, database
from chengxin.subjects import api as subjects

STATES = {"": "全部", "to-mend": "有待补正", "clean": "没有退回", "returned": "有退回", "revoked": "已撤回"}
_IN_STATE = {
    "": "true",
    "to-mend": "u.open IS NOT NULL",
    "clean": "b.quarantined = 0 AND x.batch IS NULL",
    "returned": "b.quarantined > 0",
    "revoked": "x.batch IS NOT NULL",
}
_BATCHES = """
SELECT b.id AS batch, b.source, b.file_name, b.received_on, b.recorded_at, b.rows, b.accepted, b.unchanged, b.corrections, b.quarantined, b.late, u.open, x.revoked_on
FROM collection_batch b LEFT JOIN records_revocation x ON x.batch = b.id
LEFT JOIN collection_tomend u ON u.batch_id = b.id
WHERE b.organ_id = %(organ)s AND b.id < %(before)s AND (%(source)s = '' OR b.source = %(source)s) AND {state} ORDER BY b.id DESC LIMIT %(limit)s
"""


def sources_of(organ: int) -> list[Source]:
    """What an organ may send: sources whose rows name their own organ, and those of an office it holds."""
    held = subjects.Organ.objects.get(pk=organ)
    names = {held.official_name, *held.aliases}
    offices = access.district()["offices"]
    return [one for one in sources().values() if one.office is None or offices[one.office] in names]


def sent_lately(organ: int) -> list[str]:
    """The sources an organ has sent, the one sent last first."""
    found = database.fetch(
        "SELECT source FROM (SELECT b.source, b.id FROM collection_batch b WHERE b.organ_id = %s ORDER BY b.id DESC LIMIT 200) lately GROUP BY source ORDER BY max(id) DESC",
        [organ],
    )
    return [row["source"] for row in found]


def sent_batches(organ: int, *, source: str = "", state: str = "", before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Batches of an organ, the latest first: figures, how many rows are ``open`` to mend, ``revoked_on``. Raises WrongUse for an unknown state."""
    if state not in STATES:
        raise WrongUse("没有这种状态")
    asked = {"organ": organ, "before": before or 2**62, "source": source, "limit": limit}
    return [one | {"source_name": source_name(one["source"])} for one in database.fetch(_BATCHES.replace("{state}", _IN_STATE[state]), asked)]


def not_taken(organ: int, *, since: dt.date, limit: int) -> list[dict[str, Any]]:
    """Files of an organ that were refused since a day, where none of their source was taken after; the latest first."""
    return [
        one | {"source_name": source_name(one["source"])}
        for one in database.fetch(
            """SELECT c.handle, c.source, c.file_name, c.received_on, r.answer ->> 'message' AS message, count(*) OVER () AS total
            FROM collection_consignment c JOIN collection_consignmentresult r ON r.consignment_id = c.id
            WHERE c.organ_id = %s AND c.received_on >= %s AND r.batch_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM collection_consignment l JOIN collection_consignmentresult t ON t.consignment_id = l.id
                WHERE l.organ_id = c.organ_id AND l.source = c.source AND l.id > c.id AND t.batch_id IS NOT NULL)
            ORDER BY c.id DESC LIMIT %s""",
            [organ, since, limit],
        )
    ]


def consignment_of(handle: uuid.UUID, *, organ: int) -> dict[str, Any]:
    """What an upload of an organ is called, of which source, when it began, and which batch it mends. Raises NotFound, also where it is another's."""
    found = database.fetch(
        """SELECT c.file_name, c.source, c.size, c.began_at, (SELECT m.batch_id FROM collection_mending m WHERE m.consignment_id = c.id LIMIT 1) AS mends
        FROM collection_consignment c WHERE c.handle = %s AND c.organ_id = %s""",
        [handle, organ],
    )
    if not found:
        raise NotFound("没有这件送达")
    return found[0] | {"source_name": source_name(found[0]["source"])}


def ask_revoke(number: int, *, reason: str, session: str) -> int:
    """Ask the worker to take a batch back whole; the number of the ask. Raises Refusal."""
    with told():
        return database.fetch_value("SELECT collection_ask_revoke(%s, %s, %s)", [session, number, reason.strip()])


def revoke_asked(number: int) -> dict[str, Any] | None:
    """The last ask to take a batch back: reason, when, and (``refused``) why it was not done; None of both while it waits."""
    found = database.fetch(
        """SELECT a.reason, a.actor, a.recorded_at, x.ask_id IS NOT NULL AS answered, x.refused FROM collection_revokeask a
        LEFT JOIN collection_revokeanswer x ON x.ask_id = a.id WHERE a.batch_id = %s ORDER BY a.id DESC LIMIT 1""",
        [number],
    )
    return found[0] if found else None


def revoke_all_asked() -> int:
    """Take back what was asked for, oldest first; how many got an answer. For the worker."""
    done = 0
    for ask in RevokeAsk.objects.filter(answer__isnull=True).order_by("pk"):
        refused = ""
        try:
            revoke(ask.batch_id, reason=ask.reason, on=ask.asked_on, actor=ask.actor)
        except Refusal as refusal:
            if refusal.codes != ("already-revoked",):  # by a run that died before it could say so
                refused = str(refusal)
        RevokeAnswer.objects.get_or_create(ask=ask, defaults={"refused": refused})
        done += 1
    return done


def source_name(code: str) -> str:
    """What a source is called; its code where it is no more."""
    return sources()[code].name if code in sources() else code
