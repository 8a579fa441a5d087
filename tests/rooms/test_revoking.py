"""整批撤回: a batch taken back whole leaves the shelf at once, what stood before stands again, and nothing later is lost (ruling 125)."""

import datetime as dt

import pytest

from chengxin.collection import api as collection
from chengxin.ground.api import NotFound, Refusal, WrongUse, outbox
from chengxin.records import api as records
from chengxin.subjects import api as subjects
from tests.district import EMERGENCY, MARKET, credit_code, penalty_row
from tests.rooms.test_collection import fates
from tests.rooms.test_search import register_row

CODE = credit_code("91120105MA0000001")


def revoke(district, batch: int, on: str = "2026-05-25", reason: str = "报错月份") -> dict:
    with district.side("worker"):
        told = collection.revoke(batch, reason=reason, on=dt.date.fromisoformat(on), actor="测试")
        outbox.deliver()
    return told


def test_what_a_batch_brought_is_gone_and_what_stood_before_is_back(district):
    row = penalty_row()
    district.collect(row)
    district.publish("2026-05-16")
    second = district.collect(row | {"CF_NR": "罚款9000元"}, penalty_row(), received="2026-05-20")
    district.publish("2026-05-21")
    assert [line["fields"]["CF_NR"] for line in district.shelf("2026-05-22").values()] == ["罚款9000元", "罚款5000元"]

    assert revoke(district, second["batch"])["versions"] == 2
    assert district.value("SELECT count(*) FROM publicity_line") == 0  # both said what the batch brought
    district.publish("2026-05-26")
    (line,) = district.shelf("2026-05-26").values()
    assert (line["fields"]["CF_NR"], line["public_from"].isoformat()) == ("罚款5000元", "2026-05-16")  # the first public day is kept
    assert district.shelf("2026-05-24").keys() > district.shelf("2026-05-26").keys()  # what was public then is history

    subject = subjects.by_code(CODE).pk
    assert len(records.archive(subject, as_of=dt.date(2026, 6, 1), known_on=dt.date(2026, 5, 24))) == 2
    (now,) = records.archive(subject, as_of=dt.date(2026, 6, 1), known_on=dt.date(2026, 5, 25))
    assert now["values"]["CF_NR"] == "罚款5000元"


def test_a_row_sent_again_after_that_is_new(district):
    row = penalty_row()
    first = district.collect(row)
    revoke(district, first["batch"])
    assert fates(district.collect(row, penalty_row(), received="2026-05-26")) == (2, 0, 0, 0)
    assert district.value("SELECT count(*) FROM records_record") == 2  # the same record, told again
    assert district.publish("2026-05-27")["published"] == 2
    assert district.value("SELECT records_dangling()") == 0


def test_the_same_bytes_after_that_are_a_batch_of_their_own(district):
    path = district.write([penalty_row()])
    first = district.collect(path=path)
    revoke(district, first["batch"])
    again = district.collect(path=path, received="2026-05-26")
    assert (again["repeated"], again["batch"] > first["batch"], fates(again)) == (False, True, (1, 0, 0, 0))
    assert district.collect(path=path, received="2026-05-27")["batch"] == again["batch"]


def test_the_last_comes_first_organ_by_organ(district):
    row, other = penalty_row(), penalty_row(CF_CFJG=MARKET[0], CF_CFJGDM=MARKET[1])
    first, theirs, third = district.collect(row), district.collect(other), district.collect(row, penalty_row())
    with pytest.raises(Refusal) as refused:
        revoke(district, first["batch"])
    assert refused.value.codes == ("later-batches",)
    assert str(third["batch"]) in str(refused.value) and str(theirs["batch"]) not in str(refused.value)
    for batch in (third, first, theirs):
        revoke(district, batch["batch"])
    with pytest.raises(Refusal, match="已经撤回"):
        revoke(district, first["batch"])
    assert district.publish("2026-05-27")["published"] == 0


def test_it_wants_a_reason_a_batch_and_a_day_after_receipt(district):
    batch = district.collect(penalty_row())["batch"]
    with pytest.raises(WrongUse):
        revoke(district, batch, reason=" ")
    with pytest.raises(NotFound):
        revoke(district, batch + 1)
    with pytest.raises(Refusal, match="早于"):
        revoke(district, batch, on="2026-05-14")


def test_a_register_taken_back_takes_its_names_along(district):
    district.collect(register_row(CODE, "天津北运商贸有限公司"), source="registrations", received="2026-05-01")
    wrong = district.collect(register_row(CODE, "天津南运商贸有限公司"), source="registrations", received="2026-05-10")
    assert subjects.search("南运")[0] == 1
    revoke(district, wrong["batch"])
    assert subjects.search("南运")[0] == 0
    assert subjects.current_name(subjects.by_code(CODE).pk) == "天津北运商贸有限公司"


def test_who_was_held_against_it_is_free(district):
    row = penalty_row()
    district.collect(row)
    clash = district.collect(row | {"CF_XDR_SHXYM": credit_code("91120105MA0000009"), "CF_XDR_MC": "天津另一商贸有限公司"})
    assert district.publish("2026-05-16")["held"] == 2
    revoke(district, clash["batch"])
    assert (district.publish("2026-05-26")["published"], len(district.shelf("2026-05-26"))) == (1, 1)
    assert EMERGENCY[0] == next(iter(district.shelf("2026-05-26").values()))["organ"]


@pytest.mark.parametrize(("again", "gone_on"), [("2026-06-10", "2026-06-10"), ("2026-05-16", "2026-05-23")])
def test_a_clash_that_comes_back_leaves_what_was_shown_between(district, again, gone_on):
    """By the day it came again, not by that of the first clash; received for a day already shown, from the day after the last run (rulings 123 and 493)."""
    row = penalty_row(CF_WSH="同1号")
    other = row | {"CF_XDR_SHXYM": credit_code("91120105MA0000002"), "CF_XDR_MC": "天津市乙有限公司"}
    district.collect(row)
    district.publish("2026-05-20")
    revoke(district, district.collect(other, received="2026-05-21")["batch"], on="2026-05-21")
    district.publish("2026-05-22")  # alone again, and public again
    district.collect(other, received=again)
    assert district.value("SELECT count(*) FROM publicity_line") == 0
    assert district.value("SELECT closed_on FROM publicity_closing ORDER BY publication_id DESC LIMIT 1").isoformat() == gone_on
    day = dt.date(2026, 5, 22)
    while day < dt.date(2026, 6, 12):
        assert len(district.shelf(day.isoformat())) == (day.isoformat() < gone_on), day
        day += dt.timedelta(days=1)
