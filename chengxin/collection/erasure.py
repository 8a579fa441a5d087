"""销毁: what came in about a natural person goes out again, under a warrant of two officers (ruling 31)."""

import datetime as dt

from django.db import transaction

from chengxin.access.api import Officer
from chengxin.collection.models import Erasure
from chengxin.ground.api import WrongUse, audit, database
from chengxin.law import api as law
from chengxin.subjects.api import Subject


def erase(subject: Subject, *, organ: int, proposer: Officer, approver: Officer, reason: str, on: dt.date, actor: str) -> dict[str, object]:
    """Destroy every personal value, salt and key of ``subject`` and return the proof. Raises Refusal.

    The keys of original files in which the subject stood are destroyed with it, so those files can be
    read by nobody any more; the rows of others remain in the history.
    """
    if not reason.strip():
        raise WrongUse("销毁应当说明理由")
    if Erasure.objects.filter(subject=subject).exists():
        raise WrongUse("这名主体的个人信息已经销毁", code="already-erased")
    with transaction.atomic():
        warrant = law.authorise("erase", subject=subject.pk, organ=organ, proposer=proposer.pk, approver=approver.pk, on=on)
        proof = database.fetch_value("SELECT collection_erase(%s, %s, %s)", [subject.pk, warrant, reason])
        audit.record_act("erase", actor=actor, organ=organ, subject=subject.pk, reference=f"warrant:{warrant}")
    return proof
