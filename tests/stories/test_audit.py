"""The story of the audit: a witness keeps the heads; the sequencer is killed and loses nothing; who rewrites history as the database's
superuser, or puts back an old copy of its files, is found out by the command an auditor runs."""

import base64
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.request

import psycopg
import pytest

from chengxin.ground import digests, merkle
from chengxin.ground.auditlog import checkpoints
from chengxin.site import postgres
from chengxin.site.home import Home
from tests.district import penalty_row
from tests.stories.conftest import Site
from tests.waiting import PATIENCE, eventually

H = digests.raw_hash("sha256")
ROUNDS, SEED = 8, 20261125


@pytest.fixture
def shop(tmp_path):
    made = Site()
    yield made
    made.stop()
    shutil.rmtree(made.home, ignore_errors=True)


def sql(shop: Site, statement: str, *, role: str = "superuser") -> list:
    """The rows of a statement of somebody who holds the password of ``role``; a superuser's triggers sleep."""
    code = (
        "import json,sys; from chengxin.site import postgres; from chengxin.site.home import Home; import psycopg\n"
        "home, role = Home.from_env(), sys.argv[1]\n"
        "options = '-c search_path=chengxin,publicity' + (' -c session_replication_role=replica' if role == 'superuser' else '')\n"
        "with postgres.running(home), psycopg.connect(**postgres.connection(home, role, database=postgres.DATABASE), options=options) as raw:\n"
        "    cursor = raw.execute(sys.argv[2])\n"
        "    print(json.dumps(cursor.fetchall() if cursor.description else [], default=str))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, role, statement], env=shop.environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def verify(shop: Site, *words: str) -> tuple[int, dict]:
    done = subprocess.run([sys.executable, "-m", "chengxin.site.cli", "audit", "verify", *words, "--json"], env=shop.environment(), capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout)


def codes(answer: tuple[int, dict]) -> tuple[int, list[str]]:
    code, told = answer
    return code, told["error"]["codes"] if "error" in told else []


def test_tampering_is_found_by_the_auditors_command(shop, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir()
    shop.run("collect", "penalties", shop.csv("处罚.csv", [penalty_row() for _ in range(5)]), "--received", "2026-05-15")
    shop.run("publish", "--on", "2026-05-20")
    told = json.loads(shop.run("audit", "checkpoint", str(kept / "早"), "--json"))
    key = shop.run("audit", "key").strip()
    assert key == told["key"]
    backup = tmp_path / "backup"
    shutil.copytree(shop.home / "postgres" / "data", backup)  # the database stands still between commands
    shop.run("publish", "--on", "2026-05-21")
    shop.run("audit", "checkpoint", str(kept / "晚"))
    code, answer = verify(shop, "--against", str(kept / "晚"), "--key", key)
    assert (code, answer["intact"], answer["uncovered"]["after_outside"]["entries"]) == (0, True, 0)
    assert answer["uncovered"]["unsequenced"]["entries"] == 0
    assert verify(shop, "--against", str(kept / "晚"), "--key", key)[1]["uncovered"]["unsequenced"]["entries"] == 1  # the last verifying is itself an act

    assert sql(shop, "SELECT act FROM ground_auditentry ORDER BY id")[0] == ["collect"]
    sql(shop, "UPDATE ground_auditentry SET actor = '别人' WHERE act = 'collect'")
    assert codes(verify(shop, "--against", str(kept / "晚"))) == (3, ["entry-changed"])
    text = subprocess.run([sys.executable, "-m", "chengxin.site.cli", "audit", "verify", "--against", str(kept / "晚")], env=shop.environment(), capture_output=True, text=True)
    assert text.returncode == 3 and "留痕 1，序号 0" in text.stderr and "尚未排入日志" in text.stderr
    sql(shop, "DELETE FROM ground_auditentry WHERE act = 'collect'")
    assert codes(verify(shop, "--against", str(kept / "晚"))) == (3, ["entry-missing"])

    owner = (shop.home / "postgres" / "data").stat()
    shutil.rmtree(shop.home / "postgres" / "data")
    shutil.copytree(backup, shop.home / "postgres" / "data")  # an old copy of the data folder: everything in it is in order
    _owned_as_before(shop, owner)
    assert verify(shop)[0] == 0
    code, answer = verify(shop, "--against", str(kept))
    assert (code, answer["error"]["codes"]) == (3, ["log-cut"])
    for day in ("2026-05-21", "2026-05-22", "2026-05-23"):
        shop.run("publish", "--on", day)
    shop.run("audit", "checkpoint", str(kept / "续.txt"))
    (kept / "续.txt").unlink()
    assert codes(verify(shop, "--against", str(kept / "晚"))) == (3, ["history-rewritten"])

    (kept / "坏").write_text("不是检查点", encoding="utf-8")
    for wrong in (("--against", str(kept / "坏")), ("--against", str(kept / "无")), ("--key", "x"), (str(kept / "晚"),)):
        assert verify(shop, *wrong)[0] == 2


def _owned_as_before(shop: Site, owner: os.stat_result) -> None:
    """A copy keeps modes, not owners."""
    for folder, _, names in os.walk(shop.home / "postgres" / "data"):
        for path in (folder, *(os.path.join(folder, name) for name in names)):
            os.chown(path, owner.st_uid, owner.st_gid)


WRITER = """
import pathlib, sys, time, psycopg
from chengxin.site import postgres
from chengxin.site.home import Home
home = Home.from_env()
count = 0
with postgres.running(home), psycopg.connect(**postgres.connection(home, 'worker'), options='-c search_path=chengxin') as raw:
    print('ready', flush=True)
    while not pathlib.Path(sys.argv[1]).exists():
        with raw.transaction():
            for _ in range(count % 5 + 1):
                raw.execute("INSERT INTO ground_auditentry (act, actor, purpose, reference, fields) VALUES ('x', 'y', '', '', '{}')")
                count += 1
        time.sleep(0.005)
    print(count, flush=True)
"""


def leaves_of(shop: Site) -> int:
    """How many entries have their place, while the database is up."""
    with psycopg.connect(**postgres.connection(Home(shop.home), "owner"), options="-c search_path=chengxin") as raw:
        return raw.execute("SELECT count(*) FROM ground_auditleaf").fetchone()[0]


def test_a_killed_sequencer_loses_nothing_and_takes_nothing_twice(shop, tmp_path):
    chance, witness = random.Random(SEED), tmp_path / "witness"
    witness.mkdir()
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "enough")], env=shop.environment(), stdout=subprocess.PIPE, text=True)
    assert writer.stdout.readline() == "ready\n"
    for _ in range(ROUNDS):
        before = leaves_of(shop)
        worker = subprocess.Popen(
            [sys.executable, "-m", "chengxin.site.cli", "worker"], env=shop.environment(CHENGXIN_WITNESS=str(witness)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert eventually(lambda: leaves_of(shop) > before)
        time.sleep(chance.uniform(0.0, 2.0))  # into one of its next rounds
        worker.send_signal(signal.SIGKILL)
        worker.wait(PATIENCE)
    (tmp_path / "enough").touch()
    written = int(writer.stdout.read())
    assert writer.wait(PATIENCE) == 0
    shop.run("audit", "checkpoint", str(tmp_path / "last"))
    ((entries, leaves, places, once, heads),) = sql(
        shop,
        "SELECT (SELECT count(*) FROM ground_auditentry), count(*), max(id) + 1, count(DISTINCT entry_id), (SELECT count(*) FROM ground_auditcheckpoint) FROM ground_auditleaf",
        role="owner",
    )
    assert entries == leaves == places == once == written + 1
    assert heads >= ROUNDS // 2
    code, answer = verify(shop, "--against", str(tmp_path / "last"))
    assert (code, answer["entries"]) == (0, entries)
    code, answer = verify(shop, "--against", str(witness))  # also those that were told by a worker that was killed
    assert (code, answer["outside"]["agreed"] > 0, answer["found"]) == (0, True, {})


def test_heads_are_served_to_everybody_and_reach_the_witness(shop, tmp_path):
    witness = tmp_path / "witness"
    witness.mkdir()
    shop.serve(CHENGXIN_WITNESS=str(witness))
    shop.run("publish", "--on", "2026-05-20")
    latest = lambda: shop.read("/api/v1/audit/checkpoint")  # noqa: E731
    assert eventually(lambda: (witness / "checkpoint").exists() and (witness / "checkpoint").read_text(encoding="utf-8") == latest()[1])
    status, text = latest()
    assert status == 200
    key = checkpoints.PublicKey.parse(shop.run("audit", "key"))
    first = checkpoints.parse(text)
    assert first.signed_by([key])
    with urllib.request.urlopen(shop.url + "/api/v1/audit/checkpoint") as answer:
        tag, kind = answer.headers["ETag"], answer.headers["Content-Type"]
    assert kind.startswith("text/plain")
    with pytest.raises(urllib.error.HTTPError) as same:
        urllib.request.urlopen(urllib.request.Request(shop.url + "/api/v1/audit/checkpoint", headers={"If-None-Match": tag}))
    assert same.value.code == 304
    for _ in range(3):
        shop.run("publish", "--on", "2026-05-20")
    assert eventually(lambda: latest()[1] != text)
    told = json.loads(shop.read(f"/api/v1/audit/consistency/{first.checkpoint.size}")[1])
    new = checkpoints.parse(told["checkpoint"])
    assert new.checkpoint.size > first.checkpoint.size and new.signed_by([key])
    proof = [base64.b64decode(step) for step in told["proof"]]
    assert merkle.consistent(first.checkpoint.size, new.checkpoint.size, first.checkpoint.root, new.checkpoint.root, proof, H)
    for wrong in ("99999999", "99999999999999999999999"):
        assert shop.read(f"/api/v1/audit/consistency/{wrong}")[0] == 404
    assert [shop.read(f"/api/v1/audit/{path}")[0] for path in ("consistency/x", "", "entries")] == [404] * 3
