"""网站地图: which lines a search engine may be told of. Benign ones only; adverse lines are never among them."""

import datetime as dt

from chengxin.ground.api import database

PART = 50_000


def parts() -> list[int]:
    """The parts that hold something; part n holds lines of the numbers from n × 50,000 on."""
    rows = database.fetch(
        "SELECT n FROM generate_series(0, (SELECT max(id) FROM publicity.line) / %s) n"
        " WHERE EXISTS (SELECT 1 FROM publicity.line l WHERE l.id >= n * %s AND l.id < (n + 1) * %s AND l.nature = 'benign') ORDER BY n",
        [PART, PART, PART],
    )
    return [row["n"] for row in rows]


def part(number: int) -> list[tuple[int, dt.date]]:
    """The benign lines of one part that are public today, each with the day it was last laid; at most 50,000."""
    rows = database.fetch("SELECT id, laid_on FROM publicity.line WHERE id >= %s AND id < %s AND nature = 'benign' ORDER BY id", [number * PART, (number + 1) * PART])
    return [(row["id"], row["laid_on"]) for row in rows]
