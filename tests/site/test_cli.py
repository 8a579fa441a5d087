"""The command line: exit codes, one JSON document, help without a database, leases given back."""

import argparse
import json
import os
import re
import signal
import subprocess
import sys

import pytest
from django.core.management import get_commands, load_command_class

from chengxin.doors.desk.verbs import VERBS
from chengxin.ground.errors import Refusal, WrongUse
from chengxin.site import cli, faults, usage
from chengxin.site.server import Server
from tests.site.conftest import ROOT
from tests.waiting import PATIENCE, eventually


def run(monkeypatch, error, *words):
    """Exit code of a command that ends with ``error``."""

    def fail(words):
        raise error

    monkeypatch.setattr(cli, "_run", fail)
    monkeypatch.setattr(signal, "signal", lambda *given: None)
    with pytest.raises(SystemExit) as ended:
        cli.main(list(words))
    return ended.value.code


def test_every_verb_has_its_line_in_the_help(capsys):
    text = cli._help()
    for verb in {*VERBS, *cli.OWN}:
        line = next(line for line in text.splitlines() if line.split()[:1] == [verb])
        assert len(line.split(maxsplit=1)[1]) > 4


def test_every_command_of_a_door_is_a_verb():
    doors = {name.replace("_", "-") for name, app in get_commands().items() if app.startswith("chengxin.")}
    assert doors == {*VERBS, *cli.OWN} - {"serve", "replica", "database", "migrate"}  # these four are no commands of a door


def _parsers(verb):
    module = verb.replace("-", "_")
    parser = load_command_class(get_commands()[module], module).create_parser("chengxin", verb)
    usage.in_chinese(parser)
    found = [parser]
    for one in found:
        found += [word for action in one._actions if isinstance(action, argparse._SubParsersAction) for word in action.choices.values()]
    return found


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_the_help_of_every_verb_and_word_is_in_chinese(verb):
    for parser in _parsers(verb):
        told = parser.format_help()
        assert told.startswith("用法：") and not re.search(r"usage:|positional|options:|settings|PYTHONPATH|show this", told)
        for action in parser._actions:
            assert isinstance(action, argparse._SubParsersAction) or re.search(r"[\u4e00-\u9fff]|==SUPPRESS==", action.help or ""), (verb, action.dest)


def test_asking_how_to_migrate_migrates_nothing(monkeypatch, capsys):
    monkeypatch.setattr(cli.Home, "from_env", lambda: pytest.fail("it began"))
    assert cli._run_on_database("migrate", ["--help"], None) == 0
    assert "用法：chengxin migrate" in capsys.readouterr().out


def test_an_unknown_verb_is_wrong_use_with_a_hint(monkeypatch, capsys):
    monkeypatch.setattr(signal, "signal", lambda *given: None)
    with pytest.raises(SystemExit) as ended:
        cli.main(["colect", "--json"])
    told = capsys.readouterr()
    assert ended.value.code == 2 and "collect" in told.err
    assert json.loads(told.out)["error"]["code"] == "no-such-verb"


@pytest.mark.parametrize(
    ("error", "code", "body"),
    [
        (WrongUse("没有这条记录", code="not-found"), 2, {"code": "not-found", "message": "没有这条记录"}),
        (WrongUse("不止一条", code="several-found", details=["1", "2"]), 2, {"code": "several-found", "message": "不止一条", "details": ["1", "2"]}),
        (Refusal(["wrong-organ", "beyond-term"], "不予公示"), 3, {"code": "beyond-term", "codes": ["beyond-term", "wrong-organ"], "message": "不予公示"}),
    ],
)
def test_exit_codes_and_the_one_document(monkeypatch, capsys, error, code, body):
    assert run(monkeypatch, error, "publish", "--json") == code
    told = capsys.readouterr()
    assert json.loads(told.out) == {"error": body}
    assert body["message"] in told.err


def test_our_own_fault_is_one_polite_line_and_its_values_stay_out_of_the_log(home, monkeypatch, capsys):
    assert run(monkeypatch, ValueError("张三 11010119900307283X"), "collect") == 1
    told = capsys.readouterr()
    assert told.out == "" and len(told.err.splitlines()) == 1 and "编号" in told.err
    log = (home.log / "command.log").read_text()
    reference = told.err.split("编号 ")[1].split("。")[0]
    assert reference in log and "ValueError" in log and "张三" not in log and "11010119900307283X" not in log


def test_interrupted(monkeypatch, capsys):
    assert run(monkeypatch, KeyboardInterrupt(), "collect") == 130


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("the following arguments are required: source, file", "缺少参数：source, file"),
        ("unrecognized arguments: --fast", "不认识的参数：--fast"),
        ("argument --on: expected one argument", "参数 --on 后面缺少值"),
        ("argument --format: invalid choice: 'xml' (choose from 'csv', 'json')", "参数 --format 的值 'xml' 不在可选范围：'csv', 'json'"),
    ],
)
def test_complaints_are_chinese(english, chinese):
    assert faults.argparse_in_chinese(english) == chinese


def test_from_nothing_to_an_answer_and_no_server_left(home):
    def command(*words):
        return subprocess.run([sys.executable, "-m", "chengxin.site.cli", *words], cwd=ROOT, capture_output=True, text=True)

    done = command("catalogue", "--json")
    assert done.returncode == 0 and json.loads(done.stdout), done.stderr
    assert Server(home).postmaster() is None
    for words in (("repair", "when"), ("govern", "caseload"), ("law", "article")):
        below = command(*words)
        assert below.returncode == 2 and "缺少参数" in below.stderr, words
    wrong = command("quarantine", "--json")
    assert wrong.returncode == 2 and json.loads(wrong.stdout)["error"]["code"] == "wrong-arguments" and "缺少参数" in wrong.stderr
    shown = command("database", "--json")
    told = json.loads(shown.stdout)
    assert told["database"] == "chengxin" and not told["running"] and (home.secrets / "desk.password").read_text() not in shown.stdout

    worker = subprocess.Popen([sys.executable, "-m", "chengxin.site.cli", "worker"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert eventually(lambda: (found := Server(home).postmaster()) and found.ready)
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=PATIENCE)
    finally:
        worker.kill()
        worker.wait()
    assert eventually(lambda: Server(home).postmaster() is None), "told to end, it stops the server it had started"


def test_a_reader_that_goes_away_is_no_fault(home):
    line = f"{sys.executable} -m chengxin.site.cli --help | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    assert done.stdout.strip() == "0" and "Traceback" not in done.stderr


_IN_A_QUERY = """
import os, signal, sys, threading
import duckdb
from chengxin.site import cli

def work(words):
    raw = duckdb.connect(config={"threads": 1})  # with more, the one that would hear of the signal may wait for the others
    raw.execute("SELECT 1").fetchall()
    threading.Timer(1, os.kill, (os.getpid(), int(words[0]))).start()
    raw.execute("SELECT sum(sqrt(a.i * b.i)) FROM range(1000000) a(i), range(1000000) b(i)").fetchall()

cli._run = work
cli.main()
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_told_to_end_in_the_middle_of_a_query_is_no_fault(tmp_path, number):
    done = subprocess.run(  # DuckDB makes an error of its own of what the handler of the signal raised
        [sys.executable, "-c", _IN_A_QUERY, str(int(number))], env=os.environ | {"CHENGXIN_HOME": str(tmp_path)}, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
    )
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "已中断。\n")
    assert not list(tmp_path.rglob("*.log"))
