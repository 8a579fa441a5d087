"""A certified issuer (oidc-provider) run by Node, and the subjects' side that trusts it."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from chengxin.access.signing import identity
from tests.desk import administrators
from tests.district import penalty_row
from tests.my import CITIZEN, my
from tests.oidc.there import BACK, STRANGER

HERE, NODE = Path(__file__).parent, Path(sys.prefix) / "oidc"  # where tools/test_needs.py installs what package-lock.json names


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    """A running issuer that knows a citizen, a stranger to the platform, and somebody without a number."""
    if shutil.which("node") is None or not (NODE / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("Node or oidc-provider is missing: python3 tools/test_needs.py")
    people = {
        "qian": {"name": "钱多多", "identity_number": CITIZEN},
        "new": {"name": "吴生人", "identity_number": STRANGER},
        "bare": {"name": "郑无号"},
        "other": {"name": "钱多多", "identity_number": CITIZEN},
    }
    address = f"http://127.0.0.1:{_free_port()}"
    ended = _free_port()
    words = [
        str(urlsplit(address).port),
        "chengxin",
        "a-secret-of-the-test",
        BACK,
        "https://testserver/sign-in",
        json.dumps(people),
        f"http://127.0.0.1:{ended}/sign-in/identity/ended",
    ]
    shutil.copy(HERE / "issuer.mjs", NODE / "issuer.mjs")
    process = subprocess.Popen(["node", "issuer.mjs", *words], cwd=NODE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout.readline().strip() == "ready"
    secret = tmp_path_factory.mktemp("issuer") / "secret"
    secret.write_text("a-secret-of-the-test")
    yield SimpleNamespace(address=address, secret=secret, ended=ended)
    process.terminate()
    process.wait(10)


@pytest.fixture
def at(issuer, district, monkeypatch):
    """A citizen with a record and no account; this process is the subjects' side and trusts the issuer."""
    district.collect(penalty_row(CF_XDR_LB="自然人", CF_XDR_SHXYM="", CF_XDR_ZJLX="身份证", CF_XDR_ZJHM=CITIZEN, CF_XDR_MC="钱多多"))
    administrators()
    monkeypatch.setenv("CHENGXIN_IDENTITY_ISSUER", issuer.address)
    monkeypatch.setenv("CHENGXIN_IDENTITY_CLIENT", "chengxin")
    monkeypatch.setenv("CHENGXIN_IDENTITY_SECRET_FILE", str(issuer.secret))
    identity._kept.clear()
    with district.side("my"), my(), override_settings(MY_ADDRESS="https://testserver"):
        yield SimpleNamespace(district=district, issuer=issuer)
