"""整批撤回: a batch taken back whole by its sender, with reason. What it brought stands no longer from that day.

Rows that a later batch confirmed leave no trace of their own (unchanged), so only the latest batch that
concerns an organ's rows of an item can be taken back; those after it go first (ruling 125).
"""

import datetime as dt
from collections.abc import Sequence

from django.db import connection, transaction

from chengxin.catalogue import api as catalogue
from chengxin.collection.models import Batch
from chengxin.collection.sources.definitions import sources
from chengxin.ground.api import NotFound, Refusal, WrongUse, audit, database, outbox
from chengxin.records import api as records
from chengxin.subjects import api as subjects


def revoke(number: int, *, reason: str, on: dt.date, actor: str) -> dict[str, object]:
    """Take batch ``number`` back. Raises NotFound, WrongUse without a reason, Refusal (``already-revoked``, ``later-batches``, ``before-receipt``)."""
    batch = Batch.objects.filter(pk=number).first()
    if batch is None:
        raise NotFound(f"没有编号为 {number} 的批次")
    if not reason.strip():
        raise WrongUse("整批撤回应当说明理由")
    if on < batch.received_on:
        raise Refusal(["before-receipt"], f"撤回日 {on.isoformat()} 早于本批收到日 {batch.received_on.isoformat()}")
    with transaction.atomic():
        with connection.cursor() as cursor:  # nobody joins while it is looked at what came later
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('records_joining'))")
        if revoked_days([number]):
            raise Refusal(["already-revoked"], f"第 {number} 批已经撤回")
        if after := later(batch):
            raise Refusal(["later-batches"], f"之后的第 {'、'.join(str(one.pk) for one in after)} 批以本批为比对基础，请先撤回后来的批次")
        versions = database.fetch_value("SELECT records_revoke(%s, %s, %s)", [number, reason.strip(), on])
        _name_again(batch.notes.get("organs", ()))
        audit.record_act("revoke", actor=actor, organ=batch.organ_id, reference=f"batch:{number}", purpose=reason.strip())
        outbox.emit("collection.revoked", {"batch": number})
    return {"batch": number, "revoked_on": on, "reason": reason.strip(), "versions": versions}


def _name_again(organs: Sequence[str]) -> None:
    """An organ that only this batch had named is called as the oldest row that stands calls it (ruling 564)."""
    from chengxin.collection.checks.words import NOTHING  # late: the checks bring their engine with them

    for code, rows in records.nameless_organs(organs).items():
        for row in rows:
            named = row["values"].get(catalogue.item(row["item"]).version(row["version"]).roles.get("organ_name", ""), "")
            if named and named not in NOTHING:
                subjects.name_organ(code, named[:400], received=row["received_on"], batch=row["batch"])
                break


def revoked_days(numbers: list[int]) -> dict[int, dt.date]:
    """Batch to the day it was taken back, for those that were."""
    return {row["batch"]: row["revoked_on"] for row in database.fetch("SELECT batch, revoked_on FROM records_revocation WHERE batch = ANY(%s)", [numbers])}


def later(batch: Batch) -> list[Batch]:
    """Standing batches of the same item after this one with rows of the same organs."""
    item = sources()[batch.source].item if batch.source in sources() else None
    same = [code for code, source in sources().items() if source.item == item] or [batch.source]
    organs = set(batch.notes.get("organs", ()))
    after = [
        one
        for one in Batch.objects.filter(source__in=same, pk__gt=batch.pk).order_by("pk")
        if not organs or organs & set(one.notes.get("organs", ())) or not one.notes.get("organs")
    ]
    gone = revoked_days([one.pk for one in after])
    return [one for one in after if one.pk not in gone and one.rows > one.quarantined]
