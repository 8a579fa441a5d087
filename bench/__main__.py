"""``python -m bench [--rows N] [--json FILE]``: figures beside a bare COPY of the same file in the same run."""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from bench import making, measuring

FRAGMENTS = ["天津", "公司", "有限", "商贸", "科技", "宏达", "瑞丰", "海河", "北洋", "食品"]


def main() -> int:
    """Measure and print; the temporary home is removed."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="bench"))
    os.environ.update(CHENGXIN_HOME=str(home), CHENGXIN_INSTANCE="test")
    try:
        rows = _measure(home, asked.rows)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"\n{os.cpu_count()} cores, {asked.rows} rows\n")
    print(f"{'what':<44}{'seconds':>9}{'rows/s':>12}{'times COPY':>15}{'peak MB':>9}{'p50 ms':>9}{'p95 ms':>9}")
    for row in rows:
        cells = [row.get(key) for key in ("seconds", "rows_a_second", "ratio", "megabytes", "p50", "p95")]
        print(f"{row['what']:<44}" + "".join(f"{'' if c is None else f'{c:,.2f}' if c < 100 else f'{c:,.0f}':>{w}}" for c, w in zip(cells, (9, 12, 15, 9, 9, 9), strict=True)))
    if asked.json:
        asked.json.write_text(json.dumps({"rows": asked.rows, "cores": os.cpu_count(), "figures": rows}, ensure_ascii=False, indent=1))
    return 0


def _measure(home: Path, rows: int) -> list[dict]:
    from chengxin.site import postgres, ready
    from chengxin.site.home import Home

    told: list[dict] = []
    instance = Home.from_env()
    with postgres.running(instance):
        ready.make_ready(instance)
        with psycopg.connect(**postgres.connection(instance, "owner"), autocommit=True, options="-c search_path=chengxin") as raw:
            for source, make in (("registrations", making.register), ("penalties", lambda path, n: making.penalties(path, n, rows))):
                _intake(told, raw, home, source, make, rows)
            answer, _, megabytes = measuring.command("publish", "--on", "2026-11-20", home=home)
            laid = answer["published"]
            told.append(
                {
                    "what": f"publish: {answer['considered']} considered, {laid} laid",
                    "seconds": answer["seconds"],
                    "rows_a_second": answer["considered"] / answer["seconds"],
                    "megabytes": megabytes,
                }
            )
            raw.execute("ANALYZE")
        _searches(told, instance, rows)
        _pages(told, home, rows)
    return told


def _intake(told: list[dict], raw: psycopg.Connection, home: Path, source: str, make, rows: int) -> None:
    path = home / f"{source}.csv"
    make(path, rows)
    copy = measuring.bare_copy(raw, path)
    told.append({"what": f"{source}: bare COPY ({path.stat().st_size >> 20} MB)", "seconds": copy, "rows_a_second": rows / copy, "ratio": 1.0})
    again = home / f"{source}-again.csv"
    again.write_bytes(path.read_bytes() + b"\n")  # other bytes, the same rows
    for what, file in (("collect", path), ("the same rows again", again)):
        answer, _, megabytes = measuring.command("collect", source, str(file), "--received", "2026-11-20", home=home)
        told.append(
            {"what": f"{source}: {what}", "seconds": answer["seconds"], "rows_a_second": rows / answer["seconds"], "ratio": answer["seconds"] / copy, "megabytes": megabytes}
        )
        assert answer["rows"] == rows, answer


def _searches(told: list[dict], instance, rows: int) -> None:
    from chengxin.site import postgres

    chance = random.Random(3)
    asked = FRAGMENTS * 10 + [making.code(chance.randrange(rows))[: chance.choice((8, 12, 18))] for _ in range(50)] + [making.name(chance) for _ in range(50)]
    with psycopg.connect(**postgres.connection(instance, "public"), autocommit=True) as raw:

        def ask(text: str) -> list:
            return raw.execute("SELECT * FROM publicity.search(%s, 20, 0)", [text]).fetchall()

        for what, texts in (("search: common fragments", asked[:100]), ("search: codes in part and whole names", asked[100:])):
            p50, p95 = measuring.percentiles([lambda text=text: ask(text) for text in texts])
            told.append({"what": what, "p50": p50, "p95": p95})


def _pages(told: list[dict], home: Path, rows: int) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4", "--bind", f"127.0.0.1:{port}", "chengxin.site.wsgi:application"],
        env=os.environ | {"CHENGXIN_SIDE": "public"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    base, chance = f"http://127.0.0.1:{port}", random.Random(4)
    try:
        for _ in range(100):
            try:
                measuring.fetch(f"{base}/health")
                break
            except OSError:
                time.sleep(0.1)
        pages = {
            "page: subject": [f"/subject/{making.code(chance.randrange(rows))}" for _ in range(200)],
            "page: search": ["/search?q=" + quote(chance.choice(FRAGMENTS)) for _ in range(100)],
            "page: about (no query)": ["/about"] * 100,
            "page: home": ["/"] * 50,
        }
        for what, paths in pages.items():
            p50, p95 = measuring.percentiles([lambda path=path: measuring.fetch(base + path) for path in paths])
            told.append({"what": what, "p50": p50, "p95": p95})
    finally:
        web.terminate()
        web.wait(20)


if __name__ == "__main__":
    sys.exit(main())
