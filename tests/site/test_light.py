"""The web processes of the public side carry neither the engine nor the clients of entrances."""

import json
import os
import subprocess
import sys

HEAVY = ("duckdb", "pyarrow", "ibis", "paramiko", "pymysql", "httpx", "joserfc", "webauthn")
CODE = (
    "import json, sys; import chengxin.site.wsgi; from django.urls import get_resolver; from django.urls.resolvers import URLResolver\n"
    "walk = lambda ps: [walk(p.url_patterns) if isinstance(p, URLResolver) else p.callback for p in ps]\n"
    "walk(get_resolver().url_patterns)\n"
    f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))"
)


def loaded(side: str, home) -> list[str]:
    environment = {**os.environ, "CHENGXIN_SIDE": side, "CHENGXIN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "chengxin.site.settings"}
    done = subprocess.run([sys.executable, "-c", CODE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_public_side_is_light(tmp_path):
    assert loaded("public", tmp_path) == []


def test_what_is_heavy_would_be_noticed(tmp_path):
    assert "pyarrow" in loaded("desk", tmp_path)  # it reads batches through collection
