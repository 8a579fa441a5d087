"""Both engines on the same files: what became of every row, every finding, and how long it took.

``python -m bench --engines ROWS``: half of the rows a register, half penalties about its firms, one in a hundred with
planted defects; each engine collects them in a home of its own by the command of the project.
"""

import csv
import hashlib
import os
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from bench import making, measuring

ENGINES = ("duckdb", "spark")
SOURCES = ("registrations", "penalties")
_ODD = [
    "", "无", "N/A", "自然人", "个体工商户", "１２３", "2026/13/01", "20260230", "2026年5月1日", "去年", "2031/01/05", "罚款", "警告；罚款", "其他-罚款", "免予罚款", "-5", "1,234.5", "叁仟",
    '引"号', "反\\斜", "长" * 201, "长" * 2100, "\ue000", "e\u0301", "𠀀𠀀", "罚款\u0085", "罚款\u000b二", "罚款\u2028", "120105190001010010", "91120105MA00000070",
    "00000000000000000X", "91120105IA0000007Q", "①②", "注销", "\U000f0000",
]  # fmt: skip
_SAME = ("rows", "accepted", "unchanged", "corrections", "quarantined", "late", "unlinked", "new_subjects", "findings")


def main(rows: int) -> int:
    """Measure, print, and return 0 where both engines say the same."""
    folder = Path(tempfile.mkdtemp(prefix="bench-engines"))
    try:
        planted(folder, rows // 2)
        told = {engine: _with(engine, folder) for engine in ENGINES}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    ours, theirs = (told[engine] for engine in ENGINES)
    print(f"{'what':<52}{'duckdb':>14}{'spark':>14}")
    for what in ours:
        same = "" if what.endswith("seconds") or ours[what] == theirs[what] else "  DIFFERENT"
        print(f"{what:<52}{_short(ours[what]):>14}{_short(theirs[what]):>14}{same}")
        if same and isinstance(ours[what], dict):
            for code in sorted(code for code in {*ours[what], *theirs[what]} if ours[what].get(code) != theirs[what].get(code)):
                print(f"  {code:<50}{ours[what].get(code, 0):>14,}{theirs[what].get(code, 0):>14,}")
    differing = [what for what in ours if not what.endswith("seconds") and ours[what] != theirs[what]]
    print("the same fates and findings" if not differing else f"different: {', '.join(differing)}")
    return 1 if differing else 0


def planted(folder: Path, rows: int, *, share: float = 0.01) -> None:
    """A register and penalties with odd values in that share of their rows, the same for the same size."""
    _plant(folder / "registrations.csv", share, lambda path: making.register(path, rows))
    _plant(folder / "penalties.csv", share, lambda path: making.penalties(path, rows, rows))


def _plant(path: Path, share: float, make: Callable[[Path], None]) -> None:
    sound = path.with_suffix(".sound")
    make(sound)
    chance = random.Random(5)
    with sound.open(newline="", encoding="utf-8") as there, path.open("w", newline="", encoding="utf-8") as here:
        writer, reader = csv.writer(here), csv.reader(there)
        writer.writerow(next(reader))
        for row in reader:
            if chance.random() < share:
                for _ in range(chance.choice((1, 1, 2))):
                    row[chance.randrange(len(row))] = chance.choice(_ODD)
            writer.writerow(row)
    sound.unlink()


def _with(engine: str, folder: Path) -> dict[str, Any]:
    """A fresh home, both files collected; figures, the checks' statistics, and a digest of all fates and findings."""
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    home = folder / engine
    os.environ.update(CHENGXIN_HOME=str(home), CHENGXIN_INSTANCE="test", CHENGXIN_ENGINE=engine)
    instance = Home.from_env()
    told: dict[str, Any] = {}
    with postgres.running(instance):
        ready.make_ready(instance)
        for source in SOURCES:
            answer, wall, _ = measuring.command("collect", source, str(folder / f"{source}.csv"), "--received", "2026-11-20", home=home)
            told |= {f"{source}: {name}": answer[name] for name in _SAME}
            told |= {f"{source}: collect, seconds": answer["seconds"], f"{source}: command, seconds": wall}
        with psycopg.connect(**postgres.connection(instance, "owner"), autocommit=True, options="-c search_path=chengxin") as raw:
            for what, sql in _TOLD.items():
                told[what] = _digest(raw, sql)
    shutil.rmtree(home, ignore_errors=True)
    return told


_TOLD = {
    "checks' statistics": "SELECT source, quality::text FROM collection_batch ORDER BY id",
    "returned rows with their findings": "SELECT batch_id, line, findings::text FROM collection_quarantined ORDER BY batch_id, line",
    "versions that joined": "SELECT batch, line, held_on, traits::text, values::text, corrects_id IS NULL FROM records_version ORDER BY batch, line",
    "subjects": "SELECT code, kind FROM subjects_subject ORDER BY code",
}


def _digest(raw: psycopg.Connection, sql: str) -> str:
    told = hashlib.sha256()
    with raw.cursor() as cursor:
        for row in cursor.stream(sql, size=10_000):
            told.update(repr(row).encode())
    return told.hexdigest()


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return f"{sum(value.values())} in {len(value)}"
    return value[:12] if isinstance(value, str) else f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
