"""The story of the public ledger: a stranger checks it with one file, another instance witnesses it and finds out the one that turns off, and a
sequencer that is killed loses nothing."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from tests.district import penalty_row
from tests.stories.conftest import Site
from tests.stories.test_audit import sql
from tests.waiting import eventually

KILLS, SEED = 20, 20261128


@pytest.fixture
def shop():
    made = Site()
    made.run("sources")
    yield made
    made.stop()
    shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture
def other():
    made = Site()
    made.run("sources")
    yield made
    shutil.rmtree(made.home, ignore_errors=True)


def ask(site: Site, *words: str) -> tuple[int, dict]:
    done = subprocess.run([sys.executable, "-m", "chengxin.site.cli", "ledger", *words, "--json"], env=site.environment(), capture_output=True, text=True)
    assert done.returncode in (0, 2, 3), done.stderr
    return done.returncode, json.loads(done.stdout)


def codes(answer: tuple[int, dict]) -> tuple[int, list[str]]:
    return answer[0], answer[1]["error"]["codes"] if "codes" in answer[1].get("error", {}) else [answer[1]["error"]["code"]] if "error" in answer[1] else []


def test_a_stranger_a_witness_and_a_log_that_turns_off(shop, other, tmp_path):
    shop.run("collect", "penalties", shop.csv("处罚.csv", [penalty_row() for _ in range(300)]), "--received", "2026-05-15")
    shop.run("publish", "--on", "2026-05-20")
    shop.serve(CHENGXIN_TODAY="2026-05-25")
    prefix = f"{shop.url}/ledger"

    # A stranger, with nothing but the file from the page and a bare Python.
    program, receipt, point = tmp_path / "verify_ledger.py", tmp_path / "receipt.json", tmp_path / "point"
    program.write_text(shop.read("/ledger/verify_ledger.py")[1], encoding="utf-8")
    receipt.write_text(shop.read("/ledger/line/7/receipt.json")[1], encoding="utf-8")

    def stranger(*words: str) -> tuple[int, str]:
        done = subprocess.run([sys.executable, "-I", str(program), *words], capture_output=True, text=True, cwd=tmp_path, env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"})
        return done.returncode, done.stdout + done.stderr

    code, said = stranger(prefix, "--receipt", str(receipt), "--save", str(point))
    assert code == 0 and "相符：301 条" in said and "尚未撤下" in said, said
    key = json.loads(shop.read("/ledger/keys")[1])["keys"][0]["key"]
    assert stranger("--receipt", str(receipt), "--key", key)[0] == 0
    receipt.write_text(receipt.read_text(encoding="utf-8").replace("5000", "500"), encoding="utf-8")
    assert stranger("--receipt", str(receipt), "--key", key)[0] == 1

    # Another instance is the witness.
    code, first = ask(other, "witness", shop.url)
    assert (code, first["first"], first["size"], first["log_key"]) == (0, True, 301, key)
    assert ask(other, "witness", prefix, "--key", key)[1]["new"] is False
    cosigned = tmp_path / "cosigned"
    cosigned.write_text(first["checkpoint"], encoding="utf-8")
    subprocess.run([sys.executable, "-c", (
        "import importlib.util, sys\n"
        "spec = importlib.util.spec_from_file_location('v', sys.argv[1]); v = importlib.util.module_from_spec(spec); spec.loader.exec_module(v)\n"
        "point = v.Checkpoint(open(sys.argv[2], encoding='utf-8').read())\n"
        "assert point.signed_by(sys.argv[3]) and point.signed_by(sys.argv[4])\n"
    ), str(program), str(cosigned), key, first["witness_key"]], check=True)  # fmt: skip

    # The key is changed, a record is withdrawn: the witness and the stranger follow.
    number = json.loads(receipt.read_text(encoding="utf-8"))["told"].split('"CF_WSH": "')[1].split('"')[0]
    receipt.write_text(shop.read("/ledger/line/7/receipt.json")[1], encoding="utf-8")
    rotated = ask(shop, "rotate")[1]
    shop.run("withdraw", number, "--kind", "annulled", "--reason", "撤销", "--organ", "天津市河北区应急管理局", "--on", "2026-05-25")
    assert eventually(lambda: size(shop) == 303)  # the worker puts it in
    code, said = stranger(prefix, "--key", key, "--since", str(point), "--receipt", str(receipt))
    assert code == 0 and "以先前保存的 301 条为开头" in said and "已经撤下：第 302 条" in said and "2 把公钥" in said, said
    code, second = ask(other, "witness", shop.url)
    assert (code, second["before"], second["size"], second["log_key"]) == (0, 301, 303, rotated["key"])
    later = tmp_path / "later"
    assert ask(shop, "checkpoint", str(later))[0] == 0
    assert ask(shop, "verify", "--against", str(cosigned))[0] == 0
    assert ask(other, "compare", str(cosigned), shop.url)[1]["same"] is False
    assert ask(shop, "compare", str(point), str(later))[0] == 0
    assert ask(other, "compare", str(later), f"{prefix}/checkpoint")[1]["same"] is True

    # Somebody who may do everything takes the withdrawal back out of the log: an earlier log.
    cut = "DELETE FROM publicity_ledgerleaf WHERE id > 301; DELETE FROM publicity_ledgerround WHERE size > 302; DELETE FROM publicity_ledgercheckpoint WHERE size > 302; DELETE FROM publicity_closing"
    sql(shop, cut)
    assert codes(ask(other, "witness", shop.url)) == (3, ["rolled-back"])
    assert codes(ask(shop, "verify", "--against", str(later)))[1] == ["log-cut", "shelf-differs"]
    assert stranger(prefix, "--key", key, "--since", str(later))[0] == 1
    # ... and lets it go on otherwise: two logs of one name, and two signatures that prove it.
    sql(shop, "INSERT INTO publicity_closing (publication_id, closed_on, why) VALUES (9, '2026-05-25', 'withdrawn')")
    assert eventually(lambda: size(shop) == 303)
    code, answer = ask(other, "witness", shop.url)
    assert (code, answer["error"]["codes"]) == (3, ["split-view"]) and answer["error"]["details"]["before"] != answer["error"]["details"]["now"]
    assert codes(ask(other, "compare", str(later), shop.url)) == (3, ["split-view"])
    here = tmp_path / "here"
    here.write_text(shop.read("/ledger/checkpoint")[1], encoding="utf-8")
    assert codes(ask(other, "compare", str(later), str(here))) == (3, ["split-view"])  # two files are enough
    assert codes(ask(shop, "verify", "--against", str(later)))[1] == ["history-rewritten", "shelf-differs"]
    assert stranger(prefix, "--key", key, "--since", str(later))[0] == 1


def size(shop: Site) -> int:
    return int(shop.read("/ledger/checkpoint")[1].split("\n")[1])


HOLDER = """
import sys
from chengxin.site import postgres
from chengxin.site.home import Home
with postgres.running(Home.from_env()):
    print("ready", flush=True)
    sys.stdin.read()
