"""The demo's files: the same for the same day, in the order of their days, of all sources, by nobody who lives."""

import datetime as dt
import hashlib
from collections import Counter
from pathlib import Path

import pytest

from chengxin.collection import api as collection
from chengxin.demo.codes import PERSONS_AT_MOST, identity_number
from chengxin.demo.deeds import WITHDRAWN
from chengxin.demo.making import Deeds, Publication, Sending, events
from chengxin.demo.sizes import FULL, MONTHS, NAMES, SMALL
from chengxin.demo.world import World, back
from chengxin.ground.api import WrongUse, identifiers

DAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def small():
    return list(events(DAY, SMALL))


def fingerprint(made) -> str:
    whole = hashlib.sha256()
    for event in made:
        whole.update(repr(event).encode())
    return whole.hexdigest()


def test_the_same_day_makes_the_same_files_and_another_day_others(small):
    assert fingerprint(small) == fingerprint(events(DAY, SMALL))
    assert fingerprint(small) != fingerprint(events(DAY + dt.timedelta(days=1), SMALL))


@pytest.mark.parametrize("today", [DAY, dt.date(2026, 2, 28), dt.date(2028, 2, 29), dt.date(2027, 1, 1), dt.date(2026, 11, 22)])
def test_days_go_forward_and_end_today(today):
    days = [event.day for event in events(today, SMALL)]
    assert days == sorted(days)
    assert days[-1] == today and days[0] < back(today, MONTHS)


def test_every_source_sends_and_every_kind_of_event_occurs(small):
    assert {event.source for event in small if isinstance(event, Sending)} == set(collection.sources())
    deeds = Counter(deed.kind for event in small if isinstance(event, Deeds) for deed in event.deeds)
    assert deeds.keys() >= {"withdraw", "settle", "classify"}
    assert all((deed.word, deed.reason) in WITHDRAWN for event in small if isinstance(event, Deeds) for deed in event.deeds if deed.kind == "withdraw")
    assert sum(isinstance(event, Publication) for event in small) == MONTHS // SMALL.every + 2, "a run a round, and one after the last deeds"


def test_no_file_is_sent_twice(small):
    contents = [(event.source, event.content) for event in small if isinstance(event, Sending)]
    assert len(contents) == len(set(contents))


@pytest.fixture(scope="module")
def district():
    return World(DAY, FULL)


def test_the_whole_district_has_its_numbers(district):
    assert len(district.parties.registered) == 20_000 and len(district.organs.all) == 40 and len(district.everybody) == 5_000
    assert len(district.organs.streets) == 10 and len(district.rounds) == MONTHS + 1


def test_codes_hold_are_unlike_and_are_marked_as_invented(district):
    codes = [party.code for party in [*district.parties.registered, *district.parties.societies]] + [organ.code for organ in district.organs.all]
    assert len(codes) == len(set(codes))
    assert all(identifiers.credit_code.is_valid(code) and code[8:10] == "XN" for code in codes)


def test_no_identity_number_can_be_a_living_persons():
    numbers = [identity_number(number) for number in range(0, PERSONS_AT_MOST, 7)]
    assert len(numbers) == len(set(numbers))
    for number in numbers:
        assert identifiers.identity_number.is_valid(number)
        assert identifiers.identity_number.birth_date(number) < dt.date(1835, 1, 1)
        assert number[14:17] in ("998", "999")
    with pytest.raises(ValueError):
        identity_number(PERSONS_AT_MOST)


def test_lives_are_ordinary(district):
    parties = district.parties.registered
    ended = Counter(party.end for party in parties if party.ended)
    assert 600 < ended["注销"] < 1500 and 100 < ended["吊销，未注销"] < 600
    assert all(party.founded < party.ended for party in parties if party.ended)
    assert 100 < sum(len(party.names) > 1 for party in parties) < 600
    names = Counter(party.name_on(DAY) for party in district.parties.firms)
    assert sum(count > 1 for count in names.values()) >= 40, "namesakes"
    assert sum("分公司" in party.form for party in district.parties.firms) > 400


def test_a_renamed_firm_is_called_by_the_name_of_the_day(district):
    party = next(party for party in district.parties.firms if len(party.names) > 1)
    since, name = party.names[1]
    assert party.name_on(since) == name != party.name_on(since - dt.timedelta(days=1))


@pytest.mark.parametrize(("said", "size"), [("", FULL), ("1", FULL), ("full", FULL), ("small", SMALL)])
def test_sizes_by_name(monkeypatch, said, size):
    from chengxin.demo.sizes import chosen

    monkeypatch.setenv("CHENGXIN_DEMO", said)
    assert chosen() is size


def test_an_unknown_size_is_wrong_use(monkeypatch):
    from chengxin.demo.sizes import chosen

    monkeypatch.setenv("CHENGXIN_DEMO", "huge")
    with pytest.raises(WrongUse):
        chosen()
    assert "huge" not in NAMES


@pytest.mark.slow
def test_the_whole_demo_is_made_to_its_proportions():
    rows, people_alone = Counter(), 0
    for event in events(DAY, FULL):
        if isinstance(event, Sending):
            rows[event.source] += event.rows
            people_alone += event.source in ("teachers", "nurses", "lawyers", "notaries", "appraisers", "vocational_certificates")
    assert 100_000 < sum(rows.values()) < 130_000
    assert rows["registrations"] > 20_000 and rows["licences"] > 2 * rows["penalties"] > 10_000
    assert people_alone == 18


def test_the_tour_tells_what_the_small_demo_holds(small):
    tour = (Path(__file__).parents[2] / "docs" / "tour.md").read_text(encoding="utf-8")
    files = sum(isinstance(event, Sending) for event in small)
    assert f"批次：{files + 1}\n" in tour and f"chengxin quarantine {files + 1}\n" in tour
    register = "".join(event.content.decode("utf-8-sig") for event in small if isinstance(event, Sending) and event.source == "registrations")
    assert "天津市北运映山食品有限公司,91120105XN0000098Q" in register and "天津市北运映山食品有限公司" in tour
    assert register.count("北运映山") == 1
    assert "林小满" in tour and "91120105MA0000007Q" not in register, "whom the tour sends is nobody of the demo"
