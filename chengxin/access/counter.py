"""窗口代办: for somebody without a phone: the document is seen, then the officer may do for that subject, for an hour, what it could do itself.

The rules stand in sql/wishes_at_window.sql; every act has its entry, which names the visit.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from chengxin.access import staffing
from chengxin.access.errors import told, wish_refused
from chengxin.access.models import Account, AccountClosing, Appointment, CounterVisit
from chengxin.access.questions import due
from chengxin.access.signing import entering
from chengxin.access.signing.sessions import Who
from chengxin.ground.api import NotFound, audit
from chengxin.ground.api import database as sql
from chengxin.subjects.api import Kind, Subject

#: 出示的证件, by which somebody is known.
DOCUMENTS = {"identity-card": "居民身份证", "household": "户口簿", "passport": "护照", "residence-permit": "港澳台居民居住证", "temporary": "临时身份证"}
LASTS = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Visit:
    """到窗口的人: a visit that is still open to the officer who saw the document."""

    id: int
    subject: int
    document: str
    until: dt.datetime


def receive(subject: int, *, document: str, who: Who) -> int:
    """Somebody stands at the window with a document. Raises Refusal (``no-document``, ``not-at-the-window``)."""
    if document not in DOCUMENTS:
        raise wish_refused("no-document")
    if who.post is None:
        raise wish_refused("not-at-the-window")
    with told(), transaction.atomic():
        made = CounterVisit.objects.create(subject_id=subject, document=document, officer_id=who.person, organ_id=who.post.organ)
        audit.record_act("receive-visit", **who.entry, subject=subject, reference=f"visit:{made.pk}")
    return made.pk


def visit(number: int, *, who: Who) -> Visit:
    """An open visit of one's own. Raises NotFound for another's, for one that is over, as for none."""
    found = CounterVisit.objects.filter(pk=number, officer_id=who.person, recorded_at__gt=timezone.now() - LASTS).first()
    if found is None:
        raise NotFound("没有这次代办，或者它已经超过一小时")
    return Visit(found.pk, found.subject_id, DOCUMENTS.get(found.document, found.document), found.recorded_at + LASTS)


def mandate(at: Visit, login: str, *, scope: str, begins_on: dt.date, ends_on: dt.date, who: Who) -> int:
    """Give an agent a mandate for whoever stands there. Raises Refusal."""
    with told(), transaction.atomic():
        made = sql.fetch_value("SELECT access_visit_mandate(%s, %s, %s, %s, %s, %s)", [at.id, who.person, login.strip().lower(), scope, begins_on, ends_on])
        _noted("mandate-agent", at, who, f"agent-mandate:{made}")
    return made


def end_mandate(at: Visit, number: int, *, who: Who) -> bool:
    """Take a mandate back; whether it still stood. Raises Refusal."""
    with told(), transaction.atomic():
        done = sql.fetch_value("SELECT access_visit_end_mandate(%s, %s, %s)", [at.id, who.person, number])
        if done:
            _noted("end-mandate", at, who, f"agent-mandate:{number}")
    return done


def ask(at: Visit, entry: int, text: str, *, on: dt.date, who: Who) -> int:
    """Ask about a look. Raises Refusal."""
    with told(), transaction.atomic():
        made = sql.fetch_value("SELECT access_visit_question(%s, %s, %s, %s, %s)", [at.id, who.person, entry, text, due(on)])
        _noted("question-look", at, who, f"question:{made}")
    return made


def open_account(at: Visit, name: str, login: str, *, who: Who) -> str:
    """An account for the person who stands there, or a new activation code for the one they have. The code, told this once. Raises Refusal."""
    found = Account.objects.filter(person__subject_id=at.subject).first()
    with transaction.atomic():
        if found is None:
            if Subject.objects.get(pk=at.subject).kind != Kind.PERSON:
                raise wish_refused("not-a-person")
            found = staffing.register_person(name, login, by=_by(who), subject=at.subject)
        elif Appointment.objects.filter(person=found.person_id).exists():
            raise wish_refused("an-officer")
        elif AccountClosing.objects.filter(account=found).exists():
            raise wish_refused("account-closed")
        return entering.make_activation(found, actor=who.actor, post=who.entry["post"])


def _by(who: Who) -> staffing.By:
    return staffing.By(who.person, who.actor, who.entry["post"], who.entry["organ"])


def mandates(at: Visit) -> list[dict[str, object]]:
    """The mandates that stand for whoever stands there."""
    return sql.fetch(
        "SELECT m.id, p.name AS agent, c.login, m.scope, m.begins_on, m.ends_on FROM access_agentmandate m JOIN access_person p ON p.id = m.agent_id JOIN access_account c ON c.person_id = p.id"
        " WHERE m.subject_id = %s AND m.ends_on >= ground_today() AND NOT EXISTS (SELECT 1 FROM access_agentmandateend e WHERE e.mandate_id = m.id) ORDER BY m.id DESC",
        [at.subject],
    )


def _noted(act: str, at: Visit, who: Who, reference: str) -> None:
    audit.record_act(act, **who.entry, subject=at.subject, purpose=f"窗口代办 {at.id}，出示{at.document}", reference=reference)