"""
WRITER = """
import os, sys
os.environ.update(CHENGXIN_SIDE="worker", DJANGO_SETTINGS_MODULE="chengxin.site.settings")
import django
django.setup()
from chengxin.publicity.ledger import sequencing
print("ready", flush=True)
while sequencing.sequence(int(sys.argv[1]), wait=True).leaves:
    pass
print("done", flush=True)
"""


def test_a_killed_sequencer_loses_nothing_and_takes_nothing_twice(shop, tmp_path):
    chance = random.Random(SEED)
    shop.run("collect", "penalties", shop.csv("处罚.csv", [penalty_row() for _ in range(40)]), "--received", "2026-05-15")
    shop.run("publish", "--on", "2026-05-20")
    copy = "INSERT INTO publicity_publication (record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields) SELECT record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields FROM publicity_publication, generate_series(1, 400)"
    sql(shop, copy)
    sql(shop, "INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT id, laid_on, 'withdrawn' FROM publicity_publication WHERE id > 40")
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], env=shop.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "ready\n"
    try:
        killed = 0
        for _ in range(KILLS):
            process = subprocess.Popen([sys.executable, "-c", WRITER, str(chance.choice((1, 7, 60)))], env=shop.environment(), stdout=subprocess.PIPE, text=True)
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.4))
            process.send_signal(signal.SIGKILL)
            killed += process.wait(30) == -signal.SIGKILL
        assert killed >= KILLS // 2
    finally:
        holder.communicate(timeout=60)
    before = sql(shop, "SELECT count(*) FROM publicity_ledgerleaf", role="owner")
    assert 41 < before[0][0]
    assert ask(shop, "checkpoint", str(tmp_path / "last"))[0] == 0
    ((published, closed, leaves, places, once, heads),) = sql(
        shop,
        "SELECT (SELECT count(*) FROM publicity_publication), (SELECT count(*) FROM publicity_closing), count(*), max(id) + 1, count(DISTINCT (publication, kind)), (SELECT count(*) FROM publicity_ledgercheckpoint) FROM publicity_ledgerleaf",
        role="owner",
    )
    assert leaves == places == once == published + closed + 1 and heads >= 3
    code, answer = ask(shop, "verify", "--against", str(tmp_path / "last"))
    assert (code, answer["leaves"], answer["uncovered"]["unsequenced"]["rows"]) == (0, leaves, 0)
