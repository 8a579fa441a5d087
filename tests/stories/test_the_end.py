"""With the worker dead and the day moved past the end, nothing public knows the line any more."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.district import credit_code, penalty_row
from tests.stories.conftest import FIRM, Site


@pytest.fixture
def lone():
    made = Site()
    yield made
    made.stop()
    shutil.rmtree(made.home, ignore_errors=True)


def test_gone_on_its_day_without_any_job(lone):
    lone.run("collect", "penalties", lone.csv("处罚.csv", [penalty_row(CF_WSH="津北试罚〔2026〕9号", CF_JDRQ="2026/10/12")]), "--received", "2026-10-20")
    lone.run("publish", "--on", "2026-10-21")
    for day, public in (("2027-10-12", True), ("2027-10-13", False)):
        lone.serve(CHENGXIN_TODAY=day)
        workers = subprocess.run(["pgrep", "-f", "chengxin.site.cli worker"], capture_output=True, text=True).stdout.split()
        for worker in workers:
            environment = Path(f"/proc/{worker}/environ").read_bytes().decode(errors="replace")
            if str(lone.home) in environment:
                os.kill(int(worker), signal.SIGSTOP)
        status, page = lone.read(f"/subject/{FIRM}")
        assert (status == 200, "津北试罚〔2026〕9号" in page) == (public, public)
        assert (FIRM in lone.read("/search?q=" + quote("北运宏达"))[1]) == public
        shelf = json.loads(lone.run("shelf", "--json", CHENGXIN_TODAY=day))
        assert bool(shelf["records"]) == public
        for worker in workers:
            os.kill(int(worker), signal.SIGCONT)
        lone.stop()


def test_a_moved_day_needs_the_seal(district):
    """Hostile sessions that say another day are not believed, nor given an answer."""
    import psycopg

    from chengxin.ground.api import business_day

    district.collect(penalty_row(CF_WSH="甲号", CF_JDRQ="2020/05/12"), received="2020-05-15")
    district.publish("2020-05-20")
    key = district.home.secret("day").encode()
    honest = business_day.seal(key, dt.date(2020, 6, 1))
    with district.connect("public", options=f"-c search_path=publicity -c chengxin.day=2020-06-01.{honest}") as raw:
        assert len(raw.execute("SELECT * FROM publicity.line").fetchall()) == 1
    for said in ("2020-06-01", "2020-06-01.", "2020-06-01." + "0" * 64, f"2020-06-02.{honest}", f"2020-06-01.{honest}x"):
        with district.connect("public", options="-c search_path=publicity") as raw:
            raw.execute("SELECT set_config('chengxin.day', %s, false)", [said])
            with pytest.raises(psycopg.Error):
                raw.execute("SELECT * FROM publicity.line").fetchall()
    with district.connect("public", options="-c search_path=publicity") as raw:
        assert raw.execute("SELECT * FROM publicity.line").fetchall() == []
        assert raw.execute("SELECT * FROM publicity.search('北运', 10, 0)").fetchall() == []
        assert raw.execute("SELECT * FROM publicity.subject WHERE code = %s", [credit_code("91120105MA0000001")]).fetchall() == []
