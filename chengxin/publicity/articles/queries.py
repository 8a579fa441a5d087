"""资讯的查阅: at the desk every article with its versions and acts; for the public what the views give."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from chengxin.ground.api import NotFound, database

PAGE = 20
_ONE = """
SELECT a.id, a.column_code AS in_column, a.organ_id AS organ, a.opened_on, t.number, t.stage, t.version_id, t.shown_id, t.public_from, t.shown_on, t.rests_on, t.moved_at
FROM publicity_article a JOIN publicity_articlestand t ON t.article_id = a.id WHERE a.id = %s
"""
_VERSIONS = """
SELECT v.id, v.number, v.title, v.summary, v.body, v.origin, v.correction, v.until, v.files, v.findings, v.officer_id AS officer, o.name AS author, v.written_on, v.recorded_at AS at
FROM publicity_articleversion v JOIN access_officer o ON o.id = v.officer_id WHERE v.article_id = %s ORDER BY v.number DESC
"""
_ACTS = """
SELECT t.number, t.kind, t.version_id, v.number AS version, t.officer_id AS officer, o.name AS officer_name, t.post, t.day, t.reason, t.confirmed, t.recorded_at AS at
FROM publicity_articleact t JOIN access_officer o ON o.id = t.officer_id JOIN publicity_articleversion v ON v.id = t.version_id WHERE t.article_id = %s ORDER BY t.number DESC
"""
_FILES = "SELECT number, picture, name, alt, media_type, size, width, height, readable FROM publicity_articlefile WHERE article_id = %s ORDER BY number"
_LISTED = """
SELECT a.id, a.column_code AS in_column, v.title, t.stage, t.shown_id IS NOT NULL AS is_public, t.public_from, t.moved_at, o.name AS author, jsonb_array_length(v.findings) AS findings
FROM publicity_articlestand t JOIN publicity_article a ON a.id = t.article_id JOIN publicity_articleversion v ON v.id = t.version_id JOIN access_officer o ON o.id = v.officer_id
WHERE a.organ_id = %(organ)s AND (%(stage)s = '' OR t.stage = %(stage)s) AND (%(column)s = '' OR a.column_code = %(column)s) AND (%(before)s::bigint IS NULL OR (t.moved_at, a.id) < ((SELECT moved_at FROM publicity_articlestand WHERE article_id = %(before)s), %(before)s))
ORDER BY t.moved_at DESC, a.id DESC LIMIT %(limit)s
"""
_PUBLIC = """
SELECT id, in_column, title, summary, public_from, shown_on, organ, origin{more} FROM publicity.article
WHERE (%(column)s = '' OR in_column = %(column)s) AND (%(day)s::date IS NULL OR (public_from, id) < (%(day)s, %(id)s)) ORDER BY public_from DESC, id DESC LIMIT %(limit)s
"""


def article(number: int) -> dict[str, Any]:
    """One article at the desk, where it stands. Raises NotFound."""
    found = database.fetch(_ONE, [number])
    if not found:
        raise NotFound("没有这篇文章")
    return found[0]


def versions_of(number: int) -> list[dict[str, Any]]:
    """Every version, the newest first."""
    return database.fetch(_VERSIONS, [number])


def acts_of(number: int) -> list[dict[str, Any]]:
    """Every act, the newest first."""
    return database.fetch(_ACTS, [number])


def files_of(number: int) -> list[dict[str, Any]]:
    """Every picture and document of an article, without their bytes."""
    return database.fetch(_FILES, [number])


def copy_of(number: int, file: int) -> dict[str, Any]:
    """The public copy of a file of an article, at the desk. Raises NotFound."""
    found = database.fetch("SELECT picture, name, media_type, copy FROM publicity_articlefile WHERE article_id = %s AND number = %s", [number, file])
    if not found:
        raise NotFound("没有这个文件")
    return found[0] | {"copy": bytes(found[0]["copy"])}


def listing(organ: int, *, stage: str = "", column: str = "", before: int | None = None, limit: int = PAGE) -> list[dict[str, Any]]:
    """Articles of an organ, what moved last first; below the article ``before``."""
    return database.fetch(_LISTED, {"organ": organ, "stage": stage, "column": column, "before": before, "limit": limit})


def counts(organ: int) -> dict[str, int]:
    """How many articles of an organ stand in each stage."""
    rows = database.fetch(
        "SELECT t.stage, count(*) AS n FROM publicity_articlestand t JOIN publicity_article a ON a.id = t.article_id WHERE a.organ_id = %s GROUP BY t.stage", [organ]
    )
    return {row["stage"]: row["n"] for row in rows}


def waiting(organ: int, officer: int, limit: int) -> list[dict[str, Any]]:
    """What waits for review by ``officer``: sent by others. ``n``: how many in all."""
    return database.fetch(
        """SELECT a.id, v.title, a.column_code AS in_column, t.moved_at, count(*) OVER () AS n FROM publicity_articlestand t JOIN publicity_article a ON a.id = t.article_id
        JOIN publicity_articleversion v ON v.id = t.version_id WHERE t.stage = 'review' AND a.organ_id = %(organ)s AND NOT EXISTS (
            SELECT 1 FROM publicity_articleact x WHERE x.article_id = a.id AND x.kind IN ('write', 'submit') AND x.officer_id = %(officer)s
                AND x.number > coalesce((SELECT max(y.number) FROM publicity_articleact y WHERE y.article_id = a.id AND y.kind = 'publish'), 0))
        ORDER BY t.moved_at, a.id LIMIT %(limit)s""",
        {"organ": organ, "officer": officer, "limit": limit},
    )


def renewed(on: dt.date) -> dict[str, dt.date]:
    """Of each column, the last day up to ``on`` on which something new came out in it; not there where nothing ever did. A correction is nothing new."""
    rows = database.fetch(
        """SELECT a.column_code AS in_column, max(t.public_from) AS last FROM publicity_articlestand t JOIN publicity_article a ON a.id = t.article_id
        WHERE t.public_from <= %s AND t.shown_id IS NOT NULL GROUP BY a.column_code""",
        [on],
    )
    return {row["in_column"]: row["last"] for row in rows}


def public_list(*, column: str = "", after: tuple[dt.date, int] | None = None, limit: int = PAGE, whole: bool = False) -> list[dict[str, Any]]:
    """What the public may read, the newest first; beyond the day and number ``after``. ``whole``: with the text."""
    day, number = after or (None, None)
    return database.fetch(_PUBLIC.format(more=", version, body, files" if whole else ""), {"column": column, "day": day, "id": number, "limit": limit})


def public_article(number: int) -> dict[str, Any]:
    """One article as the public may read it now. Raises NotFound, also for one that was taken back."""
    found = database.fetch("SELECT * FROM publicity.article WHERE id = %s", [number])
    if not found:
        raise NotFound("没有这篇文章，或者它已经撤回")
    return found[0]


def public_changes(number: int) -> list[dict[str, Any]]:
    """What was corrected after it came out, the newest first."""
    return database.fetch("SELECT day, correction FROM publicity.article_change WHERE article = %s ORDER BY number DESC", [number])


def public_files(numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The pictures and documents of public articles, without their bytes."""
    return database.fetch(
        "SELECT article, number, picture, name, alt, media_type, size, width, height FROM publicity.article_file WHERE article = ANY (%s) ORDER BY article, number", [list(numbers)]
    )


def public_copy(number: int, file: int) -> dict[str, Any]:
    """The bytes of a picture or document of a public article. Raises NotFound."""
    found = database.fetch("SELECT picture, name, media_type, copy FROM publicity.article_file WHERE article = %s AND number = %s", [number, file])
    if not found:
        raise NotFound("没有这个文件")
    return found[0] | {"copy": bytes(found[0]["copy"])}
