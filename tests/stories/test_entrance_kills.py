"""Kill the watch, the worker, the web process or the database at any time: every delivery is collected once and answered."""

import contextlib
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
import yaml

from chengxin.site import postgres, serve
from chengxin.site.home import Home
from tests.district import penalty_row
from tests.front_ends import mariadb, password_file, second_postgres, sftp_server
from tests.stories.conftest import Site
from tests.stories.test_kills import _servers, counted, rows_of
from tests.waiting import PATIENCE

SEED, KILLS, ROWS = 20261125, 20, 200
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
ELEMENTS = [name for name, value in penalty_row().items() if value]


@pytest.fixture
def shop():
    """An instance whose database stays up between the commands, so that the kills meet the entrances and not the starting."""
    made = Site(as_shipped=True)
    yield made
    made.stop()
    for process in _servers(made, every=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


class Watch:
    """`chengxin watch --once` again and again: killed, and at the end left alone."""

    def __init__(self, shop: Site, entry: dict) -> None:
        self.shop = shop
        (shop.home / "entrances.yaml").write_text(yaml.safe_dump({"entrances": [entry]}, allow_unicode=True), encoding="utf-8")
        self.chance, self.at_work = random.Random(SEED), 0
        print(f"seed {SEED}")

    def __enter__(self) -> "Watch":
        self.starter = subprocess.Popen(
            [sys.executable, "-m", "tests.forked"], env=self.shop.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
        )
        assert self.starter.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *trouble: object) -> None:
        self.starter.kill()
        self.starter.wait()
        self.starter.stdin.close()
        self.starter.stdout.close()

    def _start(self) -> psutil.Process | None:
        self.starter.stdin.write("\n")
        self.starter.stdin.flush()
        try:
            return psutil.Process(int(self.starter.stdout.readline()))
        except psutil.NoSuchProcess:
            return None

    def once(self) -> float:
        """Undisturbed; how long it took."""
        began = time.monotonic()
        round_ = self._start()
        if round_:
            psutil.wait_procs([round_], timeout=PATIENCE)
        return time.monotonic() - began

    def killed(self, seconds: float, *, whole: bool) -> None:
        """Killed at some time of a round that takes ``seconds``, or the database under it."""
        round_ = self._start()
        time.sleep(self.chance.uniform(0.0, 1.0) * seconds)
        alive = round_ is not None and round_.is_running()
        self.at_work += alive
        if whole:
            _kill(_servers(self.shop, every=True))
            _restarted(self.shop)
        elif alive:
            _kill([round_])
        if round_:
            psutil.wait_procs([round_], timeout=PATIENCE)


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):  # it ended between our look and our blow
            process.kill()


def _restarted(shop: Site) -> None:
    """The database is up again: it answers to its owner."""
    home, until = Home(shop.home), time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(**postgres.connection(home, "worker")):
            return
        time.sleep(0.05)
    raise AssertionError("the database did not come back")


def all_there(shop: Site, deliveries: int, rows: int) -> None:
    """Each delivery is one batch; each row is one record, one version; nothing is left in between."""
    found = counted(shop)
    assert {name: found[name] for name in ("batches", "told", "records", "versions", "keys", "arrivals", "undelivered")} == {
        "batches": deliveries, "told": rows, "records": rows, "versions": rows, "keys": rows, "arrivals": 0, "undelivered": 0,
    }  # fmt: skip


def laid(shop: Site, folder: Path, number: int, rows: int) -> None:
    """A file of an organ, given its name when it is whole."""
    draft = Path(shop.csv(f"{number}.csv.part", [row | {"CF_WSH": f"{number}-{n}号"} for n, row in enumerate(rows_of(number)[:rows])]))
    draft.rename(folder / "in" / f"{number}.csv")


