"""``python -m bench [--rows N] [--json FILE]``: figures beside a bare COPY of the same file in the same run.

``python -m bench --engines ROWS``: both engines on the same files instead.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import engines, files, making, measuring

FRAGMENTS = ["天津", "公司", "有限", "商贸", "科技", "宏达", "瑞丰", "海河", "北洋", "食品"]
SCALES = (10_000, 100_000)


def main() -> int:
    """Measure and print; the temporary home is removed."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--engines", type=int, metavar="ROWS", help="compare DuckDB and Spark on so many rows")
    asked = parser.parse_args()
    if asked.engines:
        return engines.main(asked.engines)
    home = Path(tempfile.mkdtemp(prefix="bench"))
    os.environ.update(CHENGXIN_HOME=str(home), CHENGXIN_INSTANCE="test")
    print(f"{os.cpu_count()} cores, {asked.rows} rows\n")
    print(f"{'what':<72}{'seconds':>9}{'rows/s':>12}{'times COPY':>15}{'peak MB':>9}{'p50 ms':>9}{'p95 ms':>9}")
    told = Told()
    try:
        _measure(told, home, asked.rows)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    if asked.json:
        asked.json.write_text(json.dumps({"rows": asked.rows, "cores": os.cpu_count(), "figures": told}, ensure_ascii=False, indent=1))
    return 0


class Told(list[dict]):
    """Figures, printed as they come: a million rows take half an hour."""

    def append(self, row: dict) -> None:
        """Keep a figure and print its line."""
        super().append(row)
        cells = [row.get(key) for key in ("seconds", "rows_a_second", "ratio", "megabytes", "p50", "p95")]
        widths = (9, 12, 15, 9, 9, 9)
        print(f"{row['what']:<72}" + "".join(f"{'' if c is None else f'{c:,.2f}' if c < 100 else f'{c:,.0f}':>{w}}" for c, w in zip(cells, widths, strict=True)), flush=True)


def _measure(told: Told, home: Path, rows: int) -> None:
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        with psycopg.connect(**postgres.connection(instance, "owner"), autocommit=True, options="-c search_path=chengxin") as raw:
            _scales(told, raw, home, rows)
            for source, make in (("registrations", making.register), ("penalties", lambda path, n: making.penalties(path, n, rows))):
                _intake(told, raw, home, source, make, rows)
            _while_loading(told, instance, raw, home, rows)
            measuring.command("publish", "--on", "2026-11-20", home=home)  # pages and searches have something to show; measured apart, below
            raw.execute("ANALYZE")
            _searches(told, instance, raw, rows)
        _pages(told, home, rows)
    for row in _beside("publication", "--rows", str(rows)):
        told.append({"what": row["what"], "seconds": row["seconds"], "rows_a_second": row["records/s"], "megabytes": row["MB of the process"]})
    for row in (*_beside("checks", "--rows", str(min(rows, 200_000))), *_beside("kernel", "--rows", str(rows)), *_beside("letters")):
        told.append(row)
    for row in _beside("audit", "--entries", str(rows)):
        what = f"{row['what']} (entry {row['percent of the act']:.1f} % of it)" if "percent of the act" in row else row["what"]
        told.append({"what": what, "seconds": row.get("seconds"), "rows_a_second": row.get("entries/s", row.get("looks/s")), "p50": row.get("ms with", row.get("ms"))})


def _beside(bench: str, *words: str) -> list[dict]:
    """The figures of another bench, run by itself."""
    done = subprocess.run([sys.executable, "-m", f"bench.{bench}", "--json", *words], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def _scales(told: Told, raw: psycopg.Connection, home: Path, rows: int) -> None:
    """The cost of a row does not grow with the file: small files first, into an empty database, other firms each."""
    for number, scale in enumerate(scale for scale in SCALES if scale < rows):
        path = home / f"scale-{scale}.csv"
        making.register(path, scale, first=(number + 3) * 10_000_000)
        answer, _, _ = measuring.command("collect", "registrations", str(path), "--received", "2026-11-19", home=home)
        told.append({"what": f"registrations: collect {scale:,} rows", "seconds": answer["seconds"], "rows_a_second": scale / answer["seconds"]})


def _intake(told: Told, raw: psycopg.Connection, home: Path, source: str, make, rows: int) -> None:
    path = home / f"{source}.csv"
    make(path, rows)
    copy = measuring.bare_copy(raw, path)
    told.append({"what": f"{source}: bare COPY ({path.stat().st_size >> 20} MB)", "seconds": copy, "rows_a_second": rows / copy, "ratio": 1.0})
    again = home / f"{source}-again.csv"
    again.write_bytes(path.read_bytes() + b"\n")  # other bytes, the same rows
    for what, file in (("collect", path), ("the same file again", path), ("the same rows in other bytes", again)):
        answer, _, megabytes = measuring.command("collect", source, str(file), "--received", "2026-11-20", home=home)
        told.append(
            {"what": f"{source}: {what}", "seconds": answer["seconds"], "rows_a_second": rows / answer["seconds"], "ratio": answer["seconds"] / copy, "megabytes": megabytes}
        )
        assert answer["rows"] == rows, answer
    again.unlink()


def _while_loading(told: Told, instance, raw: psycopg.Connection, home: Path, rows: int) -> None:
    """Looking up while a file of the same size loads, beside looking up in peace."""
    from chengxin.site import postgres

    chance = random.Random(5)
    path = home / "while.csv"
    making.register(path, rows, first=900_000_000)
    with psycopg.connect(**postgres.connection(instance, "owner"), autocommit=True, options="-c search_path=chengxin") as reader:

        def look() -> None:
            reader.execute("SELECT id FROM subjects_subject WHERE code = %s", [making.code(chance.randrange(rows))]).fetchall()
            reader.execute("SELECT * FROM subjects_search(%s, 20, 0)", [chance.choice(FRAGMENTS) + chance.choice(FRAGMENTS)]).fetchall()

        p50, p95 = measuring.percentiles([look] * 400)
        told.append({"what": "look-up and search: in peace", "p50": p50, "p95": p95})
        loading = threading.Thread(target=measuring.command, args=("collect", "registrations", str(path), "--received", "2026-11-20"), kwargs={"home": home})
        loading.start()
        took: list[float] = []
        while loading.is_alive():
            took += measuring.times([look] * 20)
            time.sleep(0.2)
        loading.join()
        p50, p95 = measuring.of(took)
        told.append({"what": f"look-up and search: while {rows:,} rows load", "p50": p50, "p95": p95})


def _searches(told: Told, instance, raw: psycopg.Connection, rows: int) -> None:
    from chengxin.site import postgres

    asked = files.queries(raw, rows)
    chance = random.Random(3)
    codes = [making.code(chance.randrange(rows)) for _ in range(300)]
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
            told.append({"what": what, "p50": p50, "p95": p95})


def _pages(told: Told, home: Path, rows: int) -> None:
    chance = random.Random(4)
    with measuring.served("public") as base:
        pages = {
            "page: subject": [f"/subject/{making.code(chance.randrange(rows))}" for _ in range(200)],
            "page: search": ["/search?q=" + quote(chance.choice(FRAGMENTS)) for _ in range(100)],
            "page: about (no query)": ["/about"] * 100,
            "page: home": ["/"] * 50,
        }
        for what, paths in pages.items():
            p50, p95 = measuring.percentiles([lambda path=path: measuring.fetch(base + path) for path in paths])
            told.append({"what": what, "p50": p50, "p95": p95})


if __name__ == "__main__":
    sys.exit(main())
