"""查阅疑问: what subjects ask about looks, and what their organ answers. The rules stand in sql/subject_looks.sql."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, connections, transaction

from chengxin.access.errors import told, wish_refused
from chengxin.access.loading import district
from chengxin.access.models import LookAnswer, LookQuestion
from chengxin.access.signing import sessions
from chengxin.access.signing.own import Me
from chengxin.access.signing.sessions import Who
from chengxin.ground.api import NotFound, audit, days
from chengxin.ground.api import database as sql

TERM = 5  # working days an organ has to answer, where the district file says nothing (ours)


def commit_look(me: Me, *, purpose: str, reference: str = "", fields: tuple[str, ...] = ("*",)) -> int:
    """Commit, on a connection of its own, that a subject is about to read its own; the entry that opens one read."""
    with told(), connections["look"].cursor() as cursor:
        cursor.execute("SELECT access_my_look(%s, %s, %s, %s)", [sessions.proof(me.key), purpose, reference, list(fields)])
        return cursor.fetchone()[0]


def my_looks(*, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """Who looked at the session's subject, the latest first. Inside ``agents.acting``."""
    return sql.fetch("SELECT * FROM access_my_looks(%s, %s)", [before, limit])


def my_own_looks() -> dict[str, Any]:
    """How often the subject itself and its agents looked, and when last. Inside ``agents.acting``."""
    return sql.fetch("SELECT * FROM access_my_own_looks()")[0]


def due(on: dt.date) -> dt.date:
    """By when a question of ``on`` is to be answered: working days, ours unless the district file says otherwise."""
    return days.working_days_after(on, int(district().get("answer_look_days") or TERM)).day


def ask(entry: int, text: str, *, on: dt.date) -> int:
    """Ask about a look at the session's subject. Inside ``agents.acting``. Raises Refusal."""
    with told():
        return sql.fetch_value("SELECT access_my_question(%s, %s, %s)", [entry, text, due(on)])


def looks_of(subject: int, *, before: int | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """The same list for the window."""
    return sql.fetch("SELECT * FROM access_looks(%s, %s, %s)", [subject, before, limit])


_ASKED = """
SELECT q.id, q.text, q.asked_on, q.due_on, q.organ_id, q.subject_id, e.at AS looked_at, e.post AS looked_post, e.actor AS looked_by, e.purpose, e.fields,
    CASE WHEN s.kind = 'person' THEN NULL ELSE subjects_current_name(s.id) END AS subject_name, s.code AS subject_code, q.visit_id IS NOT NULL AS at_window,
    a.text AS answer, a.answered_on, p.name AS answered_by
FROM access_lookquestion q JOIN ground_auditentry e ON e.id = q.entry_id JOIN subjects_subject s ON s.id = q.subject_id
LEFT JOIN access_lookanswer a ON a.question_id = q.id LEFT JOIN access_person p ON p.id = a.answered_by_id
"""


def of_organ(who: Who, *, open_only: bool = False) -> list[dict[str, Any]]:
    """What an officer's organ was asked, what waits first and that by its day. A look of no organ's is the credit office's to answer."""
    return sql.fetch(
        _ASKED + " WHERE (q.organ_id = %s OR q.organ_id IS NULL AND %s) AND (a.question_id IS NULL OR NOT %s) ORDER BY (a.question_id IS NOT NULL), q.due_on, q.id LIMIT 200",
        [who.post.organ if who.post else None, who.role.code == "credit-office", open_only],
    )


def question(number: int) -> dict[str, Any]:
    """One question. Raises NotFound."""
    found = sql.fetch(_ASKED + " WHERE q.id = %s", [number])
    if not found:
        raise NotFound("没有这项疑问")
    return found[0]


def answer(number: int, text: str, *, on: dt.date, who: Who) -> None:
    """Answer a question to one's organ; the subject is told in the same transaction. Raises Refusal, NotFound."""
    found = LookQuestion.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("没有这项疑问")
    if len(text.strip()) < 2:
        raise wish_refused("no-answer")
    try:
        with told(), transaction.atomic():
            LookAnswer.objects.create(question=found, subject_id=found.subject_id, text=text.strip()[:2000], answered_by_id=who.person, answered_on=on)
            audit.record_act("answer-look", **who.entry, subject=found.subject_id, reference=f"question:{number}")
    except IntegrityError:
        raise wish_refused("answered-already") from None
