"""``python -m bench.replica [--rate N] [--seconds N] [--json]``: how far a replica is behind while records are published at a steady rate.

Each run of publication lays its part through the real function, from due record to warrant, line, lists and public ledger. The lag of
a run is the time from its commit to the moment a reader of the replica sees the last of its lines; reading every 2 ms. Aim: under one second
at 1,000 publications a second.
"""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psycopg

from bench import making, measuring

RUNS_A_SECOND = 2
SPARE = 1.5  # records for one publication: some are refused, as always
LOOK = 0.002


def main() -> int:
    """Measure and print; the temporary home is removed."""
    return measuring.main("replica", _measure, measuring.figures, rate=1000, seconds=20)


def _measure(home: Path, rate: int, seconds: int) -> list[dict]:
    import django

    django.setup()
    from chengxin.collection import api as collection
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance, copy = Home.from_env(), Home(home / "replica")
    with postgres.running(instance):
        ready.make_ready(instance)
        making.penalties(home / "penalties.csv", int(SPARE * rate * (seconds + 2)), max(1000, rate))
        collection.collect("penalties", home / "penalties.csv", received=_day(), actor="测量")
        with psycopg.connect(**postgres.connection(instance, "superuser"), autocommit=True, options="-c search_path=chengxin,publicity") as owner:
            owner.execute("SELECT publicity_enqueue(id) FROM collection_batch")
            owner.execute("CREATE UNLOGGED TABLE bench_due AS SELECT *, row_number() OVER (ORDER BY record_id) AS n FROM publicity_due")
            owner.execute("CREATE INDEX ON bench_due (n); DELETE FROM publicity_due")
            owner.execute("VACUUM ANALYZE")
            process = subprocess.Popen(
                [sys.executable, "-m", "chengxin.site.cli", "replica", "--port", str(_free_port()), "--bind", "127.0.0.1"],
                env=os.environ | {"CHENGXIN_SIDE": "public"},
                stdout=subprocess.PIPE,
                text=True,
            )
            try:
                assert process.stdout is not None
                for line in process.stdout:
                    if line.strip().startswith("主目录"):
                        break
                with psycopg.connect(**postgres.connection(copy, "superuser"), autocommit=True) as reader:
                    taken = rate // RUNS_A_SECOND
                    warm = _rounds(owner, reader, taken, RUNS_A_SECOND * 2, 0)  # tells also how many of the records are laid
                    part = int(taken * taken * RUNS_A_SECOND * 2 / warm["publications"]) + 1
                    told = _rounds(owner, reader, part, RUNS_A_SECOND * seconds, taken * RUNS_A_SECOND * 2)
                    return [{"what": f"replica behind, {told.pop('publications'):,} publications in {RUNS_A_SECOND * seconds} runs"} | told]
            finally:
                process.terminate()
                process.wait(60)


def _day() -> Any:
    """The day on which the rows are received and published."""
    import datetime as dt

    return dt.date(2026, 11, 20)


def _rounds(owner: psycopg.Connection, reader: psycopg.Connection, part: int, runs: int, first: int) -> dict:
    from django.db import transaction

    from chengxin.ground.api import audit, database
    from chengxin.publicity import api as publicity

    committed: list[tuple[int, float]] = []
    seen: list[tuple[int, float]] = []
    over = threading.Event()
    looking = threading.Thread(target=_look, args=(reader, seen, over))
    looking.start()
    began, laid = time.perf_counter(), 0
    for run in range(runs):
        time.sleep(max(0.0, began + run / RUNS_A_SECOND - time.perf_counter()))
        owner.execute("INSERT INTO publicity_due SELECT record_id, since, law FROM bench_due WHERE n > %s AND n <= %s", [first + run * part, first + (run + 1) * part])
        with transaction.atomic():
            audit.record_act("publish", actor="测量", reference="bench")
            laid += database.fetch_value("SELECT publicity_publish(%s)", [_day()])["published"]
        at = time.perf_counter()
        committed.append((owner.execute("SELECT max(publication_id) FROM publicity_line").fetchone()[0], at))  # type: ignore[index]
        publicity.ledger.sequence_all()
    took = time.perf_counter() - began
    until = time.monotonic() + 60
    while (not seen or seen[-1][0] < committed[-1][0]) and time.monotonic() < until:
        time.sleep(LOOK)
    over.set()
    looking.join()
    lags = sorted(max(0.0, next(at for most, at in seen if most >= last) - at_commit) for last, at_commit in committed)
    return {"publications": laid, "publications/s": laid / took, "p50 s": lags[len(lags) // 2], "p95 s": lags[int(len(lags) * 0.95)], "most s": lags[-1]}


def _look(reader: psycopg.Connection, seen: list[tuple[int, float]], over: threading.Event) -> None:
    while not over.is_set():
        row = reader.execute("SELECT coalesce(max(publication_id), 0) FROM chengxin.publicity_line").fetchone()
        assert row is not None
        if not seen or row[0] > seen[-1][0]:
            seen.append((row[0], time.perf_counter()))
        time.sleep(LOOK)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
