"""The demo killed at any moment, again and again: the next start goes on, and the end is the same as if nothing had happened."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import psutil
import psycopg
import pytest

from chengxin.site import postgres
from chengxin.site.home import Home
from tests.stories.conftest import Site
from tests.waiting import PATIENCE, eventually

KILLS, SEED, DAY = 5, 20261125, "2026-11-20"
STATE = """
SELECT json_build_object(
    'batches', (SELECT json_agg(x ORDER BY x::text) FROM (SELECT source, file_name, received_on, rows, accepted, unchanged, corrections, quarantined, late, unlinked, new_subjects, findings FROM collection_batch) x),
    'records', (SELECT md5(string_agg(x::text, '|' ORDER BY x::text)) FROM (SELECT r.item_id, r.organ_code, r.document_number, s.code, (SELECT count(*) FROM records_version v WHERE v.record_id = r.id) FROM records_record r LEFT JOIN subjects_subject s ON s.id = r.subject_id) x),
    'line', (SELECT md5(string_agg(x::text, '|' ORDER BY x::text)) FROM (SELECT l.item, l.document_number, l.organ_name, l.held_on, l.public_from, l.term_ends, l.severity, l.disputed, l.corrected, s.code FROM publicity_line l JOIN subjects_subject s ON s.id = l.subject_id) x),
    'runs', (SELECT json_agg(x ORDER BY x::text) FROM (SELECT on_day, count(*) > 0 AS ran FROM publicity_run GROUP BY on_day) x),
    'publications', (SELECT count(*) FROM publicity_publication), 'warrants', (SELECT count(*) FROM law_warrant), 'withdrawals', (SELECT count(*) FROM records_withdrawal),
    'classes', (SELECT count(*) FROM records_classing), 'marks', (SELECT count(*) FROM records_mark), 'settled', (SELECT count(*) FROM records_settlement),
    'dangling', records_dangling(), 'begun', (SELECT count(*) FROM ground_event WHERE topic = 'demo.begun'), 'done', (SELECT count(*) FROM ground_event WHERE topic = 'demo.done'))
"""


def state(site: Site) -> dict:
    """What is stored, told without the numbers that a start leaves gaps in."""
    code = (
        "import sys; from chengxin.site import postgres; from chengxin.site.home import Home; import psycopg, json\n"
        "home = Home.from_env()\n"
        "with postgres.running(home), psycopg.connect(**postgres.connection(home, 'owner'), options='-c search_path=chengxin') as raw:\n"
        "    print(json.dumps(raw.execute(sys.stdin.read()).fetchone()[0]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=site.environment(), input=STATE, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def batches(site: Site) -> int:
    """How many files of the demo are in; none while the database is down."""
    try:
        with psycopg.connect(**postgres.connection(Home(site.home), "owner"), options="-c search_path=chengxin") as raw:
            return raw.execute("SELECT count(*) FROM collection_batch").fetchone()[0]
    except psycopg.OperationalError:
        return 0


@pytest.fixture
def sites():
    made = [Site(as_shipped=True), Site(as_shipped=True)]
    yield made
    for site in made:
        shutil.rmtree(site.home, ignore_errors=True)


@pytest.mark.slow
def test_a_demo_killed_again_and_again_ends_as_if_nothing_had_been(sites):
    calm, killed = sites
    environment = {"CHENGXIN_DEMO": "small", "CHENGXIN_TODAY": DAY}
    began = time.monotonic()
    assert "已装入" in calm.run("demo", **environment)
    whole, undisturbed = time.monotonic() - began, state(calm)
    files, chance, at_work = len(undisturbed["batches"]), random.Random(SEED), 0
    for _ in range(KILLS):
        goal = batches(killed) + chance.uniform(0.05, 0.16) * files  # by what is in, not by the clock: others use this machine too
        command = subprocess.Popen([sys.executable, "-m", "chengxin.site.cli", "demo"], env=killed.environment(**environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        assert eventually(lambda: batches(killed) >= goal)
        time.sleep(chance.uniform(0.0, 0.02) * whole)
        at_work += command.poll() is None
        os.kill(command.pid, signal.SIGKILL)
        command.wait()
        assert (killed.home / "run" / "demo").exists(), "half a demo is marked as such"
    assert at_work == KILLS
    refused = subprocess.run([sys.executable, "-m", "chengxin.site.cli", "publish"], env=killed.environment(**environment), capture_output=True, text=True)
    assert refused.returncode == 3 and "尚未装完" in refused.stderr, "a run for today would overtake the demo's days"
    # A later day and another size are of no consequence: what was begun is finished.
    assert "已装入" in killed.run("demo", CHENGXIN_DEMO="full", CHENGXIN_TODAY="2026-12-24")
    assert not (killed.home / "run" / "demo").exists()
    assert state(killed) == undisturbed
    assert undisturbed["done"] == undisturbed["begun"] == 1


def serving(site: Site) -> subprocess.Popen:
    """`serve` with the small demo, as soon as the site answers."""
    command = [sys.executable, "-m", "chengxin.site.cli", "serve"]
    process = subprocess.Popen(command, env=site.environment(CHENGXIN_DEMO="small", CHENGXIN_TODAY=DAY), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if site.read("/health")[0] == 200:
                return process
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the site does not answer")


def verbs(process: subprocess.Popen) -> set[str]:
    """What the supervisor's children were started as."""
    return {words[-1] for child in psutil.Process(process.pid).children() if (words := child.cmdline())}


def test_the_site_answers_while_the_demo_comes_in(sites):
    site, _ = sites
    for sign in (signal.SIGKILL, signal.SIGINT):
        process = serving(site)
        assert eventually(lambda: "demo" in verbs(process)), "the demo is loaded beside the site"
        assert "演示数据正在装入" in site.read("/")[1]
        assert "worker" not in verbs(process), "daily jobs wait until the demo is whole"
        time.sleep(3)
        assert site.read("/")[0] == 200
        process.send_signal(sign)
        process.wait(PATIENCE)
        assert (site.home / "run" / "demo").exists()
    assert state(site)["done"] == 0
