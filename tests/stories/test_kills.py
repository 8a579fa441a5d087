"""Kill any of it at any time: nothing is lost, nothing is there twice, and the next command recovers by itself."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from tests.district import credit_code, penalty_row
from tests.stories.conftest import Site
from tests.waiting import PATIENCE

ROWS, ROUNDS, SEED = 3000, 10, 20261124


@pytest.fixture
def shop():
    made = Site(as_shipped=True)
    yield made
    shutil.rmtree(made.home, ignore_errors=True)


def rows_of(number: int) -> list[dict[str, str]]:
    base = penalty_row(CF_JDRQ="2026/05/12")
    return [
        base | {"CF_WSH": f"第{number}批{i}号", "CF_XDR_SHXYM": credit_code(f"91120105MA{number:02d}{i % 500:05d}"), "CF_XDR_MC": f"天津试{number}第{i % 500}商贸有限公司"}
        for i in range(ROWS)
    ]


def killed(shop: Site, words: tuple[str, ...], *, after: float, whom: str) -> bool:
    """Start a command and kill it, or the database under it, after some seconds; True if it was still at work."""
    command = subprocess.Popen([sys.executable, "-m", "chengxin.site.cli", *words], env=shop.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    at_work = command.poll() is None
    if whom == "command":
        command.kill()
    else:
        for process in _servers(shop, every=whom == "database"):
            with suppress(psutil.NoSuchProcess):  # it ended between our look and our blow
                process.kill()
    command.wait(PATIENCE)
    return at_work


def _servers(shop: Site, *, every: bool) -> list[psutil.Process]:
    """The postmaster of this home, with all its children or alone."""
    try:
        head = psutil.Process(int((shop.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0]))
        return [*head.children(), head] if every else [head]
    except (FileNotFoundError, psutil.NoSuchProcess, IndexError, ValueError):
        return []


def counted(shop: Site) -> dict[str, int]:
    """What is stored, counted by the owner while a command's server is up."""
    code = (
        "import json,sys; from chengxin.site import postgres; from chengxin.site.home import Home; import psycopg\n"
        "home = Home.from_env()\n"
        "with postgres.running(home), psycopg.connect(**postgres.connection(home, 'owner'), options='-c search_path=chengxin') as raw:\n"
        "    ask = lambda q: raw.execute(q).fetchone()[0]\n"
        "    print(json.dumps({'batches': ask('SELECT count(*) FROM collection_batch'), 'told': ask('SELECT coalesce(sum(accepted), 0) FROM collection_batch'),"
        "'records': ask('SELECT count(*) FROM records_record'), 'versions': ask('SELECT count(*) FROM records_version'), 'keys': ask('SELECT count(DISTINCT document_number) FROM records_record'),"
        "'arrivals': ask('SELECT count(*) FROM records_arrival'), 'lines': ask('SELECT count(*) FROM publicity_line'), 'publications': ask('SELECT count(*) FROM publicity_publication'),"
        "'warrants': ask('SELECT count(*) FROM law_warrant'), 'asks': ask('SELECT count(*) FROM law_ask'), 'cases': ask('SELECT count(*) FROM publicity_case'), 'due': ask('SELECT count(*) FROM publicity_due'),"
        "'undelivered': ask('SELECT count(*) FROM ground_event e WHERE NOT EXISTS (SELECT 1 FROM ground_delivery d WHERE d.event_id = e.id)')}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=shop.environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def timed(shop: Site, *words: str) -> float:
    began = time.monotonic()
    shop.run(*words)
    return time.monotonic() - began


def test_twenty_kills(shop):
    chance, at_work = random.Random(SEED), 0
    print(f"seed {SEED}")
    for number in range(ROUNDS + 1):
        sent = shop.csv(f"{number}.csv", rows_of(number))
        collect = ("collect", "penalties", sent, "--received", "2026-05-15")
        publish = ("publish", "--on", f"2026-06-{number + 1:02d}")
        if number == 0:  # undisturbed, to know how long they are at work on this machine
            seconds = {collect[0]: timed(shop, *collect), publish[0]: timed(shop, *publish)}
        else:
            whom = ("command", "postmaster", "database")[number % 3]
            for words, hit in ((collect, whom), (publish, ("database", "command", "postmaster")[number % 3])):
                met = killed(shop, words, after=chance.uniform(0.2, 0.95) * seconds[words[0]], whom=hit)
                again = timed(shop, *words)
                seconds[words[0]] = again if met else 0.7 * seconds[words[0]]  # the machine is not as busy all the time
                at_work += met
        whole = (number + 1) * ROWS
        assert counted(shop) == {
            "batches": number + 1, "told": whole, "records": whole, "versions": whole, "keys": whole, "arrivals": 0, "lines": whole, "publications": whole,
            "warrants": whole, "asks": 0, "cases": 0, "due": 0, "undelivered": 0,
        }  # fmt: skip
    assert at_work >= ROUNDS  # most of the kills met something alive
    shelf = json.loads(shop.run("shelf", "--on", "2026-06-11", "--json"))["records"]
    assert len({line["document_number"] for line in shelf}) == len(shelf) == (ROUNDS + 1) * ROWS


def test_the_same_file_twice_at_once(shop):
    sent = shop.csv("同时.csv", rows_of(1))
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "chengxin.site.cli", "collect", "penalties", sent, "--received", "2026-05-15", "--json"],
            env=shop.environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [json.loads(process.communicate(timeout=PATIENCE)[0]) for process in both]
    assert sorted(one["accepted"] for one in told) == [0, ROWS]
    assert counted(shop)["versions"] == ROWS


def test_a_supervisor_that_is_killed_leaves_nothing_in_the_way(shop):
    shop.serve()
    os.kill(shop.process.pid, signal.SIGKILL)
    shop.process.wait()
    for _ in range(50):
        try:
            shop.read("/health")
        except OSError:
            break
        time.sleep(0.1)
    shop.serve()
    assert shop.read("/health")[0] == 200
    shop.stop()
    assert _servers(shop, every=True) == []
