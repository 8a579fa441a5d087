"""An entry of a list that its organ has removed stays removed, in whatever order files come (docs/rulings.md, 540 to 543)."""

import datetime as dt
import random

import pytest

from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.collection import reading
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from tests.rooms.making import row_of

RECEIVED = "2026-05-15"
LISTED = {"YC_RQ": "2026/03/02", "YC_WSH": "津市监异〔2026〕3号", "YC_YC_RQ": "", "YC_YC_SY": "", "YC_YC_JG": ""}
REMOVED = LISTED | {"YC_YC_RQ": "2026/05/06", "YC_YC_SY": "已补报年报"}
KEPT, APART = "removal-stands", "removal-other-number"


def entry(**said: str) -> dict[str, str]:
    item = catalogue.item("abnormal_operation")
    return row_of(item, item.versions[-1], **LISTED | said)


def person(**said: str) -> dict[str, str]:
    item = catalogue.item("serious_list")
    listed = {"MD_ZL": "AQSC", "MD_RQ": "2026/03/02", "MD_WSH": "津应急名单〔2026〕3号", "MD_JZ": "", "MD_BD": "列入", "MD_YC_RQ": "", "MD_YC_SY": ""}
    return row_of(item, item.versions[-1], person=True, **listed | said)


@pytest.fixture
def send(district):
    """Send rows of the list, as one file; tells its figures."""

    def sent(*rows: dict[str, str], received: str = RECEIVED) -> dict:
        return district.collect(*rows, source="serious_lists" if "名单种类" in rows[0] else "abnormal_operations", received=received)

    return sent


def ends(district) -> list[str | None]:
    """When each entry ends, as the law reads it, by its number."""
    rows = district.rows(
        "SELECT DISTINCT ON (r.document_number, r.id) v.traits->>'given_end' FROM records_record r JOIN records_standing v ON v.record_id = r.id ORDER BY r.document_number, r.id, v.id DESC"
    )
    return [end for (end,) in rows]


def fates(figures: dict) -> tuple[int, int, int]:
    return figures["accepted"], figures["corrections"], figures["unchanged"]


def test_an_older_copy_of_the_listing_does_not_open_the_entry_again(district, send):
    send(entry())
    assert fates(send(entry(**REMOVED))) == (0, 1, 0)
    again = send(entry(YC_BZ="补报"), received="2026-05-18")
    assert (fates(again), again["findings"][KEPT]) == ((0, 0, 1), 1)
    assert ends(district) == ["2026-05-06"]
    told = next(row for row in collection.batch(again["batch"])["by_code"] if row["code"] == KEPT)
    assert (told["lines"], told["returned"]) == ([1], False)


def test_a_removed_entry_of_a_person_stays_removed(district, send):
    send(person())
    send(person(MD_BD="移出", MD_YC_RQ="2026/05/06", MD_YC_SY="已改正"))
    again = send(person(MD_BZ="补报"), received="2026-05-18")
    assert (fates(again), again["findings"][KEPT]) == ((0, 0, 1), 1)
    assert ends(district) == ["2026-05-06"]


def test_an_older_copy_that_is_entered_late_for_an_earlier_day_opens_nothing(district, send):
    send(entry(**REMOVED))
    assert send(entry(), received="2026-04-01")["findings"][KEPT] == 1
    assert ends(district) == ["2026-05-06"]


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_the_order_of_rows_in_a_file_opens_nothing(district, send, monkeypatch, size):
    """What a list says twice in one file, with and without the removal."""
    monkeypatch.setattr(reading, "CHUNK_ROWS", size)
    figures = send(entry(**REMOVED), entry(), entry(), entry(**REMOVED))
    assert (fates(figures), figures["findings"][KEPT]) == ((1, 0, 3), 2)
    assert ends(district) == ["2026-05-06"]
    again = send(entry(), entry(**REMOVED), received="2026-05-18")
    assert (fates(again), again["findings"][KEPT]) == ((0, 0, 2), 1)
    assert ends(district) == ["2026-05-06"]


@pytest.mark.parametrize("said", [{"YC_YC_RQ": "2026/05/08"}, {"YC_YC_RQ": "2099/12/31"}, {"YC_RQ": "2026/05/11"}], ids=["another-day", "removed-never", "listed-later"])
def test_the_organ_says_itself_that_an_entry_stands_again(district, send, said):
    send(entry(**REMOVED))
    figures = send(entry(**said), received="2026-05-18")
    assert fates(figures) == (0, 1, 0)
    assert KEPT not in figures["findings"]
    assert ends(district) == [{"2026/05/08": "2026-05-08"}.get(said.get("YC_YC_RQ", ""))]


def test_an_entry_stands_again_where_the_batch_with_the_removal_is_taken_back(district, send):
    send(entry())
    removed = send(entry(**REMOVED))
    with district.side("worker"):
        collection.revoke(removed["batch"], reason="报错了", on=dt.date(2026, 5, 18), actor="测试")
    assert ends(district) == [None]
    assert fates(send(entry(YC_BZ="补报"), received="2026-05-19")) == (0, 1, 0)


def test_a_removal_still_to_come_may_be_taken_away(district, send):
    send(entry(YC_YC_RQ="2026/12/31", YC_YC_SY="期满"))
    assert fates(send(entry(), received="2026-05-18")) == (0, 1, 0)
    assert ends(district) == [None]


