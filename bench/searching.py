"""``python -m bench.searching [--rows N] [--json]``: search, look-ups and pages over so many subjects, and look-ups while as many more load.

Aims with a million subjects: a search p95 under 15 ms over a fixed list of a thousand queries, a code under 3 ms, a subject's page p95
under 50 ms; while another million load, a look-up at most twice as slow as in peace.
"""

import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import files, making, measuring

FRAGMENTS = ["天津", "公司", "有限", "商贸", "科技", "宏达", "瑞丰", "海河", "北洋", "食品"]
DAY = "2026-11-20"


def main() -> int:
    """Measure and print; the temporary home is removed."""
    return measuring.main("searching", _measure, measuring.figures, rows=100_000)


def _measure(home: Path, rows: int) -> list[dict]:
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        with psycopg.connect(**postgres.connection(instance, "owner"), autocommit=True, options="-c search_path=chengxin") as raw:
            path = home / "registrations.csv"
            making.register(path, rows)
            told = [_done("collect", measuring.command("collect", "registrations", str(path), "--received", DAY, home=home)[0])]
            told.append(_done("publish", measuring.command("publish", "--on", DAY, home=home)[0]))
            told += _searches(instance, raw, rows)  # as the commits left it: no one has counted or tidied
            told += _pages(rows)
            told += _while_loading(instance, home, rows)
    return told


def _done(what: str, answer: dict) -> dict:
    return {"what": f"{what}: registrations", "seconds": answer["seconds"]}


def _while_loading(instance, home: Path, rows: int) -> list[dict]:
    """Looking up while a file of the same size loads, beside looking up in peace."""
    from chengxin.site import postgres

    chance = random.Random(5)
    path = home / "while.csv"
    making.register(path, rows, first=900_000_000)
    with psycopg.connect(**postgres.connection(instance, "owner"), autocommit=True, options="-c search_path=chengxin") as reader:

        def code() -> None:
            reader.execute("SELECT id FROM subjects_subject WHERE code = %s", [making.code(chance.randrange(rows))]).fetchall()

        def name() -> None:
            reader.execute("SELECT * FROM subjects_search(%s, 20, 0)", [chance.choice(FRAGMENTS) + chance.choice(FRAGMENTS)]).fetchall()

        def looked(goes_on: Callable[[], bool]) -> dict[Callable[[], None], list[float]]:
            """As people do it: a few at a time, with pauses; in peace and in load alike, or the first after a pause would count for load alone."""
            took: dict[Callable[[], None], list[float]] = {code: [], name: []}
            while goes_on():
                for look, times in took.items():
                    times += measuring.times([look] * 20)
                time.sleep(0.2)
            return took

        rounds = iter(range(40))
        peace = looked(lambda: next(rounds, None) is not None)
        loading = threading.Thread(target=measuring.command, args=("collect", "registrations", str(path), "--received", DAY), kwargs={"home": home})
        loading.start()
        took = looked(loading.is_alive)
        loading.join()
    told = []
    for look, what in ((code, "look-up of a code"), (name, "search of the desk")):
        (calm, calm95), (busy, busy95) = measuring.of(peace[look]), measuring.of(took[look])
        told.append({"what": f"{what}: in peace", "p50 ms": calm, "p95 ms": calm95})
        told.append({"what": f"{what}: while {rows:,} rows load", "p50 ms": busy, "p95 ms": busy95, "p50 times": busy / calm, "p95 times": busy95 / calm95})
    return told


def _searches(instance, raw: psycopg.Connection, rows: int) -> list[dict]:
    from chengxin.site import postgres

    asked = files.queries(raw, rows)
    chance = random.Random(3)
    codes = [making.code(chance.randrange(rows)) for _ in range(300)]
    told = []
    with psycopg.connect(**postgres.connection(instance, "public"), autocommit=True) as public:

        def ask(text: str) -> list:
            return public.execute("SELECT * FROM publicity.search(%s, 20, 0)", [text]).fetchall()

        def look(code: str) -> list:
            return public.execute("SELECT * FROM publicity.subject WHERE code = %s", [code]).fetchall()

        for text in asked[:50]:
            ask(text)
        for what, tasks in (
            ("search: a thousand queries", [lambda text=text: ask(text) for text in asked]),
            ("search: the hundred commonest fragments", [lambda text=text: ask(text) for text in asked[: files.COMMON]]),
            ("look-up of a code", [lambda code=code: look(code) for code in codes]),
        ):
            p50, p95 = measuring.percentiles(tasks)
            told.append({"what": what, "p50 ms": p50, "p95 ms": p95})
    return told


def _pages(rows: int) -> list[dict]:
    chance, told = random.Random(4), []
    with measuring.served("public") as base:
        pages = {
            "page: subject": [f"/subject/{making.code(chance.randrange(rows))}" for _ in range(200)],
            "page: search": ["/search?q=" + quote(chance.choice(FRAGMENTS)) for _ in range(100)],
            "page: about (no query)": ["/about"] * 100,
            "page: home": ["/"] * 50,
        }
        for what, paths in pages.items():
            p50, p95 = measuring.percentiles([lambda path=path: measuring.fetch(base + path) for path in paths])
            told.append({"what": what, "p50 ms": p50, "p95 ms": p95})
    return told


if __name__ == "__main__":
    sys.exit(main())
