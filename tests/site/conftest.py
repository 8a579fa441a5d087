"""Homes of their own for tests of the launching layer: nothing here touches the run's shared database."""

import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from chengxin.site import postgres
from chengxin.site.home import Home
from chengxin.site.server import Server
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(monkeypatch):
    """A fresh home with a short path; its server is down again at the end."""
    yield from _home(monkeypatch)


def _home(monkeypatch):
    path = Path(tempfile.mkdtemp(prefix="cxs"))
    monkeypatch.setenv("CHENGXIN_HOME", str(path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    made = Home(path)
    made.make()
    yield made
    Server(made).stop(patience=5)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def standing():
    """One server with its roles for all tests of a module."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for made in _home(monkeypatch):
            from chengxin.site import roles

            with postgres.running(made):
                roles.ensure(made)
                yield made


@pytest.fixture
def user(home):
    """Start a process that holds the database of ``home`` until it is told to go (``user("serve")``)."""
    started = []

    def start(as_="command"):
        code = f"""
            import sys
            from chengxin.site import postgres
            from chengxin.site.home import Home
            with postgres.running(Home.from_env(), as_={as_!r}):
                print("up", flush=True)
                sys.stdin.readline()
        """
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "CHENGXIN_HOME": str(home.path)}, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def up(process):
    """Wait until a user holds the database."""
    assert process.stdout.readline() == "up\n"
    return process


def go(process):
    """Tell a user to leave, and wait."""
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.wait(timeout=PATIENCE) == 0
