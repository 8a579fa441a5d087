"""One number in two lists is two entries of one organ, and what is told of one changes nothing of the other (docs/rulings.md, 582)."""

from importlib import import_module

import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import reading
from tests.rooms.making import row_of

SECOND = "number-in-another-list"
REMOVED = {"MD_BD": "移出", "MD_YC_RQ": "2026/05/06", "MD_YC_SY": "已改正"}


def entry(kind: str, *, person: bool = False, **said: str) -> dict[str, str]:
    item = catalogue.item("serious_list")
    listed = {"MD_ZL": kind, "MD_RQ": "2026/03/02", "MD_WSH": "津名单〔2026〕3号", "MD_JZ": "", "MD_BD": "列入", "MD_YC_RQ": "", "MD_YC_SY": ""}
    return row_of(item, item.versions[-1], person=person, **listed | said)


@pytest.fixture
def send(district):
    """Send rows of the lists as one file; tells accepted, corrections and unchanged, and how many rows stand beside another list."""

    def sent(*rows: dict[str, str], received: str = "2026-05-15") -> tuple[int, int, int, int]:
        figures = district.collect(*rows, source="serious_lists", received=received)
        return figures["accepted"], figures["corrections"], figures["unchanged"], figures["findings"].get(SECOND, 0)

    return sent


def ends(district) -> dict[str, str | None]:
    """When each entry ends, by its list."""
    return dict(
        district.rows("SELECT DISTINCT ON (r.id) r.list_kind, v.traits->>'given_end' FROM records_record r JOIN records_standing v ON v.record_id = r.id ORDER BY r.id, v.id DESC")
    )


@pytest.mark.parametrize("who", [{}, {"person": True}, {"MD_DM": "无"}], ids=["firm", "person", "unlinked"])
def test_a_removal_from_one_list_leaves_the_other(district, send, who):
    send(entry("AQSC", **who))
    assert send(entry("AQSC", **REMOVED, **who), received="2026-05-16") == (0, 1, 0, 0)
    assert send(entry("ZDSS", **who), received="2026-05-17") == (1, 0, 0, 0)
    assert ends(district) == {"AQSC": "2026-05-06", "ZDSS": None}
    assert send(entry("ZDSS", **REMOVED | {"MD_YC_RQ": "2026/05/12"}, **who), received="2026-05-18") == (0, 1, 0, 0)
    assert ends(district) == {"AQSC": "2026-05-06", "ZDSS": "2026-05-12"}


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_two_lists_in_one_file_are_two_entries(district, send, monkeypatch, size):
    monkeypatch.setattr(reading, "CHUNK_ROWS", size)
    rows = [entry("AQSC"), entry("ZDSS"), entry("AQSC"), entry("AQSC", **REMOVED), entry("ZDSS"), entry("AQSC")]
    assert send(*rows) == (2, 1, 3, 1)
    assert ends(district) == {"AQSC": "2026-05-06", "ZDSS": None}
    assert send(*rows[:2], received="2026-05-16") == (0, 0, 2, 0)


def test_a_second_list_beside_one_that_stands_is_told_once(district, send):
    """Another word for the list may mean to correct it, and then the first entry would stand on."""
    send(entry("AQSC"))
    assert send(entry("ZDSS"), received="2026-05-16") == (1, 0, 0, 1)
    assert send(entry("ZDSS", MD_BZ="更正"), received="2026-05-17") == (0, 1, 0, 0)
    assert send(entry(""), received="2026-05-18") == (1, 0, 0, 1)


def test_one_number_of_two_subjects_waits_whatever_the_lists(district, send):
    """Ruling 15: the number was the one decision's."""
    send(entry("AQSC"))
    assert send(entry("ZDSS", person=True), received="2026-05-16")[0] == 1
    assert district.value("SELECT count(*) FROM records_open_hold") == 2
    assert send(entry("ZDSS"), received="2026-05-17")[0] == 1


def test_entries_of_a_home_from_before_are_in_the_list_they_tell(district, send):
    send(entry("AQSC"), entry("ZDSS", MD_WSH="津名单〔2026〕4号"), entry("AQSC", person=True, MD_WSH="津名单〔2026〕5号"))
    told = "SELECT document_number, list_kind FROM records_record ORDER BY 1"
    before = district.rows(told)
    with district.connect("owner", options="-c search_path=chengxin") as raw:
        raw.execute("ALTER TABLE records_record DISABLE TRIGGER USER; UPDATE records_record SET list_kind = ''; ALTER TABLE records_record ENABLE TRIGGER USER")
        raw.execute(import_module("chengxin.records.migrations.0009_list_in_key").FILLED)
    assert district.rows(told) == before == [("津名单〔2026〕3号", "AQSC"), ("津名单〔2026〕4号", "ZDSS"), ("津名单〔2026〕5号", "AQSC")]
    assert send(entry("AQSC"), received="2026-05-16") == (0, 0, 1, 0)
