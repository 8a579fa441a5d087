"""Ten years day by day: nothing shown a day late, nothing gone a day early; the worker alive, dead, and every job run twice.

Each day the public's own views are read as the public's role, on a day sealed as for a process, after all that happened; where
something happens, and on the first of each month, also before anything has run. Afterwards the history of publication must tell the
same of every day. What is right comes from ``shelf_oracle``, which shares nothing with the code.

On days on which nothing came in the jobs' database functions are called as the worker's role; else the clock's jobs themselves.
CHENGXIN_TEST_LONG=1: seven times the history, and the jobs themselves every day.
"""

import csv
import datetime as dt
import os
import random

import pytest

from tests.district import EMERGENCY, District
from tests.files.ten_years import EDGES, FIRST, LAST, History, every_day, fact_of
from tests.rules.shelf_oracle import Shelf

LONG = os.environ.get("CHENGXIN_TEST_LONG") == "1"
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
        self.worker = district.connect("worker", options="-c search_path=chengxin,publicity")
        self.expected: dict[dt.date, dict[str, dt.date]] = {}
        self.compared = self.lines = self.changes = 0
        self.met: set[str] = set()
        self.waiting = False
        self.last: dict[str, dt.date] | None = None

    def live(self) -> None:
        for day in every_day():
            busy = LONG or day.day == 1 or self.history.busy(day)
            if busy:
                self._compare(day)
            if self.works(day):
                self._jobs(day, themselves=busy or self.waiting)
                self.waiting = False
            happens = self.history.days.get(day)
            if happens:
                self.waiting = True  # events may wait for a job
                self._collect(day, happens.rows)
                self._act(day, happens.acts)
                if self.works(day):
                    self._run("deliver", day)
            self.expected[day] = self._compare(day)

    def the_history_tells_the_same(self) -> None:
        told: dict[dt.date, dict[str, dt.date]] = {day: {} for day in every_day()}
        for day, key, ends in self.worker.execute(TOLD, [FIRST, LAST]).fetchall():
            told[day][key] = ends
        for day in every_day():
            assert told[day] == self.expected[day], day

    def _compare(self, day: dt.date) -> dict[str, dt.date]:
        wanted = {f"{key.partition('@')[0]}@{self.history.code(key)}": ends for key, ends in self.oracle.public(day).items()}
        seen = self.public.sees(day)
        assert seen == wanted, (day, {k: (seen.get(k), wanted.get(k)) for k in seen.keys() | wanted.keys() if seen.get(k) != wanted.get(k)})
        self.compared += 1
        self.lines += len(wanted)
        self.changes += self.last is not None and self.last != wanted
        self.last = wanted
        return wanted

    def _jobs(self, day: dt.date, *, themselves: bool) -> None:
        for job in ("end_terms", "publish"):
            if themselves:
                self._run(job, day)
                continue
            for _ in range(self.times):
                self.worker.execute(f"SELECT publicity_{job}(%s)", [day])
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
        ids = dict(
            self.district.rows(
                "SELECT r.document_number || '@' || s.code, r.id FROM records_record r JOIN subjects_subject s ON s.id = r.subject_id WHERE r.item_id = 'penalty' AND s.code IS NOT NULL"
            )
        )
        with self.district.side("desk"):
            for act in acts:
                case = self.oracle.cases[act.key]
                if (
                    self.history.is_person(act.key)
                    or (case.withdrawn and act.what in ("withdraw", "also", "instead"))
                    or (act.what in ("also", "instead") and not case.held_against)
                ):
                    continue
                self.met.add(act.what)
                record = records.Record.objects.get(pk=ids[f"{act.key.partition('@')[0]}@{self.history.code(act.key)}"])
                if act.what == "withdraw":
                    publicity.withdraw(record, organ=organ, kind="annulled", reason="撤销", on=day, actor="测试")
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


def dead_most_of_the_time(history: History):
    """Runs on some two days in a hundred, and not at all for long whiles."""
    chosen = random.Random(7)
    return {day for day in every_day() if chosen.random() < 0.02}.__contains__


def alive(history: History):
    """Runs every day."""
    return lambda day: True


def where_it_matters(history: History):
    """Runs wherever something happens, the day after, and on some of the other days: for a life in which all runs twice."""
    chosen = random.Random(8)
    return {day for day in every_day() if history.busy(day) or chosen.random() < 0.15}.__contains__


LIVES = {"alive": (1, alive), "dead": (1, dead_most_of_the_time), "twice": (2, where_it_matters)}


@pytest.mark.parametrize("life", LIVES)
def test_ten_years_day_by_day(district, monkeypatch, life, record_property):
    times, works = LIVES[life]
    history = History(20190701, decisions=3000 if LONG else 480, receipts=60 if LONG else 14)
    lived = Life(district, history, monkeypatch, times=times, works=works(history))
    lived.live()
    lived.the_history_tells_the_same()
    assert len(lived.expected) == len(list(every_day())) == 3653
    assert lived.lines > 100_000
    assert set(lived.met) >= {"withdraw", "classify", "dispute", "undispute", "also", "instead"}
    assert lived.changes > 60
    record_property("views compared", lived.compared)
    record_property("lines compared", lived.lines)


def test_ten_years_of_the_given_history(district, shared_data, record_property):
    """The given file, sent by the half-year: the views on some hundred days, and every interval of publication for all of them."""
    with (shared_data / "penalties-history.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    batches: dict[dt.date, list[dict[str, str]]] = {}
    for row in rows:
        year, month, _ = map(int, row["CF_JDRQ"].split("/"))
        batches.setdefault(dt.date(year, 7, 5) if month < 7 else dt.date(year + 1, 1, 5), []).append(row)
    chosen = random.Random(9)
    runs = sorted({*batches, *(dt.date(2019, 7, 1) + dt.timedelta(days=chosen.randrange(3653)) for _ in range(25))})
    looked = {edge + dt.timedelta(days=n) for edge in EDGES for n in (-1, 0, 1)} | {day + dt.timedelta(days=n) for day in runs for n in (0, 1)}
    looked |= {FIRST + dt.timedelta(days=chosen.randrange(3653)) for _ in range(100)}
    oracle, public, spans = Shelf(), Public(district), {}
    for day in every_day():
        if day in batches:
            district.collect(*batches[day], received=day.isoformat())
            for row in batches[day]:
                oracle.receive(f"{row['CF_WSH']}@{row['CF_XDR_SHXYM']}", fact_of(row), person=row["CF_XDR_LB"] == "自然人")
        if day in runs:
            district.publish(day.isoformat())
            oracle.run(day)
            spans |= {key: (case.first, case.line.ends) for key, case in oracle.cases.items() if case.line and key not in spans}
        if day in looked:
            assert public.sees(day) == oracle.public(day), day
    told = district.rows(
        "SELECT r.document_number || '@' || s.code, p.laid_on, least(p.term_ends, c.closed_on - 1) FROM publicity_publication p JOIN records_record r ON r.id = p.record_id JOIN subjects_subject s ON s.id = p.subject_id LEFT JOIN publicity_closing c ON c.publication_id = p.id"
    )
    assert {key: (first, last) for key, first, last in told} == spans
    assert len(told) == len(spans) > 2000
    record_property("lines", len(spans))
    record_property("views compared", len(looked))
