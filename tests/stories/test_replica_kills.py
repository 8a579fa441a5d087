"""Killed in the middle of a publication run, whichever part it is: after the restart shelf, ledger and replica agree, nothing twice, nothing lost."""

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
from tests.replicas import DAY, Replica
from tests.stories.conftest import Site
from tests.waiting import PATIENCE, eventually

ROWS, KILLS, SEED = 1000, 20, 20261128
VICTIMS = ("publish", "worker", "main", "main postmaster", "replica", "replica postmaster", "replica supervisor")
COUNTED = """
SELECT (SELECT count(*) FROM chengxin.publicity_line), (SELECT count(DISTINCT document_number) FROM chengxin.publicity_line), (SELECT count(*) FROM chengxin.publicity_listed),
    (SELECT sum(lines) FROM chengxin.publicity_facet WHERE facet = 'item'), (SELECT count(*) FROM chengxin.publicity_ledgerleaf WHERE kind = 'laid'), (SELECT count(*) FROM chengxin.publicity_ledgersalt)
"""


@pytest.fixture
def pair():
    """Both as the product ships them: what is committed is on the disk."""
    site = Site(as_shipped=True)
    replica = Replica(site)
    try:
        site.serve(CHENGXIN_TODAY=DAY)
        replica.start()
        yield site, replica
    finally:
        replica.stop()
        site.stop()
        shutil.rmtree(site.home, ignore_errors=True)


def rows_of(number: int) -> list[dict[str, str]]:
    return [
        penalty_row(
            CF_JDRQ="2026/05/12", CF_WSH=f"第{number}批{i}号", CF_XDR_SHXYM=credit_code(f"91120105MA{number:02d}{i % 300:05d}"), CF_XDR_MC=f"天津试{number}第{i % 300}商贸有限公司"
        )
        for i in range(ROWS)
    ]


def servers(home, *, every: bool) -> list[psutil.Process]:
    """The postmaster of a home, alone or with its children."""
    with suppress(FileNotFoundError, psutil.NoSuchProcess, IndexError, ValueError):
        head = psutil.Process(int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0]))
        return [*head.children(), head] if every else [head]
    return []


def victims(site: Site, replica: Replica, whom: str, publish: subprocess.Popen) -> list[psutil.Process]:
    if whom == "publish":
        return [psutil.Process(publish.pid)] if publish.poll() is None else []
    if whom == "worker":
        return [child for child in psutil.Process(site.process.pid).children() if "worker" in child.cmdline()]
    if whom == "replica supervisor":
        return [psutil.Process(replica.process.pid)]
    return servers(replica.home if whom.startswith("replica") else site.home, every=not whom.endswith("postmaster"))


def test_twenty_kills_in_the_middle_of_publication(pair):
    site, replica = pair
    chance, at_work = random.Random(SEED), 0
    print(f"seed {SEED}")
    seconds = 4.0
    for number in range(KILLS + 1):
        site.run("collect", "penalties", site.csv(f"{number}.csv", rows_of(number)), "--received", "2026-05-15")
        day = f"2026-06-{number + 1:02d}"
        began = time.monotonic()
        publish = subprocess.Popen(
            [sys.executable, "-m", "chengxin.site.cli", "publish", "--on", day], env=site.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if number == 0:  # undisturbed, to know how long it is at work on this machine
            assert publish.wait(PATIENCE) == 0
            seconds = time.monotonic() - began
        else:
            whom = VICTIMS[number % len(VICTIMS)]
            time.sleep(chance.uniform(0.3, 0.98) * seconds)
            if publish.poll() is None:
                at_work += 1
            else:
                seconds *= 0.85  # the first run took longer than those after it
            for process in victims(site, replica, whom, publish):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            publish.wait(PATIENCE)
            if whom == "replica supervisor":
                replica.stop(signal.SIGKILL)
                replica.start()
            assert eventually(lambda: site_answers(site))
            site.run("publish", "--on", day)
        assert replica.agrees(), (number, replica.differing())
        whole = (number + 1) * ROWS
        with replica.connect() as own, replica.connect_main() as main:
            assert own.execute(COUNTED).fetchone() == main.execute(COUNTED).fetchone() == (whole,) * 6, number
    assert at_work >= KILLS / 2  # most of the kills met a run at work
    site.run("ledger", "verify")  # ends with 0 where nothing was found
    assert replica.health()["replica"]["state"] == "following"


def site_answers(site: Site) -> bool:
    try:
        return site.read("/health")[0] == 200
    except OSError:
        return False
