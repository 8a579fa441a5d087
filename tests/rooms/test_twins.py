"""Two records of one decision, laid before the writings of its number were known to be one, are told to their organ (docs/rulings.md, 591)."""

import datetime as dt
import re

import pytest

from chengxin.collection import api as collection
from tests.desk import browser, desk
from tests.district import EMERGENCY, District, penalty_row
from tests.rooms.test_desk_looking import PERSON, looked_into
from tests.rooms.test_document_numbers import FIRM, OTHER

FIRST, SECOND = "津北市监罚〔2025〕1号", "津北市监罚(2025)001号"


def laid_before(district: District, number: str, **said: str) -> int:
    """A record of ``number`` beside the one that has it, as it was laid when each writing was a number of its own; the batch that brought it."""
    batch = district.collect(penalty_row(CF_WSH="旧号", **said), received="2026-07-02")["batch"]
    with district.connect("superuser") as raw:
        raw.execute("SET session_replication_role = replica")
        raw.execute("UPDATE chengxin.records_record SET document_number = %s WHERE document_number = '旧号'", [number])
    return batch


@pytest.fixture
def at(filled):
    made = filled(looked_into)
    rows = [
        {"CF_WSH": FIRST, "CF_XDR_SHXYM": FIRM},
        {"CF_WSH": FIRST, "CF_XDR_SHXYM": OTHER},
        {"CF_WSH": FIRST, **PERSON},
        {"CF_WSH": "津北市监罚〔2025〕2号", "CF_XDR_SHXYM": FIRM},
    ]
    made.district.collect(*(penalty_row(**said) for said in rows), received="2026-07-01")
    made.batch = laid_before(made.district, SECOND, CF_XDR_SHXYM=FIRM)
    with made.district.side("desk"), desk():
        made.reviewer, made.foreign, made.clerk = map(browser, ("reviewer", "foreign", "clerk"))
        yield made


def record(at, number: str, code: str = FIRM) -> int:
    return at.district.value("SELECT r.id FROM records_record r JOIN subjects_subject s ON s.id = r.subject_id WHERE r.document_number = %s AND s.code = %s", number, code)


def listed(at) -> list[int]:
    return [int(number) for number in re.findall(r'href="/records/(\d+)/withdraw"', at.reviewer.get("/records/twins").content.decode())]


def test_both_records_are_listed_to_their_organ_with_the_way_to_withdraw_one(at):
    one, other = record(at, FIRST), record(at, SECOND)
    page = at.reviewer.get("/records/twins").content.decode()
    assert listed(at) == [one, other] and FIRST in page and SECOND in page and f'href="/records/{other}"' in page
    assert "/records/twins" in at.reviewer.get("/batches").content.decode() and "/records/twins" not in at.clerk.get("/batches").content.decode()
    assert at.clerk.get("/records/twins").status_code == 403
    assert "没有重复的决定" in at.foreign.get("/records/twins").content.decode()
    assert f'href="/records/{other}"' in at.reviewer.get(f"/records/{one}").content.decode()
    done = at.reviewer.post(f"/records/{other}/withdraw", {"kind": "mistake", "sure": "yes"})
    assert done.status_code == 302 and listed(at) == []
    assert f'href="/records/{other}"' not in at.reviewer.get(f"/records/{one}").content.decode()


def test_another_subject_another_number_and_what_was_taken_back_are_no_twins(at):
    assert listed(at) == [record(at, FIRST), record(at, SECOND)]
    with at.district.side("worker"):
        collection.revoke(at.batch, reason="报错了", on=dt.date(2026, 7, 3), actor="测试")
    assert listed(at) == []


def test_a_natural_persons_records_are_told_without_their_values(at):
    laid_before(at.district, "津北市监罚[2025]1号", **PERSON)
    page = at.reviewer.get("/records/twins").content.decode()
    assert len(listed(at)) == 4 and "王芳" not in page
    organ = at.district.value("SELECT id FROM subjects_subject WHERE code = %s", EMERGENCY[1])
    assert at.district.value("SELECT count(*) FROM records_twins(%s) WHERE of_person", organ) == 2
