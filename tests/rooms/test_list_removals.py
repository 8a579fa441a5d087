"""An entry of a list that its organ has removed stays removed, in whatever order files come (docs/rulings.md, 540 to 543, 580, 581)."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass

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
KEPT, OUTDATED, APART = "removal-stands", "listing-outdated", "removal-other-number"


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


TO_COME = {"YC_YC_RQ": "2026/06/01", "YC_YC_SY": "期满"}


@pytest.mark.parametrize("received", ["2026-05-10", "2026-05-18", "2026-06-01", "2026-06-18"])
def test_an_older_copy_takes_no_removal_away_that_was_still_to_come(district, send, received):
    """Before its day as after it: on that day the entry ends, and nobody would see that an old row stopped it."""
    send(entry())
    send(entry(**TO_COME))
    again = send(entry(YC_BZ="补报"), received=received)
    assert (fates(again), again["findings"][KEPT]) == ((0, 0, 1), 1)
    assert ends(district) == ["2026-06-01"]


def test_a_removal_still_to_come_is_taken_away_by_the_organs_word(district, send):
    send(entry(**TO_COME), entry())
    assert ends(district) == ["2026-06-01"]
    assert fates(send(entry(YC_YC_RQ="2099/12/31"), received="2026-05-18")) == (0, 1, 0)
    assert ends(district) == [None]


@pytest.mark.parametrize("filler", ["9999/12/31", "9999-12-31", "2100/01/01", "2999.12.31"])
def test_a_filler_for_no_day_removes_nothing_and_opens_nothing(district, send, filler):
    """What a program writes where nobody removed anything (ruling 581); the organ's own word that an entry stands is 2099/12/31."""
    first = send(entry(YC_YC_RQ=filler))
    assert (fates(first), first["findings"]["removal-never"]) == ((1, 0, 0), 1)
    assert "removal-to-come" not in first["findings"]
    assert ends(district) == [None]
    send(entry(**REMOVED))
    again = send(entry(YC_YC_RQ=filler, YC_BZ="补报"), received="2026-05-18")
    assert (fates(again), again["findings"][KEPT]) == ((0, 0, 1), 1)
    assert ends(district) == ["2026-05-06"]


LISTED_ANEW = {"YC_RQ": "2026/05/11"}
REMOVED_ANEW = LISTED_ANEW | {"YC_YC_RQ": "2026/05/14", "YC_YC_SY": "已补报年报"}


AN_OLD_ROW = {"removal": REMOVED | {"YC_BZ": "补报"}, "listing": LISTED | {"YC_BZ": "补报"}, "no-day-of-listing": REMOVED | {"YC_RQ": ""}}


@pytest.mark.parametrize(("old", "known"), [("removal", True), ("removal", False), ("listing", True), ("no-day-of-listing", True), ("no-day-of-listing", False)])
def test_an_old_row_ends_no_listing_that_came_after_it(district, send, old, known):
    """Ruling 580, whether what the row says had been known before or its file came late."""
    if known:
        send(entry(), entry(**REMOVED))
    send(entry(**LISTED_ANEW), received="2026-05-16")
    again = send(entry(**AN_OLD_ROW[old]), received="2026-05-18")
    assert (fates(again), again["findings"][OUTDATED]) == ((0, 0, 1), 1)
    assert ends(district) == [None]
    (told,) = (row for row in collection.batch(again["batch"])["by_code"] if row["code"] == OUTDATED)
    assert (told["lines"], told["returned"]) == ([1], False)


@pytest.mark.parametrize("anew", [REMOVED_ANEW, REMOVED_ANEW | {"YC_RQ": "2026/03/02"}], ids=["new-day-of-listing", "first-day-of-listing"])
def test_an_old_removal_sets_no_later_one_back(district, send, anew):
    for number, said in enumerate((LISTED, REMOVED, LISTED_ANEW, anew)):
        assert send(entry(**said), received=f"2026-05-{15 + number}")["findings"].keys().isdisjoint({KEPT, OUTDATED})
    assert send(entry(**REMOVED | {"YC_BZ": "补报"}), received="2026-05-20")["findings"][OUTDATED] == 1
    assert ends(district) == ["2026-05-14"]


