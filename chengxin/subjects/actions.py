"""Writes of subjects that are not made from arriving rows."""

import datetime as dt

from django.db import connection, transaction

from chengxin.ground.api import Refusal, WrongUse, audit
from chengxin.subjects.models import Kind, Organ, Relation, RelationEnd, RelationKind, Subject

_BEFORE_ALL = dt.date(2019, 12, 17)  # the day of the district's plan (S1): organs of the file are known from then


def register_organ(name: str, *, aliases: list[str]) -> int:
    """Make sure that an organ of the district file is a subject; returns its id."""
    organ = Organ.objects.filter(official_name=name, in_district_file=True).first() or Organ.objects.filter(official_name=name).first()
    if organ is None:
        subject = Subject.objects.create(kind=Kind.ORGAN, code=None, first_received_on=_BEFORE_ALL)
        organ = Organ.objects.create(subject=subject, official_name=name, aliases=aliases, in_district_file=True)
    elif organ.aliases != aliases or not organ.in_district_file:
        organ.aliases, organ.in_district_file = aliases, True
        organ.save(update_fields=["aliases", "in_district_file"])
    return organ.subject_id


def relate(subject: Subject, kind: str, to: Subject, *, since: dt.date, reference: str, actor: str) -> Relation:
    """Say that ``subject`` is a branch of ``to``, was merged into it, was split from it or goes on as it, from a day on.

    Raises WrongUse without a reference, Refusal (``wrong-subject``) for natural persons and organs, for a subject and
    itself, and where it would go in a circle; ``already-related`` where it is on file.
    """
    if not reference.strip():
        raise WrongUse("主体关系应当写明依据，如登记机关的通知书文号")
    for one in (subject, to):
        if one.kind in (Kind.PERSON, Kind.ORGAN):
            raise Refusal(["wrong-subject"], f"{Kind(one.kind).label}之间不登记这类关系")
    if subject.pk == to.pk or _leads_to(to, kind, subject):
        raise Refusal(["wrong-subject"], "两个主体相同，或者已有相反的关系")
    if Relation.objects.filter(subject=subject, kind=kind, to=to, end__isnull=True).exists():
        raise Refusal(["already-related"], "这一关系已经登记")
    if kind == RelationKind.BRANCH_OF and Relation.objects.filter(subject=subject, kind=kind, end__isnull=True).exists():
        raise Refusal(["already-related"], "分支机构只能有一个隶属主体，请先终止原来的关系")
    with transaction.atomic():
        made = Relation.objects.create(subject=subject, kind=kind, to=to, since=since, reference=reference.strip())
        audit.record_act("relate", actor=actor, subject=subject.pk, reference=f"relation:{made.pk}", purpose=kind)
    return made


def end_relation(relation: Relation, *, until: dt.date, actor: str) -> RelationEnd:
    """A relation ends on a day. Raises WrongUse for a day before it began or one that has ended."""
    if until < relation.since or RelationEnd.objects.filter(relation=relation).exists():
        raise WrongUse("终止日早于起始日，或者这一关系已经终止")
    with transaction.atomic():
        audit.record_act("end-relation", actor=actor, subject=relation.subject_id, reference=f"relation:{relation.pk}", purpose=relation.kind)
        return RelationEnd.objects.create(relation=relation, until=until)


def _leads_to(start: Subject, kind: str, goal: Subject) -> bool:
    """Whether standing relations of one kind lead from ``start`` to ``goal``."""
    seen, edge = {start.pk}, [start.pk]
    while edge:
        found = set(Relation.objects.filter(subject__in=edge, kind=kind, end__isnull=True).values_list("to_id", flat=True))
        if goal.pk in found:
            return True
        edge = list(found - seen)
        seen |= found
    return False


def name_organ(code: str, name: str, *, received: dt.date, batch: int) -> None:
    """An organ known by its code alone is called by ``name``, as a row of ``batch`` tells it. For the worker, in a transaction."""
    from chengxin.subjects.entering import learn_organs  # late: it brings the engine of columns with it

    learn_organs(connection.connection, [(code, name)], received=received, batch=batch)
