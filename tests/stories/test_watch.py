"""The watch at the command line, and as a job of the worker."""

import json
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.district import penalty_row
from tests.stories.conftest import Site
from tests.waiting import PATIENCE


@pytest.fixture(scope="module")
def shop():
    made = Site()
    yield made
    shutil.rmtree(made.home, ignore_errors=True)


def asked(shop: Site, *words: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, "-m", "chengxin.site.cli", *words], capture_output=True, text=True, env=shop.environment())
    return done.returncode, done.stdout, done.stderr


def configured(shop: Site, *entries: dict) -> None:
    (shop.home / "entrances.yaml").write_text(yaml.safe_dump({"entrances": list(entries)}, allow_unicode=True), encoding="utf-8")


def folder(shop: Site, **more: object) -> dict:
    (shop.home / "送" / "in").mkdir(parents=True, exist_ok=True)
    return {"name": "目录", "kind": "folder", "source": "penalties", "organ": "区应急局", "where": "送", "pause": 0.2} | more


def test_without_entrances_or_with_wrong_ones_it_says_so(shop):
    code, out, err = asked(shop, "watch", "--once", "--json")
    assert code == 2 and json.loads(out)["error"]["code"] == "no-entrances" and "connect-an-organ" in err
    configured(shop, folder(shop, where=None), folder(shop, pause="x"))
    code, out, _ = asked(shop, "watch", "--once", "--json")
    told = json.loads(out)["error"]
    assert (code, told["code"], len(told["details"])) == (2, "bad-entrances", 3)  # neither given nor readable, and the second's pause
    (shop.home / "entrances.yaml").write_text("entrances:\n  - {name: [", encoding="utf-8")
    code, _, err = asked(shop, "watch", "--once")
    assert code == 2 and "行附近有误" in err
    configured(shop, folder(shop))
    assert asked(shop, "watch", "--json")[0] == 2
    assert asked(shop, "watch", "--once", "--entrance", "没有")[0] == 2


def test_a_round_tells_as_data_and_in_words(shop):
    configured(shop, folder(shop))
    shutil.move(shop.csv("甲.csv", [penalty_row(), penalty_row(CF_NR_FK="")]), shop.home / "送" / "in" / "甲.csv")
    told = json.loads(shop.run("watch", "--once", "--json"))
    assert told["entrances"] == ["目录"] and [(one["name"], one["state"], one["folder"]) for one in told["told"]] == [("甲.csv", "collected", "done")]
    shutil.move(shop.csv("乙.csv", [penalty_row()]), shop.home / "送" / "in" / "乙.csv")
    assert "目录\t乙.csv\t已入库\t批次 2，共 1 行" in shop.run("watch", "--once")
    assert json.loads(shop.run("batch", "2", "--json"))["file_name"] == "乙.csv"


def test_it_goes_on_until_it_is_stopped(shop):
    configured(shop, folder(shop, whole="rename"))
    watch = subprocess.Popen(
        [sys.executable, "-m", "chengxin.site.cli", "watch", "--every", "1"], env=shop.environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        for name in ("丙.csv", "丁.csv"):
            shutil.move(shop.csv(name, [penalty_row()]), shop.home / "送" / "in" / name)
            assert f"目录\t{name}\t已入库" in watch.stdout.readline()
    finally:
        watch.terminate()
        assert watch.wait(PATIENCE) == 128 + 15
        watch.stdout.close()
