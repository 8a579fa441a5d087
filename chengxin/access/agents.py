"""代理授权与查询同意: given and taken back by the subject itself; the database writes them, for the session's subject only (sql/wishes.sql)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction

from chengxin.access.errors import refused, told
from chengxin.access.models import Account, AgentMandate
from chengxin.access.signing import sessions
from chengxin.access.signing.sessions import Who
from chengxin.ground.api import NotFound, audit
from chengxin.ground.api import database as sql
from chengxin.subjects import api as subjects

#: 授权范围: in which matters an agent may act.
SCOPES = {"principal": "法定代表人", "all": "全部事项", "see": "只看信息", "request": "提出异议、修复和承诺", "client": "经对方同意，查询他人的信息"}
#: 查询范围: what a consent opens.
LOOKS = {"public": "公示中的信息及报告", "archive": "全部信息"}


@contextmanager
def acting(key: str) -> Iterator[None]:
    """For one transaction the database knows whose session asks: the subjects' side reads and writes nothing but that subject's rows."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chengxin.session', %s, true)", [sessions.proof(key)])
        yield


def mandate_agent(login: str, *, scope: str, begins_on: dt.date, ends_on: dt.date) -> int:
    """Give an agent a mandate; inside ``acting``. Raises Refusal."""
    with told():
        return sql.fetch_value("SELECT access_mandate_agent(%s, %s, %s, %s)", [login.strip().lower(), scope, begins_on, ends_on])


def end_mandate(number: int) -> bool:
    """Take a mandate back; whether it still stood. Inside ``acting``. Raises Refusal."""
    with told():
        return sql.fetch_value("SELECT access_end_mandate(%s)", [number])


def give_consent(receiver: int, *, scope: str, purpose: str, ends_on: dt.date) -> int:
    """Let another subject look one up; inside ``acting``. Raises Refusal."""
    with told():
        return sql.fetch_value("SELECT access_give_consent(%s, %s, %s, %s)", [receiver, scope, purpose[:200], ends_on])


def withdraw_consent(number: int) -> bool:
    """Take a consent back; whether it still stood. Inside ``acting``. Raises Refusal."""
    with told():
        return sql.fetch_value("SELECT access_withdraw_consent(%s)", [number])


def mandates() -> list[dict[str, Any]]:
    """The mandates of the session's subject, the latest first. Inside ``acting``."""
    return sql.fetch(
        "SELECT m.id, m.agent_id, m.scope, m.begins_on, m.ends_on, e.recorded_at AS ended_at FROM access_agentmandate m LEFT JOIN access_agentmandateend e ON e.mandate_id = m.id ORDER BY m.id DESC"
    )


def consents() -> list[dict[str, Any]]:
    """The consents of the session's subject, the latest first. Inside ``acting``."""
    return sql.fetch(
        "SELECT c.id, c.receiver_id, c.scope, c.purpose, c.ends_on, e.recorded_at AS ended_at FROM access_consent c LEFT JOIN access_consentend e ON e.consent_id = c.id ORDER BY c.id DESC"
    )


def my_mandates() -> list[dict[str, Any]]:
    """The same with the agents' names, for their subject's own page. Inside ``acting``."""
    return sql.fetch("SELECT * FROM access_my_mandates()")


def my_consents() -> list[dict[str, Any]]:
    """The same with the receivers' names. Inside ``acting``."""
    return sql.fetch("SELECT * FROM access_my_consents()")


def give_consent_by_code(code: str, *, scope: str, purpose: str, ends_on: dt.date) -> int:
    """``give_consent`` to whom a credit code belongs. Inside ``acting``. Raises Refusal."""
    receiver = sql.fetch_value("SELECT access_my_receiver(%s)", [subjects.compact(code)[:18]])
    return give_consent(receiver or 0, scope=scope, purpose=purpose, ends_on=ends_on)


def held() -> list[dict[str, Any]]:
    """The consents that others gave to the bank or buyer the session acts for: what stands first. Inside ``acting``."""
    return sql.fetch("SELECT * FROM access_my_held()")


def commit_look(key: str, consent: int) -> int:
    """Commit, on a connection of its own, that somebody is about to look by a consent; the entry that opens one read. Raises Refusal."""
    with told(), connections["look"].cursor() as cursor:
        cursor.execute("SELECT access_my_consent_look(%s, %s)", [sessions.proof(key), consent])
        return cursor.fetchone()[0]


def consented(subject: int, receiver: int, *, scope: str) -> int | None:
    """The consent by which ``receiver`` may look at ``subject`` in that scope today, if there is one."""
    return sql.fetch_value("SELECT access_consented(%s, %s, %s)", [subject, receiver, scope])


def verify_principal(login: str, subject: int, *, until: dt.date, on: dt.date, who: Who) -> int:
    """At the window, the document shown: somebody is the firm's legal representative (法定代表人). For a year at most. Raises Refusal, NotFound."""
    account = Account.objects.filter(login=login.strip().lower()).first()
    if account is None:
        raise NotFound(f"没有登录名“{login}”")
    if account.person_id == who.person:
        raise refused("same-person")
    if not on <= until <= on + dt.timedelta(days=366):
        raise refused("bad-term")
    with transaction.atomic():
        made = AgentMandate.objects.create(subject_id=subject, agent_id=account.person_id, scope="principal", begins_on=on, ends_on=until, given_by_id=who.person)
        audit.record_act("verify-principal", **who.entry, subject=subject, reference=f"agent-mandate:{made.pk}")
    return made.pk
