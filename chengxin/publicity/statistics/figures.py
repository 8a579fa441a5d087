"""统计数: figures reckoned once a day and read as tables; counts of use."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from chengxin.ground.api import database, days

DAYS = 7  # working days from the decision to its report (发改办财金〔2018〕424号)


@dataclass(frozen=True)
class Table:
    """统计表: labels down, series across, as reckoned on a day."""

    topic: str
    series: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    on: dt.date | None

    @property
    def totals(self) -> dict[str, int]:
        """The sum of each series."""
        return {name: sum(values[place] for _, values in self.rows) for place, name in enumerate(self.series)}


#: 统计表 and the series of each, in the order they are read.
TOPICS: dict[str, tuple[str, ...]] = {
    "items": ("lines",),
    "months": ("licence", "penalty", "other"),
    "kinds": ("lines",),
    "subjects": ("subjects",),
    "organs": ("licence", "penalty", "other"),
    "punctual": ("in-time", "late"),
    "use": ("times",),
}


def reckon(*, on: dt.date) -> int:
    """Reckon every figure anew as of ``on``, from what is public and what was received. Returns how many there are."""
    told = [on - dt.timedelta(days=n) for n in range(366)]
    last = [days.working_days_after(day, DAYS).day for day in told]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT publicity_reckon(%s, %s, %s)", [on, told, last])
        return int(cursor.fetchone()[0])


def tables() -> dict[str, Table]:
    """Every table, as the public may read it; one question to the database."""
    rows = database.fetch("SELECT topic, place, label, series, value, reckoned_on FROM publicity.statistic ORDER BY topic, place")
    made: dict[str, Table] = {}
    for topic, series in TOPICS.items():
        mine = [row for row in rows if row["topic"] == topic]
        by_place: dict[int, dict[str, int]] = {}
        labels: dict[int, str] = {}
        for row in mine:
            by_place.setdefault(row["place"], {})[row["series"]] = row["value"]
            labels[row["place"]] = row["label"]
        made[topic] = Table(
            topic, series, tuple((labels[place], tuple(values.get(name, 0) for name in series)) for place, values in by_place.items()), mine[0]["reckoned_on"] if mine else None
        )
    return made


def punctuality() -> dict[str, int]:
    """How many licences and penalties of the last twelve months were reported in time and late, all organs together; one question."""
    rows = database.fetch("SELECT series, sum(value)::bigint AS n FROM publicity.statistic WHERE topic = 'punctual' GROUP BY series")
    found = {row["series"]: row["n"] for row in rows}
    return {"in_time": found.get("in-time", 0), "late": found.get("late", 0)}


def count_acts(times: Mapping[str, int]) -> None:
    """Add what a process has counted to the day's figures."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT publicity.count_acts(%s, %s)", [list(times), list(times.values())])
