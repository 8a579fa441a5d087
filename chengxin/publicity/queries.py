"""Reads of publicity: the shelf of any day, and what the public side shows."""

import datetime as dt
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chengxin.ground.api import NotFound, database

fetch = database.fetch


def last_laid(items: Sequence[str], *, on: dt.date) -> list[dict[str, Any]]:
    """The last day by ``on`` on which a run laid lines of each of these items: ``item last``; not those of which none ever did. Asks the runs, not their lines."""
    return fetch(
        "SELECT i.item, max(r.on_day) AS last FROM publicity_run r CROSS JOIN LATERAL unnest(r.items) AS i(item) WHERE i.item = ANY (%s) AND r.on_day <= %s GROUP BY i.item ORDER BY i.item",
        [list(items), on],
    )


def shelf(*, on: dt.date, item: str | None = None) -> list[dict[str, Any]]:
    """What the public saw or will see on a day (rulings 27, 35), from the history of publication."""
    lines = fetch("SELECT * FROM publicity_shelf_on(%s)", [on])
    return [line for line in lines if item in (None, line["item"])]


@dataclass(frozen=True)
class Page:
    """One page of found subjects; ``total`` is exact to 1,000, 1,001 means more."""

    total: int
    subjects: list[dict[str, Any]]


def search(text: str, *, limit: int = 20, offset: int = 0) -> Page:
    """Subjects with something public whose name or code contains ``text``. Never a natural person."""
    found = fetch("SELECT * FROM publicity.search(%s, %s, %s)", [text, limit, offset])
    return Page(int(found[0]["total"]) if found else 0, found)


def subject(code: str) -> dict[str, Any]:
    """The public entry of a code. Raises NotFound where nothing of it is public now."""
    found = fetch("SELECT * FROM publicity.subject WHERE code = %s", [code])
    if not found:
        raise NotFound("没有查到这个代码的公开信息")
    return found[0]


def lines_of(subject_id: int) -> list[dict[str, Any]]:
    """Every line of a subject that is public now, the adverse ones first, newest decision first."""
    return fetch("SELECT * FROM publicity.line WHERE subject_id = %s ORDER BY nature, item, held_on DESC NULLS LAST, id DESC LIMIT 500", [subject_id])


def mine() -> list[dict[str, Any]]:
    """The public lines of the subject that a session of the subjects' side acts for, the adverse ones first. Inside ``access.agents.acting``."""
    return fetch("SELECT * FROM publicity_mine()")


def line(number: int) -> dict[str, Any]:
    """One public line by its number. Raises NotFound where it is not public now."""
    found = fetch("SELECT * FROM publicity.line WHERE id = %s", [number])
    if not found:
        raise NotFound("没有这条公示信息，或者公示期已满")
    return found[0]


def figures() -> dict[str, Any]:
    """How much is public now, and through which day publication has run."""
    return fetch("SELECT * FROM publicity.figures")[0]


def stamp() -> tuple[str, dt.date]:
    """变更戳 and the day: no two states of what the public side can read have the same pair. One cheap question."""
    (found,) = fetch("SELECT stamp, today FROM publicity.stamp()")
    return found["stamp"], found["today"]


def health() -> dict[str, Any]:
    """运行状况 of publication, in figures: what is due and for how long, what the runs did, how much stands on the shelf. Not for the public side."""
    return database.fetch_value("SELECT publicity_health()")


@functools.cache
def invented() -> bool:
    """Whether this instance is a demo or a test, whose records are invented. Fixed at its birth, so asked once a process."""
    return fetch("SELECT kind FROM publicity.instance")[0]["kind"] != "production"
