"""The same bytes once more: told as a repetition while what they said holds, and read like any other file where it was changed since (docs/rulings.md, 9)."""

import datetime as dt

import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.collection.entrances import consignments
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests.district import MARKET, penalty_row
from tests.rooms.making import row_of
from tests.rooms.test_collection import fates
from tests.rooms.test_revoking import revoke

AGAIN, BEFORE, CONTRADICTS = "file-came-again", "received-before", "row-contradicts"


def row(**said: str) -> dict[str, str]:
    return penalty_row(CF_WSH="甲号", **said)


@pytest.fixture
def first(district):
    """A file with one row, collected; tells its path and its batch."""
    path = district.write([row()])
    return path, district.collect(path=path)["batch"]


def contents(district) -> list[str]:
    """What each record says now."""
    return [said for (said,) in district.rows("SELECT DISTINCT ON (record_id) values ->> 'CF_NR' FROM records_standing ORDER BY record_id, id DESC")]


def test_what_was_corrected_since_is_read_again(district, first):
    path, batch = first
    (said,) = contents(district)
    district.collect(row(CF_NR="罚款9000元"), received="2026-05-16")
    again = district.collect(path=path, received="2026-05-17")
    assert (again["repeated"], again["batch"] > batch, fates(again), again["findings"][AGAIN]) == (False, True, (0, 0, 1, 0), 1)
    assert contents(district) == [said]
    assert f"这份文件曾作为第 {batch} 批收过，此后有记录变动，已重新读取。" in collection.batch(again["batch"])["told"]
    last = district.collect(path=path, received="2026-05-18")
    assert (last["repeated"], last["batch"]) == (True, again["batch"])


def test_of_a_person_as_well(district):
    item = catalogue.item("penalty")
    person = row_of(item, item.versions[-1], person=True, CF_WSH="乙号")
    path = district.write([person])
    assert fates(district.collect(path=path)) == (1, 0, 0, 0)
    district.collect(person | {next(name for name in person if name in ("CF_NR", "处罚内容")): "罚款9000元"}, received="2026-05-16")
    again = district.collect(path=path, received="2026-05-17")
    assert (again["repeated"], again["corrections"]) == (False, 1)


def test_rows_that_changed_nothing_themselves_are_read_again_too(district):
    path = district.write([row(), penalty_row(CF_WSH="乙号")])
    district.collect(row())
    assert fates(district.collect(path=path, received="2026-05-16")) == (1, 1, 0, 0)
    district.collect(row(CF_NR="罚款9000元"), received="2026-05-17")
    again = district.collect(path=path, received="2026-05-18")
    assert (again["repeated"], fates(again)) == (False, (0, 1, 1, 0))


@pytest.mark.parametrize(
    "between",
    [
        [],
        [row()],
        [penalty_row(CF_WSH="乙号")],
        [penalty_row(CF_WSH="乙号"), penalty_row(CF_WSH="乙号", CF_NR="改")],
        [row(CF_CFJG=MARKET[0], CF_CFJGDM=MARKET[1]), row(CF_CFJG=MARKET[0], CF_CFJGDM=MARKET[1], CF_NR="改")],
    ],
    ids=["nothing", "the-same", "another", "another-corrected", "another-organ's"],
)
def test_what_nobody_changed_is_told_as_a_repetition(district, first, between):
    path, batch = first
    for number, one in enumerate(between):
        district.collect(one, penalty_row(CF_WSH=f"他{number}号"), received=f"2026-05-{16 + number}")
    again = district.collect(path=path, received="2026-05-20")
    assert (again["repeated"], again["batch"]) == (True, batch)


def test_a_correction_that_was_taken_back_changed_nothing(district, first):
    path, batch = first
    revoke(district, district.collect(row(CF_NR="罚款9000元"), received="2026-05-16")["batch"])
    again = district.collect(path=path, received="2026-05-26")
    assert (again["repeated"], again["batch"]) == (True, batch)


def test_what_is_read_again_keeps_to_the_other_rulings(district):
    """A listing that came before the removal does not open the entry by coming again (540)."""
    item = catalogue.item("abnormal_operation")
    listed = {"YC_WSH": "津市监异〔2026〕3号", "YC_RQ": "2026/03/02", "YC_YC_RQ": "", "YC_YC_SY": ""}
    path = district.write([row_of(item, item.versions[-1], **listed)])
    district.collect(path=path, source="abnormal_operations")
    district.collect(row_of(item, item.versions[-1], **listed | {"YC_YC_RQ": "2026/05/06", "YC_YC_SY": "已补报年报"}), source="abnormal_operations", received="2026-05-16")
    again = district.collect(path=path, source="abnormal_operations", received="2026-05-17")
    assert (again["repeated"], fates(again), again["findings"]["removal-stands"]) == (False, (0, 1, 0, 0), 1)
    assert AGAIN not in again["findings"]


