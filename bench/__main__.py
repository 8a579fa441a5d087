"""``python -m bench [--rows N] [--json FILE]``: figures beside a bare COPY of the same file in the same run.

``python -m bench --engines ROWS``: both engines on the same files instead.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from bench import engines, making, measuring

FEW, SCALES = 10, (10_000, 100_000)


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
            every = _scales(told, home, rows)
            for source, make in (("registrations", making.register), ("penalties", lambda path, n: making.penalties(path, n, rows))):
                _intake(told, raw, home, source, make, rows, every)
    for row in _beside("searching", "--rows", str(rows)):
        told.append({"what": row["what"], "seconds": row.get("seconds"), "ratio": row.get("p95 times"), "p50": row.get("p50 ms"), "p95": row.get("p95 ms")})
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


def _scales(told: Told, home: Path, rows: int) -> float:
    """The cost of a row does not grow with the file: small files first, into an empty database, other firms each. The seconds that every file costs, however small."""
    every = 0.0
    for number, scale in enumerate((FEW, *(scale for scale in SCALES if scale < rows))):
        path = home / f"scale-{scale}.csv"
        making.register(path, scale, first=(number + 3) * 10_000_000)
        answer, _, _ = measuring.command("collect", "registrations", str(path), "--received", "2026-11-19", home=home)
        every = every or answer["seconds"]
        beyond = "what every file costs" if scale == FEW else _beyond(answer["seconds"], every, scale)
        told.append({"what": f"registrations: collect {scale:,} rows, {beyond}", "seconds": answer["seconds"], "rows_a_second": scale / answer["seconds"]})
    return every


def _beyond(seconds: float, every: float, rows: int) -> str:
    return f"{(seconds - every) / rows * 1e6:.0f} µs a row beyond that"


def _intake(told: Told, raw: psycopg.Connection, home: Path, source: str, make, rows: int, every: float) -> None:
    path = home / f"{source}.csv"
    make(path, rows)
    copy = measuring.bare_copy(raw, path)
    told.append({"what": f"{source}: bare COPY ({path.stat().st_size >> 20} MB)", "seconds": copy, "rows_a_second": rows / copy, "ratio": 1.0})
    again = home / f"{source}-again.csv"
    again.write_bytes(path.read_bytes() + b"\n")  # other bytes, the same rows
    for what, file in (("collect", path), ("the same file again", path), ("the same rows in other bytes", again)):
        answer, _, megabytes = measuring.command("collect", source, str(file), "--received", "2026-11-20", home=home)
        beyond = f", {_beyond(answer['seconds'], every, rows)}" if file == path and what == "collect" else ""
        told.append(
            {
                "what": f"{source}: {what}{beyond}",
                "seconds": answer["seconds"],
                "rows_a_second": rows / answer["seconds"],
                "ratio": answer["seconds"] / copy,
                "megabytes": megabytes,
            }
        )
        assert answer["rows"] == rows, answer
        if file == path and what == "collect":
            least = measuring.laid_bare(raw, answer["batch"], home)
            told.append({"what": f"{source}: its rows laid into empty tables with all indexes, no more", "seconds": least, "rows_a_second": rows / least, "ratio": least / copy})
    again.unlink()


if __name__ == "__main__":
    sys.exit(main())
