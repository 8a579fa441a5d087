"""``chengxin serve``: up as a whole, back from the death of any part, down as a whole."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from chengxin.site.home import Home
from chengxin.site.server import Server
from tests.site.conftest import ROOT
from tests.waiting import PATIENCE, eventually


class Instance:
    """A home with a free port, and the supervisor that runs on it."""

    def __init__(self) -> None:
        self.home = Home(Path(tempfile.mkdtemp(prefix="cxs")))
        self.home.make()
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        self.environment = {**os.environ, "CHENGXIN_HOME": str(self.home.path), "CHENGXIN_PORT": str(self.port), "CHENGXIN_BIND": "127.0.0.1", "CHENGXIN_DEMO": "0"}
        self.process = None

    def command(self, *words, **environment):
        return subprocess.run([sys.executable, "-m", "chengxin.site.cli", *words], cwd=ROOT, env={**self.environment, **environment}, capture_output=True, text=True, timeout=60)

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "chengxin.site.cli", "serve"], cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            if line.strip().startswith("日志"):
                return "".join(said)
        raise AssertionError("".join(said))

    def end(self, sign):
        self.process.send_signal(sign)
        code = self.process.wait(timeout=PATIENCE)
        self.process.stdout.close()
        return code

    def children(self):
        """The living descendants of the supervisor's children, by what they were started as."""
        found = []
        for entry in os.listdir("/proc"):
            if entry.isdigit():
                try:
                    environment = Path(f"/proc/{entry}/environ").read_bytes()
                    words = Path(f"/proc/{entry}/cmdline").read_bytes()
                except OSError:
                    continue
                if f"CHENGXIN_HOME={self.home.path}\0".encode() in environment and (b"gunicorn" in words or b"worker" in words):
                    found.append((int(entry), words))
        return found

    def oldest(self, word):
        return min(pid for pid, words in self.children() if word in words)

    def answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def postmaster(self):
        found = Server(self.home).postmaster()
        return found.pid if found else None


@pytest.fixture(scope="module")
def instance():
    made = Instance()
    yield made
    if made.process and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    Server(made.home).stop(patience=5)
    shutil.rmtree(made.home.path, ignore_errors=True)


def test_the_life_of_an_instance(instance):
    said = instance.start()
    assert f":{instance.port}/" in said and str(instance.home.path) in said
    assert instance.answers()

    second = instance.command("serve")
    assert second.returncode == 2 and "已在运行" in second.stderr

    os.kill(instance.oldest(b"gunicorn"), signal.SIGKILL)
    os.kill(instance.oldest(b"worker"), signal.SIGKILL)
    assert eventually(lambda: not instance.answers())
    assert eventually(instance.answers)

    os.kill(instance.postmaster(), signal.SIGKILL)
    assert eventually(lambda: instance.postmaster() and instance.answers())

    assert instance.command("catalogue").returncode == 0
    assert instance.postmaster(), "a command leaves what serve started"

    assert instance.end(signal.SIGINT) == 0
    assert instance.children() == [] and instance.postmaster() is None


def test_killed_outright_it_takes_its_children_and_the_next_start_recovers(instance):
    instance.start()
    instance.end(signal.SIGKILL)
    left = instance.postmaster()
    assert left and eventually(lambda: not instance.children())
    instance.start()
    assert instance.postmaster() == left and instance.answers()
    assert instance.end(signal.SIGTERM) == 0
    assert instance.children() == [] and instance.postmaster() is None


def test_wrong_settings_and_a_taken_port_are_said_before_anything_starts(instance):
    for name, value in [
        ("CHENGXIN_TODAY", "2026-13-01"),
        ("CHENGXIN_TODAY", "20261101"),
        ("CHENGXIN_PORT", "http"),
        ("CHENGXIN_PORT", "65535"),
        ("CHENGXIN_DEMO", "yes"),
        ("DATABASE_URL", "nonsense"),
    ]:
        refused = instance.command("serve", **{name: value})
        assert refused.returncode == 2 and name in refused.stderr, (name, value, refused)
    with socket.create_server(("127.0.0.1", instance.port)):
        refused = instance.command("serve")
    assert refused.returncode == 2 and str(instance.port) in refused.stderr
    with socket.create_server(("127.0.0.1", instance.port + 2)):
        refused = instance.command("serve")
    assert refused.returncode == 2 and f"127.0.0.1:{instance.port + 2}" in refused.stderr
    assert instance.postmaster() is None
