"""数据开放: the files of a day hold what the shelf held, and nothing that weighs, is a person's, or was withdrawn; a kill leaves nothing half."""

import csv
import datetime as dt
import hashlib
import json
import os
import shutil
import signal

import psycopg
import pyarrow.parquet as pq
import pytest
from django.db import connections

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import NotFound, WrongUse, business_day
from chengxin.publicity import api as publicity
from chengxin.publicity.opendata import keeping, writing
from chengxin.publicity.opendata.settings import folder
from chengxin.records import api as records
from tests.district import EMERGENCY, credit_code, identity_number, penalty_row

opendata = publicity.opendata
NEXT = business_day.today()  # the views offer what is offered today, by the clock of the database
DAY = NEXT - dt.timedelta(days=1)


def honour(number: str, **said: str) -> dict[str, str]:
    """A sound honour of a firm, changed where the test says so."""
    row = {e.code: "" for e in catalogue.item("honour").versions[-1].elements}
    row |= {
        "RY_MC": "天津市北运宏达商贸有限公司", "RY_LB": "法人及非法人组织", "RY_DM": credit_code("91120105MA0000001"), "RY_WSH": number, "RY_ZL": "其他-先进", "RY_RYMC": "先进单位",
        "RY_NR": '第一行，"引号"\n第二行', "RY_JB": "=1+1", "RY_RQ": "2026/05/12", "RY_YXQZI": "2099/12/31", "RY_JG": EMERGENCY[0], "RY_JGDM": EMERGENCY[1], "RY_BZ": "内部备注",
    }  # fmt: skip
    return row | said


@pytest.fixture
def opened(district):
    """A district with two honours, one of a person, and a penalty; the folder of open data is its own."""
    shutil.rmtree(folder(), ignore_errors=True)
    person = honour("人字1号", RY_MC="张三丰", RY_LB="自然人", RY_DM="", RY_ZJLX="身份证", RY_ZJHM=identity_number("12010519800101001"), RY_TYS="同意1号")
    district.collect(honour("甲字1号"), honour("甲字2号", RY_RYMC="优秀企业"), person, source="honours")
    district.collect(penalty_row(CF_WSH="罚字1号"))
    district.publish(DAY.isoformat())
    yield district
    shutil.rmtree(folder(), ignore_errors=True)


def taken(on: dt.date, name: str):
    """The path of an offered file, as the public side finds it; its digest and size are what was said."""
    found = opendata.file_of(on, name)
    body = found.path.read_bytes()
    assert (f"sha256:{hashlib.sha256(body).hexdigest()}", len(body)) == (found.digest, found.size)
    return found.path


def numbers(on: dt.date) -> set[str]:
    return {json.loads(line)["RY_WSH"] for line in taken(on, "honour.jsonl").read_text().splitlines()}


def withdraw(district, number: str, on: dt.date = NEXT) -> None:
    with district.side("desk"):
        record = records.Record.objects.get(document_number=number)
        publicity.withdraw(record, organ=record.organ_id, kind="mistake", reason="报错了", on=on, actor="测试")


