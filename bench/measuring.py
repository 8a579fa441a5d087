"""How a thing is measured: a command with its peak memory, a bare COPY, a list of requests."""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

USERS, EACH, PAUSE = 16, 20, 1.0  # a user reads a page for a second before the next


@contextmanager
def own_home(side: str) -> Iterator[Path]:
    """A temporary home that this process is at work in, as one side of a test instance; removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="bench"))
    os.environ.update(CHENGXIN_HOME=str(home), CHENGXIN_INSTANCE="test", CHENGXIN_SIDE=side, DJANGO_SETTINGS_MODULE="chengxin.site.settings")
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def served(side: str, *, threads: int = 4, application: str = "chengxin.site.wsgi:application", alive: str = "/health", **more: str) -> Iterator[str]:
    """A side of this process's home, served by two processes; its address, once it answers. ``more``: into the environment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{probe.getsockname()[1]}"
    web = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", str(threads), "--bind", base.removeprefix("http://"), application],
        env=os.environ | {"CHENGXIN_SIDE": side, "CHENGXIN_PLAIN_HTTP": "1"} | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(200):
            try:
                fetch(f"{base}{alive}")
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise RuntimeError(f"{application} does not answer")
        yield base
    finally:
        web.terminate()
        web.wait(20)


def main(name: str, measure: Callable[..., list[dict[str, Any]]], line: Callable[[dict[str, Any]], str], *, side: str = "worker", **numbers: int) -> int:
    """A bench as a command: its ``numbers`` are options with these defaults, given to ``measure`` after a temporary home; ``line`` prints a figure, ``--json`` all of them."""
    parser = argparse.ArgumentParser(prog=f"bench.{name}")
    for number, usual in numbers.items():
        parser.add_argument(f"--{number}", type=int, default=usual)
    parser.add_argument("--json", action="store_true")
    asked = vars(parser.parse_args())
    with own_home(side) as home:
        told = measure(home, *(asked[number] for number in numbers))
    print(json.dumps(told, ensure_ascii=False) if asked["json"] else "\n".join(map(line, told)))
    return 0


def figures(row: dict[str, Any], *, width: int = 72) -> str:
    """What was measured, then each figure by its name."""
    return f"{row['what']:<{width}}" + "  ".join(f"{name} {value:,.2f}" for name, value in row.items() if name != "what")


def command(*words: str, home: Path) -> tuple[dict[str, Any], float, float]:
    """Run a command of the project; its JSON answer, the wall seconds and its peak resident megabytes."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "chengxin.site.cli", *words, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=os.environ | {"CHENGXIN_HOME": str(home)}, text=True
    )
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{words}: {told}")
    return json.loads(told), time.monotonic() - began, usage.ru_maxrss / 1024


def bare_copy(raw: psycopg.Connection, path: Path) -> float:
    """Seconds that COPY of the same file into text columns takes, without any index."""
    columns = path.open(encoding="utf-8").readline().strip().split(",")
    raw.execute("DROP TABLE IF EXISTS bare_copy")
    raw.execute("CREATE TABLE bare_copy (" + ", ".join(f"c{n} text" for n in range(len(columns))) + ")")
    seconds = _copied(raw, "COPY bare_copy FROM STDIN (FORMAT csv, HEADER)", path)
    raw.execute("DROP TABLE bare_copy")
    return seconds


def laid_bare(raw: psycopg.Connection, batch: int, folder: Path) -> float:
    """Seconds that COPY takes to lay the rows a batch became into empty tables with all their indexes: nothing read, checked, linked or prepared. What a load costs at least."""
    seconds, subjects = 0.0, f"SELECT subject_id FROM records_record WHERE batch = {batch}"
    for table, which in (
        ("subjects_subject", f"id IN ({subjects})"),
        ("subjects_name", f"batch = {batch}"),
        ("records_record", f"batch = {batch}"),
        ("records_version", f"batch = {batch}"),
    ):
        path = folder / f"{table}.copy"
        with raw.cursor() as cursor, cursor.copy(f"COPY (SELECT * FROM {table} WHERE {which} ORDER BY id) TO STDOUT") as copy, path.open("wb") as stream:
            for block in copy:
                stream.write(block)
        raw.execute(f"CREATE TABLE laid_bare (LIKE {table} INCLUDING ALL)")
        seconds += _copied(raw, "COPY laid_bare FROM STDIN", path)
        raw.execute("DROP TABLE laid_bare")
        path.unlink()
    return seconds


def _copied(raw: psycopg.Connection, statement: str, path: Path) -> float:
    began = time.monotonic()
    with raw.cursor() as cursor, cursor.copy(statement) as copy, path.open("rb") as stream:
        while block := stream.read(1 << 20):
            copy.write(block)
    return time.monotonic() - began


def percentiles(tasks: Iterable[Callable[[], object]]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of doing each task once."""
    return of(times(tasks))


def times(tasks: Iterable[Callable[[], object]]) -> list[float]:
    """Milliseconds of doing each task once, in order."""
    took = []
    for task in tasks:
        began = time.monotonic()
        task()
        took.append((time.monotonic() - began) * 1000)
    return took


def of(took: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    ordered = sorted(took)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]


def read(what: str, path: Callable[[], str], ask: Callable[[str], object]) -> list[dict[str, Any]]:
    """A page as one person opens it time after time, and as ``USERS`` do at once, each reading it for ``PAUSE`` seconds before the next."""
    for _ in range(8):
        ask(path())  # both processes have seen it
    p50, p95 = percentiles([lambda: ask(path())] * (EACH * 3))
    took: list[float] = []

    def reads(chance: random.Random) -> None:
        time.sleep(chance.random() * PAUSE)
        for _ in range(EACH):
            took.extend(times([lambda: ask(path())]))
            time.sleep(PAUSE * (0.5 + chance.random()))

    users = [threading.Thread(target=reads, args=(random.Random(user),)) for user in range(USERS)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert len(took) == USERS * EACH, what  # nobody's page failed
    p50s, p95s = of(took)
    return [{"what": f"{what}, 1 user", "p50": p50, "p95": p95}, {"what": f"{what}, {USERS} users", "p50": p50s, "p95": p95s}]


def fetch(url: str) -> bytes:
    """The body of a page."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.read()
