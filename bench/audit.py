"""``python -m bench.audit [--entries N] [--json]``: what the audit costs beside the acts it records, and how fast its log is made and verified."""

import datetime as dt
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import median, quantiles
from unittest import mock

import psycopg

from bench import making, measuring

ROUNDS, BLOCK = 800, 8
DAY = dt.date(2026, 11, 20)


def main() -> int:
    """Measure and print; the temporary home is removed."""
    return measuring.main("audit", _measure, measuring.figures, entries=1_000_000)


def _measure(home: Path, entries: int) -> list[dict]:
    import django

    django.setup()
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        with psycopg.connect(**postgres.connection(instance, "superuser", database=postgres.DATABASE), autocommit=True, options="-c search_path=chengxin,publicity") as owner:
            return [*_acts(home, owner), *_looks(owner), *_log(owner, entries)]


def _acts(home: Path, owner: psycopg.Connection) -> list[dict]:
    """Acts with and without their entry, in turn by blocks, so that neither has the warmer caches."""
    from chengxin.collection import api as collection
    from chengxin.demo.acting import acting_as
    from chengxin.publicity import api as publicity
    from chengxin.records import api as records

    path = home / "acts.csv"
    making.penalties(path, 4 * ROUNDS, 4 * ROUNDS)
    collection.collect("penalties", path, received=DAY, actor="测量")
    publicity.publish(on=DAY, actor="测量")
    some = list(records.Record.objects.filter(item_id="penalty", organ__isnull=False).order_by("id")[: 2 * ROUNDS])
    with acting_as("desk"):
        told = [
            _turns("act: a class is decided", owner, lambda r: publicity.classify(r, severity="严重", reason="测量", organ=r.organ_id, on=DAY, actor="测量"), some[:ROUNDS]),
            _turns("act: a record is withdrawn", owner, lambda r: publicity.withdraw(r, organ=r.organ_id, kind="annulled", reason="测量", on=DAY, actor="测量"), some[ROUNDS:]),
        ]
    files = []
    for number in range(48):
        path = home / f"small-{number}.csv"
        making.register(path, 10, first=(number + 1) * 1_000_000)
        files.append(path)
    told.append(_turns("act: a file of 10 rows is collected", owner, lambda path: collection.collect("registrations", path, received=DAY, actor="测量"), files, block=4))
    return told


def _turns(what: str, owner: psycopg.Connection, act: Callable, things: list, *, block: int = BLOCK) -> dict:
    from chengxin.ground.api import audit

    takes: dict[bool, list[float]] = {True: [], False: []}
    entry = _entry()
    for start in range(0, len(things), block):
        kept = start // block % 4 in (0, 3)
        _triggers(owner, on=kept)
        with nullcontext() if kept else mock.patch.object(audit, "record_act", lambda *args, **words: 0):
            for number, thing in enumerate(things[start : start + block]):
                began = time.perf_counter()
                act(thing)
                if number:  # the first after a change of triggers plans anew
                    takes[kept].append((time.perf_counter() - began) * 1000)
    _triggers(owner, on=True)
    with_entry, without = (quantiles(takes[kept], n=4)[0] for kept in (True, False))  # the quick quarter: what else the machine does weighs less
    return {
        "what": what,
        "ms with": with_entry,
        "ms without": without,
        "percent": 100 * (with_entry - without) / without,
        "ms of the entry": entry,
        "percent of the act": 100 * entry / without,
    }


def _entry() -> float:
    """Milliseconds of one entry inside a transaction that runs already, as the act's does."""
    from django.db import transaction

    from chengxin.ground.api import audit

    took = []
    with transaction.atomic():
        for _ in range(300):
            began = time.perf_counter()
            audit.record_act("measure", actor="命令行:测量", organ=1, subject=1, reference="record:1")
            took.append((time.perf_counter() - began) * 1000)
    return median(took)