def test_the_three_files_hold_what_the_shelf_holds(opened):
    told = opendata.make(on=DAY, today=DAY)
    assert {one["item"]: one["rows"] for one in told["items"] if one["rows"]} == {"honour": 2}
    public = [e for e in catalogue.item("honour").versions[-1].elements if e.public]
    expected = [
        {"organ": EMERGENCY[0], "public_from": DAY.isoformat(), "laid_on": DAY.isoformat()} | {e.code: line["fields"].get(e.code) or None for e in public}
        for line in publicity.shelf(on=DAY, item="honour")
        if line["code"]
    ]
    rows = [json.loads(line) for line in taken(DAY, "honour.jsonl").read_text().splitlines()]
    assert [{name: value for name, value in row.items() if name != "line"} for row in rows] == expected
    assert [row["line"] for row in rows] == [n for (n,) in opened.rows("SELECT publication_id FROM publicity_line WHERE item = 'honour' ORDER BY 1")]
    columns = list(rows[0])
    assert "RY_BZ" not in columns and "RY_ZJHM" not in columns

    with taken(DAY, "honour.csv").open(encoding="utf-8-sig", newline="") as stream:
        table = list(csv.DictReader(stream))
    assert list(table[0]) == columns
    assert taken(DAY, "honour.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row | {"RY_JB": row["RY_JB"].removeprefix("'")} for row in table] == [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows]
    assert table[0]["RY_JB"] == "'=1+1"

    parquet = pq.read_table(taken(DAY, "honour.parquet")).to_pylist()
    assert [{name: value.isoformat() if isinstance(value, dt.date) else value for name, value in row.items()} for row in parquet] == rows
    assert parquet[0]["RY_YXQZI"] == dt.date(2099, 12, 31)


def test_nothing_that_weighs_and_no_person_is_in_any_file(opened):
    opendata.make(on=DAY, today=DAY)
    names = {row["name"] for row in opendata.files_on(DAY)}
    assert not {name for name in names if name.startswith(("penalty", "serious", "abnormal"))}
    assert {name.partition(".")[0] for name in names} == {"datapackage"} | {one.code for one in catalogue.items().values() if one.nature == "benign" and one.openness == "社会公开"}
    for name in names:
        body = taken(DAY, name).read_bytes()
        assert not [word for word in ("张三丰", "罚字1号", "人字1号", "19800101", "内部备注") if word.encode() in body], name


def test_the_package_describes_what_is_there(opened):
    frictionless = pytest.importorskip("frictionless")
    opendata.make(on=DAY, today=DAY)
    path = taken(DAY, "datapackage.json")
    told = json.loads(path.read_text())
    assert (told["version"], told["chengxin:day"], told["chengxin:rebuilt"], told["licenses"][0]["name"]) == (f"{DAY}.1", f"{DAY}", [], "CC-BY-4.0")
    assert told["description"].startswith("虚构数据")
    assert {one["path"]: (one["bytes"], one["hash"]) for one in told["resources"]} == {row["name"]: (row["size"], row["digest"]) for row in opendata.files_on(DAY) if row["item"]}
    honours = next(one for one in told["resources"] if one["path"] == "honour.csv")
    with frictionless.system.use_context(trusted=True):
        assert list(frictionless.Package.metadata_validate(told)) == []
        resource = frictionless.Resource.from_descriptor(honours, basepath=str(path.parent))
        report = resource.validate()
        assert report.valid, report.flatten(["type", "message"])
        assert [row["RY_WSH"] for row in resource.read_rows()] == ["甲字1号", "甲字2号"]


def test_what_is_withdrawn_is_offered_by_no_file_from_that_moment_and_earlier_days_are_made_anew(opened):
    opendata.make(on=DAY, today=NEXT)
    opendata.make(on=NEXT, today=NEXT)
    place = taken(DAY, "honour.csv")
    linked = taken(DAY, "licence.csv").stat().st_ino
    withdraw(opened, "甲字1号")
    assert [one.whole for one in opendata.editions()] == [False, False]
    with pytest.raises(NotFound):
        opendata.file_of(DAY, "honour.csv")
    assert opendata.keep(today=NEXT) == 2
    assert (numbers(DAY), numbers(NEXT)) == ({"甲字2号"}, {"甲字2号"})
    assert not place.exists()
    assert taken(DAY, "licence.csv").stat().st_ino == linked  # what nothing left is the same file still
    assert {(row["on_day"], row["item"]) for row in opendata.rebuilds()} == {(DAY, "honour"), (NEXT, "honour")}
    assert json.loads(taken(DAY, "datapackage.json").read_text())["chengxin:rebuilt"][0]["item"] == "honour"
    assert b"\xe7\x94\xb2\xe5\xad\x971" not in b"".join(path.read_bytes() for path in folder().rglob("*.*") if path.is_file())
    assert opendata.keep(today=NEXT) == 0


def test_a_correction_leaves_earlier_days_as_they_were_until_the_record_is_withdrawn(opened):
    opendata.make(on=DAY, today=NEXT)
    opened.collect(honour("甲字1号", RY_RYMC="更正后"), source="honours", received=NEXT.isoformat())
    opened.publish(NEXT.isoformat())
    assert opendata.keep(today=NEXT) == 1
    names = [{json.loads(line)["RY_RYMC"] for line in taken(day, "honour.jsonl").read_text().splitlines()} for day in (DAY, NEXT)]
    assert names == [{"先进单位", "优秀企业"}, {"更正后", "优秀企业"}]
    assert opendata.rebuilds() == []
    withdraw(opened, "甲字1号")
    assert opendata.keep(today=NEXT) == 2
    assert (numbers(DAY), numbers(NEXT)) == ({"甲字2号"}, {"甲字2号"})


def test_a_batch_taken_back_leaves_every_day(opened):
    from chengxin.collection import api as collection

    opened.collect(honour("乙字1号"), source="honours")
    opened.publish(DAY.isoformat())
    opendata.make(on=DAY, today=NEXT)
    assert "乙字1号" in numbers(DAY)
    batch = opened.value("SELECT max(id) FROM collection_batch")
    collection.revoke(batch, reason="整批报错", on=NEXT, actor="测试")
    with pytest.raises(NotFound):
        opendata.file_of(DAY, "honour.csv")
    opendata.keep(today=NEXT)
    assert numbers(DAY) == {"甲字1号", "甲字2号"}


def test_a_second_publication_of_the_day_is_in_the_files_and_an_old_day_is_over(opened):
    opendata.make(on=DAY, today=DAY)
    assert opendata.make(on=DAY, today=DAY)["made"] is False
    opened.collect(honour("乙字1号"), source="honours")
    opened.publish(DAY.isoformat())
    assert opendata.keep(today=DAY) == 1
    assert "乙字1号" in numbers(DAY)
    with pytest.raises(WrongUse):
        opendata.make(on=DAY, today=DAY + dt.timedelta(days=opendata.keep_days() + 1))


def test_a_builder_that_is_killed_leaves_nothing_half(opened, monkeypatch):
    child = os.fork()
    if child == 0:  # as the worker, until it is killed with some files written
        for alias in connections:
            connections[alias].connection = None
        wrote = writing.digest_of
        monkeypatch.setattr(writing, "digest_of", lambda path: os.kill(os.getpid(), signal.SIGKILL) if path.name == "honour.parquet" else wrote(path))
        try:
            keeping.make(on=DAY, today=DAY)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    assert list(folder().glob(".making-*/honour.csv"))
    assert opendata.editions() == []
    half = folder() / DAY.isoformat() / "1"  # another, killed between the folder's name and the row that speaks of it
    half.mkdir(parents=True)
    (half / "honour.csv").write_text("half")
    opendata.keep(today=DAY)
    assert numbers(DAY) == {"甲字1号", "甲字2号"}
    assert not list(folder().glob(".making-*"))
    assert sorted(path.name for path in half.iterdir()) == sorted(row["name"] for row in opendata.files_on(DAY))


def test_files_that_are_gone_are_made_again(opened):
    opendata.make(on=DAY, today=DAY)
    shutil.rmtree(folder() / DAY.isoformat())
    with pytest.raises(NotFound):
        opendata.file_of(DAY, "honour.csv")
    assert opendata.keep(today=DAY) == 1
    assert numbers(DAY) == {"甲字1号", "甲字2号"}
    assert opendata.rebuilds() == []


def test_what_was_offered_cannot_be_said_otherwise(opened):
    opendata.make(on=DAY, today=DAY)
    for role in ("owner", "worker", "public"):
        for statement in ("UPDATE publicity_openfile SET digest = ''", "DELETE FROM publicity_openremoval", "TRUNCATE publicity_openedition CASCADE"):
            with pytest.raises(psycopg.Error):
                opened.rows(statement, role=role)
    with pytest.raises(psycopg.Error):
        opened.rows("SELECT * FROM chengxin.publicity_openfile", role="public")
    assert opened.rows("SELECT count(*) FROM publicity.open_file", role="public") != [(0,)]
