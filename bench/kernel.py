"""The kernel's speeds: one ask, many at once, when to repair for all, a changed rule tried over all. ``python -m bench.kernel [--rows N]``."""

import json
import random
import statistics
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from bench import making, measuring

ASKS, RUNS = 20_000, 5
_CHANGE = json.dumps([{"power": "publish-penalty", "regime": "2026", "terms": [{"severity": "一般", "longest_months": 6}]}])


def main() -> int:
    """Measure and print; the temporary home is removed."""
    return measuring.main(
        "kernel", measure, lambda row: f"{row['what']:<90}" + "".join(f"{key} {row[key]:,.2f}  " for key in ("seconds", "rows_a_second", "p50", "p95") if key in row), rows=100_000
    )


def measure(home: Path, rows: int) -> list[dict]:
    """Figures over ``rows`` penalties about half as many firms."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        path = home / "penalties.csv"
        making.penalties(path, rows, rows // 2)
        measuring.command("collect", "penalties", str(path), "--received", "2026-11-19", home=home)
        with psycopg.connect(**postgres.connection(instance, "owner"), autocommit=True, options="-c search_path=chengxin,publicity") as raw:
            return [*_asked(raw, rows, postgres.connection(instance, "owner")), *_reckoned(raw, rows)]


def _asked(raw: psycopg.Connection, rows: int, where: dict) -> list[dict]:
    chance = random.Random(8)
    officers = [
        row[0] for row in raw.execute("INSERT INTO access_officer (handle, name, active) SELECT 'bench-' || n, '测', true FROM generate_series(1, 2) n RETURNING id").fetchall()
    ]
    facts = raw.execute("SELECT id, subject_id, organ_id FROM records_record WHERE subject_id IS NOT NULL ORDER BY id").fetchall()
    steps = json.dumps({"notice": "2026-04-01", "decision": "2026-04-01", "service": "2026-04-01"})

    def ask(fact: tuple) -> None:
        raw.execute(
            "SELECT * FROM law_ask_once('publish-penalty', %s, %s, %s, %s, %s, %s, '2026-11-20', '2026-11-20', NULL)", [fact[1], fact[2], *officers, [fact[0]], steps]
        ).fetchone()

    for fact in facts[:50]:
        ask(fact)
    p50, p95 = measuring.percentiles([lambda fact=fact: ask(fact) for fact in chance.sample(facts, 500)])
    told = [{"what": "authorise: one ask", "p50": p50, "p95": p95}]
    many, alone, beside = min(ASKS, rows // RUNS // 2), [], []
    with psycopg.connect(**where, autocommit=True, options="-c search_path=chengxin,publicity") as other:
        for turn in range(RUNS):
            numbers = [fact[0] for fact in facts[2 * turn * many : 2 * (turn + 1) * many]]
            _lay_down(raw, 1, officers, numbers[:many])
            alone += measuring.times([lambda: _answer(raw, 1)])
            # As parts of a run of publication are: two connections, each with its own run, half of the asks each.
            for run, half in ((1, numbers[many::2]), (2, numbers[many + 1 :: 2])):
                _lay_down(raw, run, officers, half)
            with ThreadPoolExecutor(2) as threads:
                beside += measuring.times([lambda: list(threads.map(_answer, (raw, other), (1, 2)))])
    p50, p95 = measuring.percentiles([lambda fact=fact: ask(fact) for fact in chance.sample(facts, 500)])
    return [
        *told,
        *(
            {"what": f"authorise: {many:,} asks at once{how}, {which}", "seconds": ms / 1000, "rows_a_second": many / ms * 1000}
            for how, took in (("", alone), (" in two connections", beside))
            for which, ms in ((f"the median of {RUNS} times", statistics.median(took)), ("the fastest", min(took)))
        ),
        {"what": "authorise: one ask, after them", "p50": p50, "p95": p95},
    ]


def _lay_down(raw: psycopg.Connection, run: int, officers: list[int], records: list[int]) -> None:
    raw.execute(
        "INSERT INTO law_ask (run, power, subject, organ, proposer, approver, records, steps, on_day, first_public)"
        " SELECT %s, 'publish-penalty', subject_id, organ_id, %s, %s, ARRAY[id], NULL, '2026-11-20', '2026-11-20' FROM records_record WHERE id = ANY (%s)",
        [uuid.UUID(int=run), *officers, records],
    )


def _answer(raw: psycopg.Connection, run: int) -> None:
    raw.execute("SELECT law_authorise(%s)", [uuid.UUID(int=run)])


def _reckoned(raw: psycopg.Connection, rows: int) -> list[dict]:
    told = []
    for what, sql, parameters in (
        ("repair when: every record", "SELECT count(*) FROM publicity_repair_when(NULL, %s)", ["2026-11-20"]),
        ("what if: a changed term over everything", "SELECT count(*) FROM publicity_whatif(%s, %s)", [_CHANGE, "2026-11-20"]),
        ("state of every warrant", "SELECT count(*) FROM law_state(NULL, %s)", ["2026-11-20"]),
    ):
        began = time.monotonic()
        (count,) = raw.execute(sql, parameters).fetchone()
        seconds = time.monotonic() - began
        told.append({"what": f"{what} ({count:,} answers)", "seconds": seconds, "rows_a_second": rows / seconds})
    return told


if __name__ == "__main__":
    sys.exit(main())