def _triggers(owner: psycopg.Connection, *, on: bool) -> None:
    """An act without an entry cannot be committed; to measure one the owner takes the triggers away."""
    from chengxin.site import acts

    for table in acts.DEMANDED:
        owner.execute(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER acted")
    for table in acts.NOTED:
        owner.execute(f"ALTER TABLE {table} {'ENABLE' if on else 'DISABLE'} TRIGGER noted")


def _looks(owner: psycopg.Connection) -> list[dict]:
    """A look committed by itself, and a hundred thousand of them in one statement."""
    from chengxin.ground.api import audit

    took = []
    for _ in range(300):
        began = time.perf_counter()
        audit.commit_look(actor="测量", subject=1, purpose="测量")
        took.append((time.perf_counter() - began) * 1000)
    began = time.perf_counter()
    audit.commit_looks([(n, f"n:{n}") for n in range(100_000)], actor="测量", purpose="测量")
    seconds = time.perf_counter() - began
    return [{"what": "look: one, committed", "ms": median(took)}, {"what": "look: 100,000 in one statement", "seconds": seconds, "looks/s": 100_000 / seconds}]


def _log(owner: psycopg.Connection, entries: int) -> list[dict]:
    """Entries by the million into the log, then the whole of it verified."""
    from chengxin.ground.api import auditlog

    auditlog.sequence_all()
    owner.execute(
        "INSERT INTO ground_auditentry (at, act, actor, post, organ_ref, subject_ref, purpose, reference, fields)"
        " SELECT now() - interval '20 seconds' * (%(n)s - n), CASE WHEN n %% 100000 = 7 THEN 'mandate-agent' ELSE 'look' END, '命令行:officer' || CASE WHEN n %% 50000 = 9 THEN 'rare' ELSE (n %% 90)::text END,"
        " '窗口', n %% 40, n %% 200000, '核对报送', 'archive', '{CF_WSH,CF_NR}' FROM generate_series(1, %(n)s) n",
        {"n": entries},
    )
    owner.execute("ANALYZE ground_auditentry")
    began = time.perf_counter()
    sequenced = auditlog.sequence_all()
    seconds = time.perf_counter() - began
    told = [{"what": f"log: {sequenced:,} entries sequenced", "seconds": seconds, "entries/s": sequenced / seconds}]
    took = []
    for _ in range(100):
        owner.execute("INSERT INTO ground_auditentry (act, actor, purpose, reference, fields) SELECT 'x', 'y', '', '', '{}' FROM generate_series(1, 10)")
        began = time.perf_counter()
        auditlog.sequence_all()
        took.append((time.perf_counter() - began) * 1000)
    told.append({"what": "log: a round of the sequencer with 10 new entries", "ms": median(took)})
    owner.execute("VACUUM ANALYZE ground_auditleaf")
    report = auditlog.verify()
    assert not report.counts and report.entries >= entries
    told.append({"what": f"log: {report.entries:,} entries verified", "seconds": report.seconds, "entries/s": report.entries / report.seconds})
    began = time.perf_counter()
    for size in range(1, 51):
        auditlog.consistency(report.entries * size // 51)
    told.append({"what": "log: a proof of consistency", "ms": (time.perf_counter() - began) * 20})
    return told + _filters(report.entries)


def _filters(entries: int) -> list[dict]:
    """The auditors' page by each of its filters: newest first, fifty at a time."""
    from chengxin.ground.api import audit

    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=entries * 20 // 86400 // 2)
    asked: dict[str, dict] = {
        "none": {}, "an actor of many": {"actor": "officer5"}, "an actor of few": {"actor": "officerrare"}, "an actor of none": {"actor": "nobody"}, "an act of few": {"act": "mandate-agent"},
        "a subject": {"subject": 12345}, "a day long ago": {"first": day, "last": day}, "an actor on a day": {"actor": "officer5", "first": day, "last": day},
    }  # fmt: skip
    told = []
    for name, words in asked.items():
        took = []
        for _ in range(30):
            began = time.perf_counter()
            audit.entries(**words, limit=51)
            took.append((time.perf_counter() - began) * 1000)
        told.append({"what": f"page of {entries:,} entries by {name}", "p50 ms": median(took), "p95 ms": quantiles(took, n=20)[18]})
    return told


if __name__ == "__main__":
    sys.exit(main())