@pytest.mark.parametrize(("kind", "repeated"), [("mistake", False), ("annulled", True)])
def test_another_writing_of_what_was_withdrawn_as_a_mistake_is_new(district, kind, repeated):
    """Ruling 552."""
    district.collect(penalty_row(CF_WSH="津罚〔2026〕1号"))
    path = district.write([penalty_row(CF_WSH="津罚[2026]1号"), penalty_row(CF_WSH="乙号")])
    assert fates(district.collect(path=path, received="2026-05-16")) == (1, 0, 1, 0)
    with district.side("desk"):
        found = records.record("津罚〔2026〕1号")
        publicity.withdraw(found, organ=found.organ_id, kind=kind, reason="理由", on=dt.date(2026, 5, 18), actor="测试")
    again = district.collect(path=path, received="2026-05-19")
    assert (again["repeated"], fates(again)) == (repeated, (0, 2, 0, 0) if repeated else (1, 1, 0, 0))


def test_one_delivery_is_collected_once_whatever_came_between(district):
    """Its result answers, not its bytes: a run that died before it told the sender tells it again and writes nothing."""
    path = district.write([row()])
    arrived = consignments.Arrived("文件夹", "甲.csv", "1", "penalties", None, "甲.csv")
    with district.side("worker"):
        begun = consignments.begin(arrived, path, received=dt.date(2026, 5, 15))
        result = consignments.settle(begun, path, organ=None, actor="测试")
        district.collect(row(CF_NR="罚款9000元"), received="2026-05-16")
        taken_up = consignments.begin(arrived, path, received=dt.date(2026, 5, 17))
        assert (taken_up, consignments.settle(taken_up, path, organ=None, actor="测试")) == (begun, result)
    assert contents(district) == ["罚款9000元"]


@pytest.mark.parametrize("person", [False, True])
def test_what_corrects_a_later_receipt_is_told(district, person):
    """Other bytes than before, an earlier day of receipt: it is newest all the same, and somebody looks."""
    item = catalogue.item("penalty")
    kind = {"person": True} if person else {}
    said = {fine: row_of(item, item.versions[-1], CF_WSH="甲号", CF_NR_FK=fine, **kind) for fine in ("0.5", "0.6", "0.7")}
    other = row_of(item, item.versions[-1], CF_WSH="乙号")
    district.collect(said["0.5"], received="2026-05-15")
    assert BEFORE not in district.collect(said["0.6"], received="2026-05-25")["findings"]
    stale = district.collect(other, said["0.5"], received="2026-05-24")
    assert (fates(stale), stale["findings"][BEFORE]) == ((1, 0, 1, 0), 1)
    assert collection.batch(stale["batch"])["quality"][BEFORE] | {"elements": {}} == {"applies": 2, "fails": 1, "elements": {}, "lines": [2]}
    # It stands now, as received on the 24th: what comes on that day corrects nothing later; what changes nothing is told of nothing.
    assert BEFORE not in district.collect(said["0.6"], received="2026-05-24")["findings"]
    assert BEFORE not in district.collect(said["0.6"], other | {"备注": ""}, received="2026-05-01")["findings"]


@pytest.mark.parametrize("portion", [50_000, 1])
def test_a_file_that_contradicts_itself_is_told(district, monkeypatch, portion):
    monkeypatch.setattr("chengxin.collection.reading.marking.CHUNK_ROWS", portion)
    told = district.collect(row(CF_NR_FK="0.7"), row(CF_NR_FK="0.8"), penalty_row(), row(CF_NR_FK="0.8"), row(CF_NR_FK="0.7"))
    assert (fates(told), told["findings"][CONTRADICTS]) == ((2, 1, 2, 0), 2)
    assert collection.batch(told["batch"])["quality"][CONTRADICTS]["lines"] == [2, 5]
    assert CONTRADICTS not in district.collect(row(CF_NR_FK="0.9"), received="2026-05-16")["findings"]


def test_an_entry_and_its_removal_in_one_file_do_not_contradict_each_other(district):
    item = catalogue.item("abnormal_operation")
    listed = {"YC_WSH": "津市监异〔2026〕3号", "YC_RQ": "2026/03/02", "YC_YC_RQ": "", "YC_YC_SY": ""}
    removed = listed | {"YC_YC_RQ": "2026/05/06", "YC_YC_SY": "已补报年报"}
    rows = [row_of(item, item.versions[-1], **said) for said in (listed, removed, removed | {"YC_YC_SY": "已移出"})]
    told = district.collect(*rows, source="abnormal_operations")
    assert (fates(told), told["findings"][CONTRADICTS]) == ((1, 0, 2, 0), 1)
    assert collection.batch(told["batch"])["quality"][CONTRADICTS]["lines"] == [3]
