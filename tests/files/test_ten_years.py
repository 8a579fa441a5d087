"""Ten years day by day: nothing shown a day late, nothing gone a day early; the worker alive, dead, and every job run twice.

Each day the public's own views are read as the public's role, on a day sealed as for a process; twice: before anything has run and
after all that happened. Afterwards the history of publication must tell the same of every day. What is right comes from
``shelf_oracle``, which shares nothing with the code.
"""

import csv
import datetime as dt
import os
import random

import psycopg
import pytest

from tests.district import EMERGENCY, District
from tests.files.ten_years import FIRST, LAST, History, every_day
from tests.rules.shelf_oracle import Shelf

SEEN = """
SELECT l.document_number || '@' || s.code, l.term_ends FROM publicity.line l JOIN publicity.subject s ON s.id = l.subject_id WHERE l.nature = 'adverse'
UNION ALL SELECT 'subjects', NULL FROM publicity.subject s WHERE NOT EXISTS (SELECT 1 FROM publicity.line l WHERE l.subject_id = s.id)
UNION ALL SELECT 'orphans', NULL FROM publicity.line l WHERE NOT EXISTS (SELECT 1 FROM publicity.subject s WHERE s.id = l.subject_id)
"""
TOLD = "SELECT d::date, s.document_number || '@' || s.code, s.term_ends FROM generate_series(%s::date, %s::date, '1 day') d CROSS JOIN LATERAL publicity_shelf_on(d::date) s"


class Public:
    """Anybody who looks at the site on a day."""

    def __init__(self, district: District) -> None:
        self.key = district.home.secret("day").encode()
        self.raw = district.connect("public", options="-c search_path=publicity")

    def sees(self, on: dt.date) -> dict[str, dt.date]:
        from chengxin.ground.business_day import seal

        self.raw.execute("SELECT set_config('chengxin.day', %s, false)", [f"{on.isoformat()}.{seal(self.key, on)}"])
        rows = self.raw.execute(SEEN).fetchall()
        assert len({key for key, _ in rows}) == len(rows)
        return dict(rows)


class Life:
    """One worker's life over the history."""

    def __init__(self, district: District, history: History, monkeypatch: pytest.MonkeyPatch, *, times: int, works) -> None:
        self.district, self.history, self.monkeypatch = district, history, monkeypatch
        self.times, self.works = times, works
        self.public, self.oracle = Public(district), Shelf()
        self.ids: dict[str, int] = {}
        self.expected: dict[dt.date, dict[str, dt.date]] = {}
        self.compared = self.lines = 0

    def live(self) -> None:
        for day in every_day():
            self._compare(day)
            if self.works(day):
                self._jobs(day)
            happens = self.history.days.get(day)
            if happens:
                self._collect(day, happens.rows)
                self._act(day, happens.acts)
                if self.works(day):
                    self._run("deliver", day)
            self.expected[day] = self._compare(day)

    def the_history_tells_the_same(self) -> None:
        told: dict[dt.date, dict[str, dt.date]] = {day: {} for day in every_day()}
        with self.district.connect("worker", options="-c search_path=chengxin,publicity") as raw:
            for day, key, ends in raw.execute(TOLD, [FIRST, LAST]).fetchall():
                told[day][key] = ends
        for day in every_day():
            assert told[day] == self.expected[day], day

    def _compare(self, day: dt.date) -> dict[str, dt.date]:
        wanted = {f"{key.partition('@')[0]}@{self.history.code(key)}": ends for key, ends in self.oracle.public(day).items()}
        seen = self.public.sees(day)
        assert seen == wanted, (day, {k: (seen.get(k), wanted.get(k)) for k in seen.keys() | wanted.keys() if seen.get(k) != wanted.get(k)})
        self.compared += 1
        self.lines += len(wanted)
        return wanted

    def _jobs(self, day: dt.date) -> None:
        for job in ("end_terms", "publish"):
            self._run(job, day)
        self.oracle.run(day)

    def _run(self, job: str, day: dt.date) -> None:
        """The clock's own job, on its day, as the worker."""
        from chengxin.doors.clock import jobs

        self.monkeypatch.setenv("CHENGXIN_TODAY", day.isoformat())
        for _ in range(self.times):
            getattr(jobs, job)(timestamp=0)
        self.monkeypatch.delenv("CHENGXIN_TODAY")

    def _collect(self, day: dt.date, rows: list) -> None:
        if not rows:
            return
        path = self.district.write([self.history.row(key, fact) for key, fact, _ in rows])
        for number in range(self.times):
            figures = self.district.collect(path=path, received=day.isoformat())
            assert figures["quarantined"] == 0, figures
            assert number == 0 or (figures["accepted"], figures["corrections"]) == (0, 0)
        for key, fact, clashes in rows:
            self.oracle.receive(key, fact, person=self.history.is_person(key))
            if clashes:
                self.oracle.clash(key, clashes)

    def _act(self, day: dt.date, acts: list) -> None:
        from chengxin.publicity import api as publicity
        from chengxin.records import api as records

        if not acts:
            return
        organ = self.district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
        ids = dict(self.district.rows("SELECT r.document_number || '@' || s.code, r.id FROM records_record r JOIN subjects_subject s ON s.id = r.subject_id WHERE r.item_id = 'penalty' AND s.code IS NOT NULL"))
        with self.district.side("desk"):
            for act in acts:
                case = self.oracle.cases[act.key]
                if self.history.is_person(act.key) or (case.withdrawn and act.what in ("withdraw", "also", "instead")) or (act.what in ("also", "instead") and not case.held_against):
                    continue
                record = records.Record.objects.get(pk=ids[f"{act.key.partition('@')[0]}@{self.history.code(act.key)}"])
                if act.what == "withdraw":
                    publicity.withdraw(record, organ=organ, reason="撤销", on=day, actor="测试")
                    self.oracle.withdraw(act.key)
                elif act.what == "classify":
                    publicity.classify(record, severity=act.word, reason="理由", organ=organ, on=day, actor="测试")
                    self.oracle.classify(act.key, act.word, day)
                elif act.what in ("also", "instead"):
                    publicity.settle(record, outcome=act.what, organ=organ, on=day, actor="测试")
                    self.oracle.settle(act.key, act.what)
                else:
                    records.mark_disputed(record, disputed=act.what == "dispute", reference="异议", on=day)
                    self.oracle.dispute(act.key, disputed=act.what == "dispute")


def dead_most_of_the_time(seed: int):
    """Runs on some two days in a hundred, and not at all for long whiles."""
    chosen = random.Random(seed)
    days = {day for day in every_day() if chosen.random() < 0.02}
    return days.__contains__


LIVES = {"alive": (1, lambda day: True), "dead": (1, dead_most_of_the_time(7)), "twice": (2, lambda day: True)}


@pytest.mark.parametrize("life", LIVES)
def test_ten_years_day_by_day(district, monkeypatch, life, record_property):
    times, works = LIVES[life]
    history = History(20190701, decisions=420, receipts=30)
    lived = Life(district, history, monkeypatch, times=times, works=works)
    lived.live()
    lived.the_history_tells_the_same()
    assert lived.compared == 2 * len(list(every_day())) == 2 * 3653
    assert lived.lines > 100_000
    record_property("days compared", lived.compared)
    record_property("lines compared", lived.lines)