def test_a_listing_anew_is_ended_by_its_own_removal(district, send):
    send(entry(**REMOVED), entry(**LISTED_ANEW))
    assert fates(send(entry(**REMOVED_ANEW), received="2026-05-18")) == (0, 1, 0)
    assert ends(district) == ["2026-05-14"]


def test_an_old_removal_of_a_person_ends_no_listing_anew(district, send):
    removed = {"MD_BD": "移出", "MD_YC_RQ": "2026/05/06", "MD_YC_SY": "已改正"}
    send(person())
    send(person(**removed), received="2026-05-16")
    send(person(MD_RQ="2026/05/11"), received="2026-05-17")
    assert send(person(**removed, MD_BZ="补报"), received="2026-05-18")["findings"][OUTDATED] == 1
    assert ends(district) == [None]


def test_what_was_listed_anew_by_a_batch_taken_back_was_not(district, send):
    send(entry(**REMOVED))
    anew = send(entry(**LISTED_ANEW), received="2026-05-16")
    with district.side("worker"):
        collection.revoke(anew["batch"], reason="报错了", on=dt.date(2026, 5, 18), actor="测试")
    assert fates(send(entry(**REMOVED | {"YC_YC_RQ": "2026/05/08"}), received="2026-05-19")) == (0, 1, 0)
    assert ends(district) == ["2026-05-08"]


@dataclass
class Entry:
    """What stands of an entry, by the words of rulings 540 and 580: ``said`` is its row, ``closed`` the end of an earlier listing."""

    said: tuple[str, str] | None = None
    closed: str = ""

    def fate(self, listed: str, end: str) -> str:
        """What becomes of a row, and what stands after it."""
        if self.said is not None:
            since, until = self.said
            until = "" if until == NEVER else until
            if not end and until and listed <= until:
                return KEPT
            outdated = listed <= self.closed if not end else end < since and listed < since or bool(until > self.closed) and listed <= self.closed and end <= self.closed
            if outdated:
                return OUTDATED
            if until and listed > until:
                self.closed = max(self.closed, until)
        was, self.said = self.said, (listed, end)
        return "accepted" if was is None else "unchanged" if was == self.said else "correction"


NEVER = "2099/12/31"


def test_portions_do_not_show(district, send, monkeypatch):
    """Rows at random, in portions of any size: the same versions stand."""
    for size in (1, 3, 1000):
        monkeypatch.setattr(reading, "CHUNK_ROWS", size)
        chance, state = random.Random(7), {}
        for round_ in range(3):
            rows, expected = [], Counter()
            for _ in range(60):
                number = f"{size}-{chance.randrange(5)}号"
                end = chance.choice(["", "", "2026/05/06", "2026/05/14", "2026/06/20", NEVER])
                listed = chance.choice(["2026/03/02", "2026/03/02", "2026/03/02", "2026/05/08", "2026/05/16"])
                rows.append(entry(YC_WSH=number, YC_RQ=listed, YC_YC_RQ=end))
                expected[state.setdefault(number, Entry()).fate(listed, end)] += 1
            figures = send(*rows, received=f"2026-06-0{round_ + 1}")
            told = figures["findings"]
            assert (*fates(figures), told.get(KEPT, 0), told.get(OUTDATED, 0)) == (
                expected["accepted"], expected["correction"], expected["unchanged"] + expected[KEPT] + expected[OUTDATED], expected[KEPT], expected[OUTDATED],
            )  # fmt: skip


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
        publicity.withdraw(found, organ=found.organ_id, kind="mistake", reason="另号误报", on=dt.date(2026, 5, 18), actor="测试")
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
