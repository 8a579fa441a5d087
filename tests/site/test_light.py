"""The web processes of the public side carry neither the engine nor the clients of entrances; the others carry no engine until a file is judged."""

import json
import os
import subprocess
import sys

import pytest

ENGINE = ("duckdb", "pyarrow", "ibis")
HEAVY = (*ENGINE, "paramiko", "pymysql", "httpx", "joserfc", "webauthn")
CODE = (
    "import json, sys; import chengxin.site.wsgi; from django.urls import get_resolver; from django.urls.resolvers import URLResolver\n"
    "walk = lambda ps: [walk(p.url_patterns) if isinstance(p, URLResolver) else p.callback for p in ps]\n"
    "walk(get_resolver().url_patterns)\n"
    "{more}\n"
    f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
)


def loaded(side: str, home, more: str = "") -> set[str]:
    environment = {**os.environ, "CHENGXIN_SIDE": side, "CHENGXIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "chengxin.site.settings"}
    done = subprocess.run([sys.executable, "-c", CODE.replace("{more}", more)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_the_public_side_is_light(tmp_path):
    assert loaded("public", tmp_path) == set()


@pytest.mark.parametrize("side", ["desk", "my"])
def test_no_page_needs_the_engine_to_start(tmp_path, side):
    assert not loaded(side, tmp_path) & set(ENGINE)


def test_what_is_heavy_would_be_noticed(tmp_path):
    assert set(ENGINE) <= loaded("desk", tmp_path, "import chengxin.collection.receiving")
