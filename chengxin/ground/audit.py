"""留痕: acts are written with the actor's transaction; looks are committed before anything is read.

A look goes in on a connection of its own and is committed there; only then may the read happen,
and the database function that gives out personal values demands the committed entry (ruling 30).
Afterwards ``auditlog`` puts every committed entry into a log that cannot be rewritten unseen.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection, connections

from chengxin.ground.database import fetch

_INSERT = """
INSERT INTO ground_auditentry (act, actor, post, organ_ref, subject_ref, purpose, reference, fields)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def record_act(
    act: str,
    *,
    actor: str,
    organ: int | None = None,
    subject: int | None = None,
    purpose: str = "",
    reference: str = "",
    post: str | None = None,
    fields: Sequence[str] = (),
) -> int:
    """Write that ``actor`` did ``act``, in the caller's transaction. Returns the entry's id."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [act, actor, _post(actor, post), organ, subject, purpose, reference, list(fields)])
        return cursor.fetchone()[0]


def commit_look(
    *, actor: str, subject: int | None, purpose: str, reference: str = "", fields: Sequence[str] = (), organ: int | None = None, post: str | None = None, act: str = "look"
) -> int:
    """Commit, on a connection of its own, that ``actor`` is about to look; returns the entry that opens one read.

    If it cannot be committed the error is raised and there is no read. Another ``act`` than ``look`` opens nothing: it
    is for reading what is no natural person's record.
    """
    with connections["look"].cursor() as cursor:
        cursor.execute(_INSERT, [act, actor, _post(actor, post), organ, subject, purpose, reference, list(fields)])
        return cursor.fetchone()[0]


def commit_looks(seen: Sequence[tuple[int | None, str]], *, actor: str, purpose: str, fields: Sequence[str] = (), organ: int | None = None, post: str | None = None) -> list[int]:
    """The same for many reads at once: (subject, reference) of each, all committed before any of them is opened. Their entries."""
    if not seen:
        return []
    with connections["look"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO ground_auditentry (act, actor, post, organ_ref, subject_ref, purpose, reference, fields)"
            " SELECT 'look', %s, %s, %s, s.subject, %s, s.reference, %s FROM unnest(%s::bigint[], %s::text[]) WITH ORDINALITY AS s(subject, reference, n) ORDER BY n RETURNING id",
            [actor, _post(actor, post), organ, purpose, list(fields), [subject for subject, _ in seen], [reference for _, reference in seen]],
        )
        return [row[0] for row in cursor.fetchall()]


def looks_at(subject: int) -> list[dict[str, Any]]:
    """Who looked at ``subject``, when, why and at what, newest first."""
    return fetch(
        "SELECT id, at, act, actor, post, organ_ref, purpose, reference, fields FROM ground_auditentry WHERE subject_ref = %s AND act IN ('look', 'read') ORDER BY id DESC",
        [subject],
    )


_TOLD = "e.id, e.at, e.act, e.actor, e.post, e.organ_ref, e.subject_ref, e.purpose, e.reference, e.fields"
_FEW_DAYS = 31
_NAME = "substring(e.actor, strpos(e.actor, ':') + 1)"  # 账户:han.yi, 主体:citizen: the name alone


def entries(
    *, actor: str = "", act: str = "", subject: int | None = None, first: dt.date | None = None, last: dt.date | None = None, before: int | None = None, limit: int = 50
) -> list[dict[str, Any]]:
    """What was done and looked at, newest first, below the entry ``before``: of an actor (as written, or the name behind its door), of one act, about one subject, on some days."""
    told = {"actor": actor, "name": actor.partition(":")[2] or actor, "act": act, "subject": subject, "first": first, "last": last, "before": before, "limit": limit}
    where = ["e.id < %(before)s"] if before is not None else []
    where += [f"{_NAME} = %(name)s"] if actor else []  # by its index
    where += ["strpos(e.actor, %(actor)s) > 0"] if ":" in actor else []  # asked of what the name has found, in its order
    where += ["e.act = %(act)s"] if act else []
    where += ["e.subject_ref = %(subject)s"] if subject is not None else []
    where += ["e.at >= %(first)s::date::timestamp AT TIME ZONE 'Asia/Shanghai'"] if first else []
    where += ["e.at < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'"] if last else []
    chosen = f"SELECT {_TOLD} FROM ground_auditentry e {'WHERE ' + ' AND '.join(where) if where else ''}"
    if first and last and (last - first).days <= _FEW_DAYS:
        chosen = f"SELECT {_TOLD} FROM ({chosen} OFFSET 0) e"  # some days are found by their blocks; walking back from today would pass all that came since
    return fetch(f"SELECT e.*, l.id AS leaf FROM ({chosen} ORDER BY e.id DESC LIMIT %(limit)s) e LEFT JOIN ground_auditleaf l ON l.entry_id = e.id ORDER BY e.id DESC", told)


def _post(actor: str, post: str | None) -> str:
    """The post; while nobody has signed in, the door they came by, which stands before the name (ruling 215)."""
    return post if post is not None else actor.partition(":")[0][:80]
