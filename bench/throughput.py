"""How many mixed pages a second the public side answers with two processes, as served and with no page kept, beside a bare Django that renders the same pages from memory.

``python -m bench.throughput [--rows N] [--seconds N]``. Aim: 400 a second or more, and at least half of the bare one. All are asked in
turn over the same kept connections by the same two askers, which share the cores with what they ask.
"""

import contextlib
import http.client
import multiprocessing
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import measuring, public_lists

ASKERS, CONNECTIONS, ROUNDS = 2, 4, 3


def measure(home: Path, rows: int, seconds: int) -> list[dict]:
    """Fill a home, serve it twice, ask in turn."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        with psycopg.connect(**postgres.connection(instance, "superuser"), autocommit=True, options="-c search_path=chengxin,publicity") as raw:
            public_lists.fill(raw, rows)
            paths = mixed(raw)
        (home / "paths").write_text("\n".join(paths), encoding="utf-8")
        with (
            measuring.served("public") as site,
            measuring.served("public", CHENGXIN_KEPT_PAGES="0") as unkept,
            measuring.served("public", application="bench.bare:application", alive="/", BENCH_PATHS=str(home / "paths"), CHENGXIN_KEPT_PAGES="0") as bare,
        ):
            bases = {"site": site, "unkept": unkept, "bare": bare}
            told: dict[str, list[float]] = {name: [] for name in bases}
            for base in bases.values():
                asked(base, paths, 2)
            for _ in range(ROUNDS):
                for name, base in bases.items():
                    told[name].append(asked(base, paths, seconds))
    best = {name: max(rates) for name, rates in told.items()}
    return [
        {"what": f"mixed pages of {rows:,} lines", "a second": best["site"]},
        {"what": "the same, no page kept", "a second": best["unkept"]},
        {"what": "the same templates from memory", "a second": best["bare"]},
        {"what": "ratio", "of the bare one": best["site"] / best["bare"]},
        {"what": "ratio, no page kept", "of the bare one": best["unkept"] / best["bare"]},
    ]


def mixed(raw: psycopg.Connection) -> list[str]:
    """What readers ask for: lines and subjects most, then searches, lists and the first page."""
    chance = random.Random(9)
    codes = [row[0] for row in raw.execute("SELECT code FROM publicity_directory WHERE code IS NOT NULL ORDER BY subject_id LIMIT 200")]
    known = public_lists.values(raw)
    paths = [f"/line/{line}" for line in chance.sample(public_lists.shown(raw), 40)] + [f"/subject/{code}" for code in chance.sample(codes, 30)]
    paths += [f"/search?q={quote(word)}" for word in ("天津", "商贸", "宏达", "瑞丰商贸", "海河", "物流")] * 2
    paths += [path for chosen in ((), ("organ",), ("kind",), ("organ", "kind")) for path in public_lists.asked(known, chosen, chance)][:16]
    paths += ["/"] * 12 + ["/publicity", "/organs", "/law", "/catalogue", "/guide/repair", "/about"]
    chance.shuffle(paths)
    return paths


def asked(base: str, paths: list[str], seconds: float) -> float:
    """Answers a second over kept connections."""
    with multiprocessing.get_context("fork").Pool(ASKERS) as pool:
        began = time.monotonic()
        counts = pool.starmap(_ask, [(base, paths, seconds, number) for number in range(ASKERS)])
        return sum(counts) / (time.monotonic() - began)


def _ask(base: str, paths: list[str], seconds: float, number: int) -> int:
    def one(at: int) -> int:
        chance, end, count = random.Random(number * 100 + at), time.monotonic() + seconds, 0
        with contextlib.closing(http.client.HTTPConnection(base.removeprefix("http://"), timeout=60)) as line:
            while time.monotonic() < end:
                try:
                    line.request("GET", chance.choice(paths), headers={"User-Agent": "bench", "Accept-Language": "zh-CN"})
                    answer = line.getresponse()
                except http.client.RemoteDisconnected:
                    continue  # a process that was renewed; the next one is asked over a new connection
                answer.read()
                assert answer.status == 200, answer.status
                count += 1
        return count

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return sum(threads.map(one, range(CONNECTIONS)))


def main() -> int:
    """Measure and print; the temporary home is removed."""
    return measuring.main("throughput", measure, lambda row: measuring.figures(row, width=40), side="public", rows=100_000, seconds=15)


if __name__ == "__main__":
    sys.exit(main())