def test_portions_do_not_show(district, send, monkeypatch):
    """Rows at random, in portions of any size: the same versions stand."""
    for size in (1, 3, 1000):
        monkeypatch.setattr(reading, "CHUNK_ROWS", size)
        chance, state = random.Random(7), {}
        for round_ in range(3):
            rows, expected = [], [0, 0, 0, 0]
            for _ in range(30):
                number = f"{size}-{chance.randrange(4)}号"
                end, listed = chance.choice(["", "", "2026/05/06", "2099/12/31"]), chance.choice(["2026/03/02", "2026/03/02", "2026/03/02", "2026/05/08"])
                rows.append(entry(YC_WSH=number, YC_RQ=listed, YC_YC_RQ=end))
                stood = state.get(number)
                if stood and stood[0] == "2026/05/06" and not end and listed <= "2026/05/06":
                    expected[3] += 1
                elif stood == (end, listed):
                    expected[2] += 1
                else:
                    expected[1 if stood else 0] += 1
                    state[number] = (end, listed)
            figures = send(*rows, received=f"2026-06-0{round_ + 1}")
            assert (*fates(figures), figures["findings"].get(KEPT, 0)) == (expected[0], expected[1], expected[2] + expected[3], expected[3])


OTHER = REMOVED | {"YC_WSH": "津市监移〔2026〕9号"}  # the removal under the number of its own decision


@pytest.mark.parametrize("rows", [(LISTED, OTHER), (OTHER, LISTED)], ids=["listed-first", "removed-first"])
@pytest.mark.parametrize("together", [True, False], ids=["one-file", "two-files"])
def test_a_removal_under_a_number_of_its_own_is_told(district, send, rows, together):
    """It ends no entry: which one is meant is the organ's to say (ruling 541)."""
    made = [entry(**said) for said in rows]
    first = None if together else send(made[0])
    figures = send(*made) if together else send(made[1], received="2026-05-18")
    assert figures["accepted"] == (2 if together else 1)
    assert figures["findings"][APART] == 1
    assert first is None or APART not in first["findings"]
    (told,) = (row for row in collection.batch(figures["batch"])["by_code"] if row["code"] == APART)
    assert told["lines"] == [1 + (together and rows[1] is OTHER)]
    assert sorted(ends(district), key=str) == ["2026-05-06", None]


def test_a_removal_that_is_dated_as_its_own_listing_is_told(district, send):
    send(entry())
    assert send(entry(**OTHER | {"YC_RQ": "2026/05/06"}), received="2026-05-18")["findings"][APART] == 1


def test_a_removal_of_a_person_under_a_number_of_its_own_is_told(district, send):
    send(person())
    assert send(person(MD_WSH="津应急移〔2026〕9号", MD_BD="移出", MD_YC_RQ="2026/05/06", MD_YC_SY="已改正"), received="2026-05-18")["findings"][APART] == 1


def test_a_removal_that_was_withdrawn_is_told_no_more(district, send):
    send(entry(**OTHER))
    with district.side("desk"):
        found = records.record(OTHER["YC_WSH"])
        publicity.withdraw(found, organ=found.organ_id, reason="另号误报", on=dt.date(2026, 5, 18), actor="测试")
    assert APART not in send(entry(), received="2026-05-18")["findings"]


def test_two_listings_of_one_firm_are_no_removal_of_each_other(district, send):
    figures = send(entry(), entry(YC_WSH="津市监异〔2026〕8号", YC_RQ="2026/04/01"))
    assert APART not in figures["findings"]
    later = send(entry(**REMOVED), entry(YC_WSH="津市监异〔2026〕8号", YC_RQ="2026/04/01"), entry(YC_WSH="津市监异〔2026〕1号", YC_RQ="2025/01/06", YC_YC_RQ="2025/02/06"))
    assert fates(later) == (1, 1, 1)
    assert APART not in later["findings"]


@pytest.mark.parametrize(
    ("row", "code", "count"),
    [
        (entry(**REMOVED), "removal-incomplete", 0),
        (entry(YC_YC_SY="已补报年报"), "removal-incomplete", 1),
        (entry(YC_YC_JG="天津市河北区市场监督管理局"), "removal-incomplete", 1),
        (entry(YC_YC_RQ="2026/05/06"), "removal-incomplete", 1),
        (person(MD_BD="撤销"), "removal-incomplete", 1),
        (person(MD_BD="撤销", MD_YC_RQ="2026/05/06", MD_YC_SY="列入决定被撤销"), "removal-incomplete", 0),
        (person(MD_BD="移出", MD_YC_RQ="2026/05/06"), "removal-incomplete", 0),
        (person(MD_BD="移出", MD_YC_RQ="2026/05/06"), "value-advised-when", 1),
        (entry(YC_YC_RQ="2026/12/31", YC_YC_SY="期满"), "removal-to-come", 1),
        (entry(**REMOVED), "removal-to-come", 0),
    ],
)
def test_what_is_told_of_a_removal_by_halves_goes_on_and_is_told(send, row, code, count):
    figures = send(row)
    assert (figures["accepted"], figures["findings"].get(code, 0)) == (1, count), figures
