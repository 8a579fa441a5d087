"""Writes of records: settling of holds, classes, marks. Each adds; nothing changes. Withdrawal stands apart (``withdrawals``)."""

import datetime as dt

from django.db import transaction

from chengxin.ground.api import Refusal, WrongUse, audit, database, outbox
from chengxin.records.models import Classing, Hold, Mark, Record, Settlement, Withdrawal, WithdrawalKind


def settle(record: Record, *, outcome: str, organ: int, on: dt.date) -> list[int]:
    """The organ's word on a held record: ``also`` (several parties) or ``instead`` (it stands for the others). About what stands now: of a
    row that was taken back with its batch nothing is said; where it comes again, it is asked about again.

    Returns the records that were settled with it; for ``instead`` the others are withdrawn.
    """
    only_its_organ(record, organ)
    others = [row["against_id"] for row in database.fetch("SELECT against_id FROM records_open_hold WHERE record_id = %s ORDER BY id", [record.pk])]
    if not others:
        raise WrongUse("这条记录没有待处理的同号冲突", code="not-held")
    among = [record.pk, *others]  # one decision: the word holds for all its parties, also among each other
    for hold in Hold.objects.filter(record_id__in=among, against_id__in=among, settlement__isnull=True):
        Settlement.objects.create(hold=hold, outcome=outcome, organ_id=organ, settled_on=on)
    if outcome == "instead":
        for other in others:
            if not Withdrawal.objects.filter(record_id=other).exists():
                Withdrawal.objects.create(record_id=other, organ_id=organ, kind=WithdrawalKind.REPLACED, reason=f"同号文书以记录 {record.pk} 为准", withdrawn_on=on)
    return others


def classify(record: Record, *, severity: str, reason: str, organ: int, on: dt.date) -> Classing:
    """Store the unit's decision on the record's class, with its reason (ruling 20)."""
    only_its_organ(record, organ)
    if not reason.strip():
        raise WrongUse("认定等级应当说明理由")
    if Withdrawal.objects.filter(record=record).exists():
        raise Refusal(["withdrawn"], "这条记录已撤回，不再认定等级")
    return Classing.objects.create(record=record, severity=severity, reason=reason, organ_id=organ, decided_on=on)


def mark_disputed(record: Record, *, disputed: bool, reference: str, on: dt.date, actor: str = "系统") -> Mark:
    """异议中, or no longer: set by remedies."""
    with transaction.atomic():
        outbox.emit("records.marked", {"record": record.pk})
        made = Mark.objects.create(record=record, disputed=disputed, reference=reference, marked_on=on)
        audit.record_act("mark-disputed" if disputed else "unmark-disputed", actor=actor, subject=record.subject_id, reference=f"record:{record.pk}")
    return made


def only_its_organ(record: Record, organ: int) -> None:
    """Raises Refusal (wrong-organ) for any but the organ that decided."""
    if record.organ_id != organ:
        raise Refusal(["wrong-organ"], "只有作出决定的机关可以这样做")
