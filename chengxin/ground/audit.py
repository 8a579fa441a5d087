"""留痕: acts are written with the actor's transaction; looks are committed before anything is read.

A look goes in on a connection of its own and is committed there; only then may the read happen,
and the database function that gives out personal values demands the committed entry (ruling 30).
"""

from collections.abc import Sequence

from django.db import connection, connections

from chengxin.ground.database import fetch

_INSERT = """
INSERT INTO ground_auditentry (act, actor, organ_ref, subject_ref, purpose, reference, fields)
VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def record_act(act: str, *, actor: str, organ: int | None = None, subject: int | None = None, purpose: str = "", reference: str = "") -> int:
    """Write that ``actor`` did ``act``, in the caller's transaction. Returns the entry's id."""
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [act, actor, organ, subject, purpose, reference, []])
        return cursor.fetchone()[0]


def commit_look(*, actor: str, subject: int | None, purpose: str, reference: str = "", fields: Sequence[str] = (), organ: int | None = None) -> int:
    """Commit, on a connection of its own, that ``actor`` is about to look; returns the entry that opens one read.

    If it cannot be committed the error is raised and there is no read.
    """
    with connections["look"].cursor() as cursor:
        cursor.execute(_INSERT, ["look", actor, organ, subject, purpose, reference, list(fields)])
        return cursor.fetchone()[0]


def commit_looks(seen: Sequence[tuple[int | None, str]], *, actor: str, purpose: str) -> None:
    """The same for many reads at once: (subject, reference) of each, all committed before any of them is opened."""
    if not seen:
        return
    with connections["look"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO ground_auditentry (act, actor, organ_ref, subject_ref, purpose, reference, fields)"
            " SELECT 'look', %s, NULL, s.subject, %s, s.reference, '{}' FROM unnest(%s::bigint[], %s::text[]) AS s(subject, reference)",
            [actor, purpose, [subject for subject, _ in seen], [reference for _, reference in seen]],
        )


def looks_at(subject: int) -> list[dict[str, object]]:
    """Who looked at ``subject``, when and why, newest first."""
    return fetch(
        "SELECT id, at, actor, organ_ref, purpose, reference, fields FROM ground_auditentry WHERE subject_ref = %s AND act = 'look' ORDER BY id DESC",
        [subject],
    )
