"""An entry in a list tells the law which list it is and when it ends: its own end, or the day it was removed (ruling 188)."""

import datetime as dt

import pytest

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.law import api as law
from chengxin.subjects import api as subjects
from tests.rooms.making import row_of

FINANCE = "天津市河北区财政局"


@pytest.fixture
def entered(district):
    """Enter a firm in a list by a file; tells record, subject, organ."""
    item = catalogue.items()["serious_list"]

    def enter(**said: str) -> dict[str, int]:
        row = row_of(item, item.versions[-1], **{"MD_ZL": "AQSC", "MD_RQ": "2026/05/12"} | said)
        district.collect(row, source="serious_lists")
        (found,) = district.rows("SELECT id, subject_id FROM records_record")
        return {"records": [found[0]], "subject": found[1], "organ": subjects.organ(FINANCE).subject_id}

    return enter


def may(district, entry: dict, on: str) -> dict:
    with district.side("desk"):
        return law.may("measure-opinion-2025-1", **entry, on=dt.date.fromisoformat(on))


def test_a_measure_lasts_as_long_as_the_entry_may(district, entered):
    entry = entered(MD_JZ="", MD_YC_RQ="")
    told = may(district, entry, "2026-06-10")
    assert (told["outcome"], told["ends_on"], told["articles"]) == ("warrant", "2029-05-12", ["central-2025-social-credit", "sc-2020-49"])
    assert may(district, entry, "2029-05-13")["codes"] == ["beyond-term"]


def test_a_measure_ends_with_the_entry(district, entered):
    entry = entered(MD_JZ="2027/05/12", MD_YC_RQ="")
    assert may(district, entry, "2026-06-10")["ends_on"] == "2027-05-12"


def test_a_removed_entry_carries_no_measure_any_more(district, entered):
    entry = entered(MD_JZ="2027/05/12", MD_BD="移出", MD_YC_RQ="2026/05/14", MD_YC_SY="改正")
    assert may(district, entry, "2026-05-15")["codes"] == ["beyond-term"]


def test_an_entry_in_a_list_whose_basis_was_not_found_carries_none(district, entered):
    entry = entered(MD_ZL="KYQR", MD_JZ="", MD_YC_RQ="")
    assert may(district, entry, "2026-06-10")["codes"] == ["facts-unfit"]


def test_an_abnormal_entry_tells_its_kind_and_its_removal(district):
    item = catalogue.items()["abnormal_operation"]
    district.collect(row_of(item, item.versions[-1], YC_YC_RQ="2026/05/14"), source="abnormal_operations")
    traits = district.value("SELECT traits FROM records_version")
    assert (traits["kinds"], traits["given_end"]) == (["企业经营异常名录"], "2026-05-14")


def test_a_measure_that_leaves_the_list_of_measures_falls(district, entered):
    entry = entered(MD_JZ="", MD_YC_RQ="")
    day = dt.date(2026, 6, 10)
    with district.side("desk"):
        officers = {"proposer": access.officer("A").pk, "approver": access.officer("B").pk}
        warrant = law.authorise("measure-opinion-2025-1", **entry, **officers, on=day, steps=dict.fromkeys(("notice", "decision", "service"), day))

    def state(on: str) -> str:
        return district.rows("SELECT state FROM law_state(ARRAY[%s]::bigint[], %s)", warrant, dt.date.fromisoformat(on))[0][0]

    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("UPDATE law_measure SET in_force_to = '2026-12-31' WHERE code = 'opinion-2025-1'")
    assert [state(on) for on in ("2026-06-10", "2026-12-31", "2027-01-01")] == ["stands", "stands", "fallen"]


def test_the_consent_of_a_person_is_no_part_of_the_units_statement(district):
    item = catalogue.items()["penalty"]
    district.collect(row_of(item, item.versions[-1], person=True, CF_CFLB="警告"))
    (found,) = district.rows("SELECT id, subject_id FROM records_record")
    ask = {"subject": found[1], "records": [found[0]], "organ": subjects.organ("区信用办").subject_id, "on": dt.date(2026, 6, 10)}
    with district.side("desk"):
        assert law.may("disclose-line", **ask)["codes"] == ["step-missing"]
        steps = {"acceptance": dt.date(2026, 6, 9), "consent": dt.date(2026, 6, 8)}
        assert law.may("disclose-line", **ask, steps=steps)["outcome"] == "warrant"
