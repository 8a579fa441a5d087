"""撤回: the deciding organ takes a record back, with the document it rests on kept beside its words."""

import datetime as dt
from collections.abc import Sequence
from typing import IO, Any

from chengxin.ground.api import WrongUse, database, files
from chengxin.records.actions import only_its_organ
from chengxin.records.models import Record, Version, Withdrawal, WithdrawalKind

#: What an officer may give; that another record is it follows from settling a hold.
OFFERED = tuple(kind for kind in WithdrawalKind if kind is not WithdrawalKind.REPLACED)


def withdraw(record: Record, *, organ: int, kind: str, reason: str, on: dt.date, based_on: dt.date | None = None, document: tuple[str, IO[bytes]] | None = None) -> Withdrawal:
    """撤回. ``kind``: one of OFFERED; ``based_on``: the day of the change or revocation; ``document``: name and content of the file it rests on. Inside a transaction.

    Raises Refusal (wrong-organ) for any organ but the deciding one; WrongUse for another kind, without a reason, for a day after the withdrawal or before the decision, for a record
    that was withdrawn already, and for a file that is none we take.
    """
    only_its_organ(record, organ)
    if kind not in OFFERED:
        raise WrongUse("没有这种撤回事由，可用：" + "、".join(f"{one.value}（{one.label}）" for one in OFFERED))
    if not reason.strip():
        raise WrongUse("撤回应当说明理由")
    if based_on is not None and based_on > on:
        raise WrongUse(f"作出变更或者撤销的日期（{based_on.isoformat()}）晚于撤回日（{on.isoformat()}），请核对", code="based-later")
    decided = Version.objects.filter(record=record).order_by("-pk").values_list("held_on", flat=True).first()
    if based_on is not None and decided is not None and based_on < decided:
        raise WrongUse(f"作出变更或者撤销的日期（{based_on.isoformat()}）早于原决定的日期（{decided.isoformat()}），请核对", code="based-earlier")
    if Withdrawal.objects.filter(record=record).exists():
        raise WrongUse("这条记录已经撤回", code="already-withdrawn")
    kept = files.take(document[1], purpose=files.Purpose.ATTACHMENT, name=document[0]) if document else None
    return Withdrawal.objects.create(record=record, organ_id=organ, kind=kind, reason=reason, withdrawn_on=on, based_on=based_on, document=kept)


def withdrawals_of(numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Of these records those that were withdrawn: the day, why, the day it rests on, and whether a file is kept and can still be read."""
    if not numbers:
        return {}
    rows = database.fetch(
        "SELECT w.record_id AS record, w.withdrawn_on, w.reason, w.based_on, k.file_id IS NOT NULL AS file FROM records_withdrawal w LEFT JOIN ground_filekey k ON k.file_id = w.document_id"
        " WHERE w.record_id = ANY (%s)",
        [list(numbers)],
    )
    return {row["record"]: row for row in rows}


def withdrawal_document(record: int, *, look: int | None) -> bytes | None:
    """The file a withdrawal rests on, of a natural person's record by a committed ``look``; None where there is none, or none any more."""
    rows = database.fetch("SELECT digest, wrapped FROM records_withdrawal_key(%s, %s)", [record, look])
    return files.content_under(rows[0]["digest"], bytes(rows[0]["wrapped"])) if rows else None