def beat(watch: Watch, lay: Callable[[int], None], answered: Callable[[int], None], rows: int) -> None:
    """Twenty deliveries, a kill into each; then one round alone, and every one is there once and answered."""
    lay(0)
    watch.once()
    lay(1)
    seconds = watch.once()  # the second time nothing is compiled or made anew
    for number in range(2, KILLS + 2):
        lay(number)
        watch.killed(seconds, whole=number % 7 == 0)
    watch.once()
    answered(KILLS + 2)
    all_there(watch.shop, KILLS + 2, (KILLS + 2) * rows)
    assert watch.at_work >= KILLS // 2
    print(f"{watch.at_work} of {KILLS} kills met work; a round takes {seconds:.1f} s")


@contextlib.contextmanager
def serving(shop: Site):
    """The database is up for all rounds, also after a kill of it, as it is where `serve` runs."""
    code = (
        "import sys, time; from chengxin.site import postgres; from chengxin.site.home import Home; home = Home.from_env()\n"
        "with postgres.running(home, as_='serve'):\n"
        "    print('up', flush=True)\n"
        "    while True:\n"
        "        time.sleep(0.05)\n"
        "        postgres.alive(home) or postgres.revive(home)\n"
    )
    keeper = subprocess.Popen([sys.executable, "-c", code], env=shop.environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert keeper.stdout.readline() == b"up\n"
        yield
    finally:
        keeper.kill()
        keeper.wait()
        keeper.stdout.close()


def files_answered(folder: Path) -> Callable[[int], None]:
    def answered(deliveries: int) -> None:
        assert list((folder / "in").iterdir()) == []
        names = {path.name for path in (folder / "done").iterdir() if not path.name.startswith(".")}
        assert names == {f"{number}.csv{end}" for number in range(deliveries) for end in ("", ".receipt.json")}
        for number in range(deliveries):
            told = json.loads((folder / "done" / f"{number}.csv.receipt.json").read_text(encoding="utf-8"))
            assert (told["state"], told["accepted"]) == ("collected", ROWS), "its own figures, not those of a repetition"

    return answered


def test_twenty_kills_at_a_folder(shop):
    folder = shop.home / "目录"
    (folder / "in").mkdir(parents=True)
    with serving(shop), Watch(shop, {"name": "目录", "kind": "folder", "source": "penalties", "organ": "区应急局", "where": str(folder), "whole": "rename"}) as watch:
        beat(watch, lambda number: laid(shop, folder, number, ROWS), files_answered(folder), ROWS)


def test_twenty_kills_at_an_sftp_server(shop):
    with sftp_server("openssh") as side, serving(shop):
        (side.folder / "in").mkdir()
        with Watch(shop, side.entry(whole="rename")) as watch:
            beat(watch, lambda number: laid(shop, side.folder, number, ROWS), files_answered(side.folder), ROWS)


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_twenty_kills_at_a_front_end_table(shop, kind):
    with second_postgres() if kind == "postgresql" else mariadb() as front, serving(shop):
        front.make_table(ELEMENTS)
        entry = {
            "name": "前置库",
            "kind": "table",
            "source": "penalties",
            "organ": "区应急局",
            "where": front.where,
            "password_file": str(password_file(shop.home)),
            "table": "t_penalty",
            "key": "id",
        }

        def lay(number: int) -> None:
            made = [{name: row[name] for name in ELEMENTS} | {"CF_WSH": f"{number}-{n}号"} for n, row in enumerate(rows_of(number)[:ROWS])]
            front.insert(made, first=number * ROWS + 1)

        def answered(deliveries: int) -> None:
            assert front.do("SELECT state, count(*) FROM t_penalty GROUP BY state") == [(1, deliveries * ROWS)]

        with Watch(shop, entry) as watch:
            lay(0)
            watch.once()
            lay(1)
            seconds = watch.once()
            for number in range(2, KILLS + 2):
                lay(number)
                watch.killed(seconds, whole=number % 7 == 0)
            watch.once()
            answered(KILLS + 2)
            found = counted(shop)  # rows that waited through a kill come with the next ones: fewer batches, the same rows
            rows = (KILLS + 2) * ROWS
            assert (found["told"], found["records"], found["versions"], found["keys"], found["arrivals"], found["undelivered"]) == (rows, rows, rows, rows, 0, 0)
            assert watch.at_work >= KILLS // 2
            print(f"{watch.at_work} of {KILLS} kills met work; a round takes {seconds:.1f} s")


class Side:
    """The web process and the worker as `serve` starts them, but brought back at once: `serve` waits longer each time one dies young."""

    def __init__(self, shop: Site) -> None:
        self.shop = shop
        web = serve.gunicorn(Home(shop.home), "127.0.0.1", shop.port + 2, processes=1, threads=10)
        self._commands = {"desk": web, "worker": [sys.executable, "-m", "chengxin.site.cli", "worker"]}
        self._running = {side: self._start(side) for side in self._commands}

    def _start(self, side: str) -> subprocess.Popen:
        return subprocess.Popen(self._commands[side], env=self.shop.environment(CHENGXIN_SIDE=side), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def kill(self, side: str) -> None:
        """With everything it has started, and start it again."""
        os.killpg(self._running[side].pid, signal.SIGKILL)
        self._running[side].wait()
        self._running[side] = self._start(side)

    def end(self) -> None:
        for process in self._running.values():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def answering(self) -> None:
        """The web process and the database under it are there."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.shop.port + 2}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the web process did not come back")


def test_twenty_kills_at_the_api(shop):
    """The worker, the web process, or the database is killed while a batch is sent; the sender asks again with the same key until it is told."""
    key = json.loads(shop.run("api-key", "区应急局", "--json"))["key"]
    chance, met = random.Random(SEED), 0
    print(f"seed {SEED}")
    bodies = [Path(shop.csv(f"{number}.csv", [row | {"CF_WSH": f"{number}-{n}号"} for n, row in enumerate(rows_of(number)[:ROWS])])).read_bytes() for number in range(KILLS + 2)]

    def send(number: int) -> tuple[int, dict] | None:
        connection = http.client.HTTPConnection("127.0.0.1", shop.port + 2, timeout=20)
        try:
            connection.request(
                "POST", "/api/v1/batches?source=penalties", bodies[number], {"Authorization": f"Bearer {key}", "Idempotency-Key": f"kill-{number:04}", "Prefer": "wait=2"}
            )
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def until_told(number: int) -> dict:
        for _ in range(300):
            if (answer := send(number)) and answer[0] in (200, 201):
                return answer[1]
            time.sleep(0.1)
        raise AssertionError(f"no answer for {number}: {answer}")

    with serving(shop):
        side = Side(shop)
        try:
            side.answering()
            until_told(0)
            began = time.monotonic()
            until_told(1)
            seconds = time.monotonic() - began
            for number in range(2, KILLS + 2):
                side.answering()
                sending = threading.Thread(target=send, args=[number])
                sending.start()
                time.sleep(chance.uniform(0.0, 1.0) * seconds)
                met += sending.is_alive()
                whom = ("worker", "desk", "database")[number % 3]
                if whom == "database":
                    _kill(_servers(shop, every=True))
                else:
                    side.kill(whom)
                sending.join()
            side.answering()
            for number in range(2, KILLS + 2):
                told = until_told(number)
                assert (told["state"], told["accepted"]) == ("collected", ROWS), told
            young = [path for path in (shop.home / "inbox").iterdir() if time.time() - path.stat().st_mtime < 86400]
            assert len(young) <= KILLS  # laid down by requests that died before they submitted; the sweep takes them after a day
        finally:
            side.end()
        all_there(shop, KILLS + 2, (KILLS + 2) * ROWS)
    assert met >= KILLS // 2
    print(f"{met} of {KILLS} kills met a request; one takes {seconds:.2f} s")
