"""An instance born with 国密: people are found, old and new values side by side, the look-up key fixed; and an auditor's and a clerk's verbs."""

import shutil
from pathlib import Path

import pytest

from tests.district import identity_number, penalty_row
from tests.rooms.test_calendar import TABLE
from tests.stories.test_command_line import Shop

NUMBER = identity_number("12010519000101003")
PERSON = {"CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": NUMBER, "CF_XDR_MC": "张三丰"}
BORN = {"CHENGXIN_INSTANCE": "test", "CHENGXIN_ALGORITHMS": "国密"}
MIXED = BORN | {"CHENGXIN_ALGORITHMS": "sha256,hmac-sm3,aes-256-gcm"}


@pytest.fixture(scope="module")
def shop():
    made = Shop()
    yield made
    shutil.rmtree(made.home, ignore_errors=True)


def stored(shop) -> list[Path]:
    return [path for path in (shop.home / "files").rglob("*") if path.is_file()]


def test_an_instance_of_national_algorithms(shop):
    sent = shop.file("甲.csv", [penalty_row(CF_WSH="甲号"), penalty_row(CF_WSH="乙号", CF_NR_FK="叁仟"), penalty_row(CF_WSH="丙号", **PERSON)])
    figures = shop.ask("collect", "penalties", sent, "--received", "2026-05-15", **BORN)
    assert (figures["accepted"], figures["quarantined"], figures["findings"]["code-inner-check"]) == (2, 1, 2)
    assert shop.ask("archive", NUMBER, "--purpose", "核对", **BORN)["subject"] == NUMBER
    (path,) = stored(shop)
    assert path.relative_to(shop.home / "files").parts[0] == "sm3"

    refused = shop.ask("officers", code=3, CHENGXIN_INSTANCE="test")["error"]
    assert refused["codes"] == ["mac-not-changeable"] and "CHENGXIN_ALGORITHMS=sha256,hmac-sm3,aes-256-gcm" in refused["message"]
    assert shop.ask("officers", code=2, CHENGXIN_INSTANCE="test", CHENGXIN_ALGORITHMS="国秘")["error"]["code"] == "bad-algorithms"

    # digests and ciphers may change at any time: the same file is still the same, the same person the same person
    again = shop.ask("collect", "penalties", sent, "--received", "2026-05-16", **MIXED)
    assert (again["batch"], again["unchanged"], again["accepted"]) == (figures["batch"], 2, 0)
    more = shop.file("乙.csv", [penalty_row(CF_WSH="丁号", **PERSON), penalty_row(CF_WSH="戊号", CF_NR_FK="伍仟")])
    assert shop.ask("collect", "penalties", more, "--received", "2026-05-16", **MIXED)["new_subjects"] == 0
    assert [r["document_number"] for r in shop.ask("archive", NUMBER, "--purpose", "核对", **BORN)["records"]] == ["丙号", "丁号"]
    assert shop.ask("quarantine", str(figures["batch"]), **MIXED)["rows"][0]["values"]["CF_NR_FK"] == "叁仟"
    assert shop.ask("quarantine", str(figures["batch"] + 1), **BORN)["rows"][0]["values"]["CF_NR_FK"] == "伍仟"

    told = shop.ask("files", "check", **BORN)
    assert (told["files"], told["intact"], told["wrong"], told["unnamed"]) == (2, 2, [], [])
    path.write_bytes(path.read_bytes()[:-1])
    wrong = shop.ask("files", "check", code=3, **BORN)["error"]
    assert wrong["codes"] == ["file-damaged"] and wrong["details"]["wrong"][0]["digest"].startswith("sm3:")
    assert shop.ask("files", "mend", code=2, **BORN)["error"]["code"] == "wrong-arguments"


def test_a_table_of_holidays_at_the_command_line(shop):
    path = shop.home / "安排.csv"
    path.write_text(TABLE, encoding="gb18030")
    assert shop.ask("calendar", "show", "2027", **BORN)["official"] is False
    assert shop.ask("calendar", "import", str(path), code=2, **BORN)["error"]["code"] == "source-missing"
    done = shop.ask("calendar", "import", str(path), "--source", "测试通知", **BORN)
    assert (done["year"], done["off"], done["worked"], done["repeated"]) == (2027, 15, 2, False)
    assert shop.ask("calendar", "import", str(path), "--source", "测试通知", **BORN)["repeated"] is True
    assert "官方安排" in shop.run("calendar", "import", str(path), "--source", "另一通知", **BORN).stdout
    assert shop.ask("calendar", "show", "2027", **BORN)["official"] is True
    shown = shop.run("calendar", "show", "2026", **BORN).stdout
    assert "年份：2026\n" in shown and "2026-02-14\t上班\t春节" in shown
    assert "（暂定）" in shop.run("calendar", "show", "2028", **BORN).stdout
    path.write_text(TABLE.replace("2027-10-02", "2027-10-33"), encoding="utf-8")
    assert "第 17 行" in shop.ask("calendar", "import", str(path), "--source", "测试通知", code=2, **BORN)["error"]["message"]
