"""人员与岗位: registering people, appointing them by two, deputies with a term, handing a post over. The rules stand in sql/posts.sql."""

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from chengxin.access.errors import refused, told
from chengxin.access.models import Account, Appointment, AppointmentDecision, Handover, Person, Post
from chengxin.access.roles import POST_ROLES, ROLES
from chengxin.access.signing import entering
from chengxin.ground.api import Instance, NotFound, audit
from chengxin.ground.api import database as sql
from chengxin.subjects import api as subjects

_LOGIN = re.compile(r"[a-z0-9][a-z0-9.-]{2,39}")


@dataclass(frozen=True)
class By:
    """办理人: who does it, as the tables and as the entries name them. No person: the machine's owner at the command line."""

    person: int | None
    actor: str
    post: str | None = None
    organ: int | None = None

    @property
    def entry(self) -> dict[str, Any]:
        """What every entry of theirs says."""
        return {"actor": self.actor, "post": self.post, "organ": self.organ}


def make_post(organ: subjects.Organ, *, role: str, title: str, begins_on: dt.date, by: By, ends_on: dt.date | None = None) -> Post:
    """A new post. Raises Refusal (``unknown-role``, ``title-taken``, ``bad-term``)."""
    if role not in {one.code for one in POST_ROLES}:
        raise refused("unknown-role")
    if ends_on is not None and ends_on < begins_on:
        raise refused("bad-term")
    title = " ".join(title.split())[:80] or ROLES[role].name
    with _once("title-taken", "access_post_title"), transaction.atomic():
        made = Post.objects.create(organ=organ, role=role, title=title, begins_on=begins_on, ends_on=ends_on)
        audit.record_act("make-post", **by.entry, reference=f"post:{made.pk}")
    return made


def register_person(name: str, login: str, *, by: By, subject: int | None = None) -> Account:
    """Somebody new, with an account that opens nothing yet. Raises Refusal (``no-name``, ``bad-login``, ``login-taken``)."""
    name, login = " ".join(name.split())[:80], login.strip().lower()
    if not name:
        raise refused("no-name")
    if not _LOGIN.fullmatch(login):
        raise refused("bad-login")
    with _once("login-taken", "login"), transaction.atomic():
        person = Person.objects.create(name=name, subject_id=subject)
        made = Account.objects.create(person=person, login=login)
        audit.record_act("register-person", **by.entry, reference=f"account:{made.pk}")
    return made


def appoint(person: int, post: int, *, begins_on: dt.date, by: By, ends_on: dt.date | None = None, reason: str = "", stands_for: int | None = None) -> Appointment:
    """Propose that somebody hold a post, or stand in for its holder. Nothing follows until another approves. Raises Refusal."""
    if (ends_on is not None and ends_on < begins_on) or (stands_for is not None and ends_on is None):
        raise refused("bad-term")
    if by.person == person:
        raise refused("same-person")
    with told(), transaction.atomic():
        made = Appointment.objects.create(
            person_id=person, post_id=post, begins_on=begins_on, ends_on=ends_on, reason=reason.strip()[:200], stands_for_id=stands_for, proposed_by_id=by.person
        )
        audit.record_act("propose-deputy" if stands_for else "propose-appointment", **by.entry, reference=f"appointment:{made.pk}")
    return made


def decide(appointment: int, *, approved: bool, by: By, reason: str = "") -> str | None:
    """Approve or reject what somebody else proposed. The activation code, told this once, where the person has no way to sign in yet. Raises Refusal, NotFound."""
    found = Appointment.objects.select_related("person__account").filter(pk=appointment).first()
    if found is None:
        raise NotFound("没有这项任用")
    with told(), _once("decided"), transaction.atomic():
        if AppointmentDecision.objects.filter(pk=appointment).exists():
            raise refused("decided")
        AppointmentDecision.objects.create(appointment=found, approved=approved, decided_by_id=by.person, reason=reason.strip()[:200])
        audit.record_act("approve-appointment" if approved else "reject-appointment", **by.entry, reference=f"appointment:{appointment}")
        account = found.person.account
        fresh = approved and not account.passwords.exists() and not account.activations.exists()
        return entering.make_activation(account, actor=by.actor, post=by.post) if fresh else None


def hand_over(appointment: int, *, last_day: dt.date, by: By, to: int | None = None, open_matters: str = "") -> Appointment | None:
    """End an appointment after ``last_day``. Where somebody takes over, they are proposed for the post from the next day: another approves. Raises Refusal, NotFound."""
    found = Appointment.objects.select_related("post").filter(pk=appointment, decision__approved=True).first()
    if found is None:
        raise NotFound("没有这项任用，或者没有批准")
    with told(), _once("handed-over"), transaction.atomic():
        if Handover.objects.filter(pk=appointment).exists():
            raise refused("handed-over")
        Handover.objects.create(appointment=found, last_day=last_day, to_id=to, open_matters=open_matters.strip()[:4000], handed_by_id=by.person)
        audit.record_act("hand-over", **by.entry, reference=f"appointment:{appointment}")
        # The holder may lay a post down, but not propose who comes next.
        if to is None or by.person == found.person_id or found.stands_for_id:
            return None
        return appoint(to, found.post_id, begins_on=last_day + dt.timedelta(days=1), ends_on=found.ends_on, by=by, reason="接任")


@contextmanager
def _once(code: str, key: str = "pkey") -> Iterator[None]:
    """There is one of it, by the unique ``key`` of the table: whoever comes second, even at the same moment, is refused with ``code``."""
    try:
        yield
    except IntegrityError as error:
        if key not in str(error):
            raise
        raise refused(code) from None


