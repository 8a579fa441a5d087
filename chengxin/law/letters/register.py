"""文书登记: every letter an organ made, by its number, and how it was served. The numbers of an organ, a kind and a year have no gap, by construction."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chengxin.ground.api import database
from chengxin.law.letters.kinds import kinds, ways
from chengxin.law.models import Letter

PAGE = 50
#: 送达状态. ``running``: announced, and the day on which it counts lies ahead; ``needless``: a public notice, which is itself how another is served.
STATES = {"waiting": "待送达", "running": "公告期内", "served": "已送达", "needless": "无须送达", "replaced": "已被更正"}

_COLUMNS = """
SELECT l.id AS letter, l.number, l.word_mark AS number_mark, l.kind, l.day, o.official_name AS organ, s.kind = 'person' AS of_person,
    CASE WHEN s.kind <> 'person' THEN s.code END AS subject, CASE WHEN s.kind = 'person' THEN '自然人' ELSE subjects_current_name(s.id) END AS subject_name,
    l.warrant_id AS warrant, l.about_id AS about, l.together_id AS together, l.replaces_id AS replaces, t.label AS template, f.digest AS file, a.name AS officer,
    v.served_on, v.way, v.receipt_id IS NOT NULL AS receipt
"""
_JOINED = """
JOIN subjects_subject s ON s.id = l.subject_id JOIN subjects_organ o ON o.subject_id = l.organ_id JOIN law_lettertemplate t ON t.id = l.template_id
JOIN ground_storedfile f ON f.id = l.file_id JOIN access_officer a ON a.id = l.officer_id
"""
_SERVED = "LEFT JOIN LATERAL (SELECT * FROM law_service x WHERE x.letter_id = l.id AND NOT EXISTS (SELECT 1 FROM law_service c WHERE c.corrects_id = x.id)) v ON true"
_REGISTER = f"""
{_COLUMNS} FROM law_letter l {_JOINED} {_SERVED}
WHERE (%(numbers)s::bigint[] IS NULL OR l.id = ANY (%(numbers)s)) AND (%(organ)s::bigint IS NULL OR l.organ_id = %(organ)s) AND (%(year)s::integer IS NULL OR l.year = %(year)s)
    AND (%(kind)s::text IS NULL OR l.kind = %(kind)s) AND (%(warrant)s::bigint IS NULL OR l.warrant_id = %(warrant)s)
ORDER BY l.organ_id, l.kind, l.year, l.seq
"""
# The rows of a page are found first and named after, so that a page costs what it shows.
_PAGE = f"""
{_COLUMNS}, l.state, (SELECT k.case_id FROM law_caseact k WHERE k.letters @> ARRAY[l.id] AND k.kind IN ('letter', 'serve') LIMIT 1) AS case_number
FROM (SELECT l.*, z.state FROM law_letter l {_SERVED}
    CROSS JOIN LATERAL (SELECT CASE WHEN EXISTS (SELECT 1 FROM law_letter r WHERE r.replaces_id = l.id) THEN 'replaced' WHEN v.served_on > %(on)s THEN 'running' WHEN v.id IS NOT NULL THEN 'served'
        WHEN l.about_id IS NOT NULL THEN 'needless' ELSE 'waiting' END AS state) z
    WHERE l.organ_id = %(organ)s AND l.id < coalesce(%(before)s, 9223372036854775807) AND (%(year)s::integer IS NULL OR l.year = %(year)s) AND (%(kind)s::text IS NULL OR l.kind = %(kind)s)
        AND (%(number)s::text IS NULL OR l.number = %(number)s) AND (%(subjects)s::bigint[] IS NULL OR l.subject_id = ANY (%(subjects)s)) AND (%(state)s::text IS NULL OR z.state = %(state)s)
    ORDER BY l.id DESC LIMIT %(limit)s) l {_JOINED} {_SERVED}
ORDER BY l.id DESC
"""
# A counter says the last number given; as many letters bear one. The database lets neither be otherwise: this looks whether it is so.
_GAPS = """
SELECT c.organ_id AS organ, c.kind, c.year, array_agg(n ORDER BY n) AS missing FROM law_lettercounter c CROSS JOIN generate_series(1, c.last) n
WHERE (%(organ)s::bigint IS NULL OR c.organ_id = %(organ)s) AND (%(year)s::integer IS NULL OR c.year = %(year)s)
    AND NOT EXISTS (SELECT 1 FROM law_letter l WHERE l.organ_id = c.organ_id AND l.kind = c.kind AND l.year = c.year AND l.seq = n)
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Wanted:
    """筛选: which letters of an organ a page of the register shows. ``number``: the whole 文号."""

    year: int | None = None
    kind: str | None = None
    state: str | None = None
    number: str | None = None
    subjects: Sequence[int] | None = None


def letters(
    *, organ: int | None = None, year: int | None = None, kind: str | None = None, warrant: int | None = None, numbers: Sequence[int] | None = None
) -> list[dict[str, object]]:
    """The register of letters in the order of their numbers, with the service that stands. Of natural persons no name is told."""
    rows = database.fetch(_REGISTER, {"organ": organ, "year": year, "kind": kind, "warrant": warrant, "numbers": None if numbers is None else list(numbers)})
    return [_named(row) for row in rows]


def told(row: Letter) -> dict[str, object]:
    """One letter of the register."""
    return letters(numbers=[row.pk])[0]


def registered(organ: int, wanted: Wanted, *, on: dt.date, before: int | None = None, limit: int = PAGE) -> tuple[list[dict[str, Any]], int | None]:
    """A page of an organ's register, the letter made last at the head, each with its ``state`` on a day and its case; and before which the next page begins."""
    asked = {
        "organ": organ, "on": on, "before": before, "year": wanted.year, "kind": wanted.kind, "state": wanted.state, "number": wanted.number,
        "subjects": None if wanted.subjects is None else list(wanted.subjects), "limit": limit + 1,
    }  # fmt: skip
    rows = [_named(row) | {"state_name": STATES[row["state"]]} for row in database.fetch(_PAGE, asked)]
    return rows[:limit], rows[limit - 1]["letter"] if len(rows) > limit else None


def bearing(organ: int, number: str) -> bool:
    """Whether a letter of the organ has this 文号."""
    return Letter.objects.filter(number=number, organ=organ).exists()


def last_numbers(organ: int, *, year: int | None = None) -> list[dict[str, Any]]:
    """The last number an organ gave to each kind of letter in a year, in the order of the kinds; as many letters bear them (``gaps``)."""
    rows = database.fetch(
        "SELECT kind, year, last FROM law_lettercounter WHERE organ_id = %(organ)s AND (%(year)s::integer IS NULL OR year = %(year)s)", {"organ": organ, "year": year}
    )
    order = list(kinds())
    return sorted((row | {"name": kinds()[row["kind"]].name} for row in rows), key=lambda row: (-row["year"], order.index(row["kind"])))


def gaps(*, organ: int | None = None, year: int | None = None) -> list[dict[str, Any]]:
    """Numbers that no letter bears, of every organ, kind and year; there should be none."""
    return database.fetch(_GAPS, {"organ": organ, "year": year})


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"name": kinds()[row["kind"]].name, "way": ways()[row["way"]].name if row["way"] else None}