def reset(login: str, *, by: By) -> str:
    """A new activation code for somebody who lost password and second factor; the old ones open until it is used. Raises NotFound."""
    account = Account.objects.filter(login=login.strip().lower()).first()
    if account is None:
        raise NotFound(f"没有登录名“{login}”")
    return entering.make_activation(account, actor=by.actor, post=by.post)


def first_administrator(name: str, login: str, *, organ: subjects.Organ, on: dt.date, by: By) -> tuple[Account, str]:
    """An administrator put in by the machine's owner, while fewer than two are in post: the account and its activation code. Raises Refusal."""
    with transaction.atomic():
        account = register_person(name, login, by=by)
        title = f"系统管理员{Post.objects.filter(organ=organ, role='administrator').count() + 1}"
        post = make_post(organ, role="administrator", title=title, begins_on=on, by=by)
        made = appoint(account.person_id, post.pk, begins_on=on, by=by, reason="由本机所有者在命令行任用")
        code = decide(made.pk, approved=True, by=by)
    assert code is not None
    return account, code


def people() -> list[dict[str, Any]]:
    """Every person with an account: whether they can sign in, and the posts of today."""
    return sql.fetch(
        "SELECT p.id, p.name, c.login, EXISTS (SELECT 1 FROM access_password w WHERE w.account_id = c.id) AS opened,"
        " coalesce((SELECT jsonb_agg(jsonb_build_object('title', i.title, 'role', i.role, 'organ', o.official_name, 'deputy', i.stands_for_id IS NOT NULL, 'ends_on', i.ends_on) ORDER BY i.begins_on)"
        "   FROM access_in_post i JOIN subjects_organ o ON o.subject_id = i.organ_id WHERE i.person_id = p.id), '[]') AS posts"
        " FROM access_person p JOIN access_account c ON c.person_id = p.id ORDER BY (NOT EXISTS (SELECT 1 FROM access_in_post i WHERE i.person_id = p.id)), p.name, p.id LIMIT 2000"
    )


def demo_people() -> list[dict[str, Any]]:
    """Who can sign in at the desk of a demo, for its sign-in page; nobody in any other instance."""
    if not Instance.objects.filter(kind="demo").exists():
        return []
    return [{"login": one["login"], "who": "、".join(ROLES[post["role"]].name for post in one["posts"])} for one in people() if one["opened"] and one["posts"]][:20]


def person(number: int) -> dict[str, Any]:
    """One person with all appointments, past ones too. Raises NotFound."""
    found = sql.fetch("SELECT p.id, p.name, c.login, c.id AS account FROM access_person p JOIN access_account c ON c.person_id = p.id WHERE p.id = %s", [number])
    if not found:
        raise NotFound("没有这个人员")
    return found[0] | {"appointments": _appointments("a.person_id = %s", [number])}


def waiting() -> list[dict[str, Any]]:
    """Appointments that nobody has decided, the oldest first."""
    return _appointments("d.appointment_id IS NULL", [])


def appointments(number: int) -> list[dict[str, Any]]:
    """The appointment of a number, or none."""
    return _appointments("a.id = %s", [number])


def posts() -> list[dict[str, Any]]:
    """Every post with whoever holds it today."""
    return sql.fetch(
        "SELECT p.id, p.title, p.role, o.official_name AS organ, p.begins_on, p.ends_on, i.id AS appointment, n.name AS holder, n.id AS holder_id FROM access_post p"
        " JOIN subjects_organ o ON o.subject_id = p.organ_id LEFT JOIN access_in_post i ON i.post_id = p.id AND i.stands_for_id IS NULL LEFT JOIN access_person n ON n.id = i.person_id"
        " ORDER BY o.official_name, p.role, p.title LIMIT 2000"
    )


def organs() -> list[subjects.Organ]:
    """The organs of the district file, by name: posts are made in these."""
    return list(subjects.Organ.objects.filter(in_district_file=True).order_by("official_name"))


def _appointments(where: str, values: list[Any]) -> list[dict[str, Any]]:
    found = sql.fetch(
        "SELECT a.id, a.person_id, n.name AS person, p.id AS post_id, p.title, p.role, o.official_name AS organ, a.begins_on, a.ends_on, a.reason, a.stands_for_id, sn.name AS stands_for,"
        " a.proposed_by_id, pn.name AS proposed_by, a.recorded_at, d.approved, dn.name AS decided_by, d.recorded_at AS decided_at, h.last_day, h.open_matters, tn.name AS handed_to,"
        " EXISTS (SELECT 1 FROM access_in_post i WHERE i.id = a.id) AS in_post"
        " FROM access_appointment a JOIN access_person n ON n.id = a.person_id JOIN access_post p ON p.id = a.post_id JOIN subjects_organ o ON o.subject_id = p.organ_id"
        " LEFT JOIN access_appointment sa ON sa.id = a.stands_for_id LEFT JOIN access_person sn ON sn.id = sa.person_id LEFT JOIN access_person pn ON pn.id = a.proposed_by_id"
        " LEFT JOIN access_appointmentdecision d ON d.appointment_id = a.id LEFT JOIN access_person dn ON dn.id = d.decided_by_id"
        f" LEFT JOIN access_handover h ON h.appointment_id = a.id LEFT JOIN access_person tn ON tn.id = h.to_id WHERE {where} ORDER BY a.id LIMIT 500",
        values,
    )
    return [row | {"role": ROLES[row["role"]]} for row in found]
