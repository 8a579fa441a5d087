"""The step machine: an example told day by day, and what holds for any table."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from chengxin.ground.api import days, steps
from chengxin.ground.api import steps as machine

LISTING = steps.StepTable(
    (
        steps.Step("notice"),
        steps.Step("statement", after=("notice",), within=steps.Limit(5, "working_days", "notice"), optional=True),
        steps.Step("decision", after=("statement",), waits=steps.Limit(5, "working_days", "notice", unless="statement")),
        steps.Step("service", after=("decision",), within=steps.Limit(7, "working_days", "decision")),
        steps.Step("recheck", after=("service",), within=steps.Limit(1, "months", "service")),
    )
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("done", "on", "next_", "waiting", "due", "overdue"),
    [
        ({}, "04-20", ("notice",), {}, {}, ()),
        # noticed on Thursday 04-23; the holiday of May is no working day, Saturday 05-09 is
        ({"notice": "04-23"}, "04-23", ("statement",), {"decision": "05-01"}, {"statement": "04-30"}, ()),
        ({"notice": "04-23"}, "04-30", ("statement",), {"decision": "05-01"}, {"statement": "04-30"}, ()),
        ({"notice": "04-23"}, "05-01", ("decision",), {}, {}, ()),
        ({"notice": "04-23", "statement": "04-24"}, "04-24", ("decision",), {}, {}, ()),
        ({"notice": "04-23", "decision": "05-06"}, "05-06", ("service",), {}, {"service": "05-14"}, ()),
        ({"notice": "04-23", "decision": "05-06"}, "05-14", ("service",), {}, {"service": "05-14"}, ()),
        ({"notice": "04-23", "decision": "05-06"}, "05-15", ("service",), {}, {"service": "05-14"}, ("service",)),
        ({"notice": "04-23", "decision": "05-06", "service": "05-08"}, "05-08", ("recheck",), {}, {"recheck": "06-08"}, ()),
        ({"notice": "05-24"}, "05-23", ("notice",), {}, {}, ()),
    ],
)
def test_where_a_listing_stands(done, on, next_, waiting, due, overdue):
    place = LISTING.stand({step: day(when) for step, when in done.items()}, on=day(on))
    told = ({step: last.day for step, last in found.items()} for found in (place.waiting, place.due))
    assert (place.next, *told, place.overdue) == (next_, {step: day(when) for step, when in waiting.items()}, {step: day(when) for step, when in due.items()}, overdue)
    assert not place.finished and not place.too_early and not place.late


def test_what_was_late_or_too_early_is_told():
    hasty = LISTING.stand({"notice": day("04-23"), "decision": day("04-24"), "service": day("06-01")}, on=day("06-02"))
    assert (hasty.too_early, hasty.late, hasty.finished) == (("decision",), ("service",), False)
    backwards = LISTING.stand({"notice": day("05-12"), "decision": day("05-06")}, on=day("06-02"))
    assert backwards.too_early == ("decision",)
    whole = LISTING.stand({"notice": day("04-23"), "decision": day("05-06"), "service": day("05-08"), "recheck": day("06-08")}, on=day("06-08"))
    assert whole.finished and whole.next == () and whole.due == {} and whole.late == ()


def test_a_day_of_a_year_without_calendar_is_provisional():
    far = dt.date(days.LAST_OFFICIAL_YEAR + 1, 3, 3)
    assert LISTING.stand({"notice": far}, on=far).due["statement"].provisional


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ((steps.Step("a"), steps.Step("a")), "a stands twice"),
        ((steps.Step("a", after=("b",)), steps.Step("b")), "a follows b"),
        ((steps.Step("a", within=steps.Limit(1, "months", "b")),), "counts from b"),
        ((steps.Step("a"), steps.Step("b", after=("a",), waits=steps.Limit(1, "months", "a", unless="c"))), "names c"),
        ((steps.Step("a"), steps.Step("b", within=steps.Limit(1, "weeks", "a"))), "not a number"),
        ((steps.Step("a"), steps.Step("b", waits=steps.Limit(1, "months", "a"))), "b waits for a, which it does not follow"),
        ((steps.Step("a"), steps.Step("b", within=steps.Limit(-1, "months", "a"))), "not a number"),
    ],
)
def test_a_wrong_table_is_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        steps.StepTable(wrong)
    with pytest.raises(ValueError, match="no such steps: d"):
        LISTING.stand({"d": day("04-23")}, on=day("04-23"))


@some.composite
def tables(draw) -> machine.StepTable:
    made: list[machine.Step] = []
    for number in range(draw(some.integers(1, 7))):
        known = [step.code for step in made]
        after = tuple(draw(some.lists(some.sampled_from(known), unique=True, max_size=2))) if known else ()
        limit = (
            some.builds(machine.Limit, some.integers(0, 20), some.sampled_from(machine.UNITS), some.sampled_from(known), some.sampled_from(["", *known])) if known else some.none()
        )
        within, waits = (draw(some.none() | limit) for _ in range(2))
        before = set(after).union(*(machine.StepTable(tuple(made)).behind[code] for code in after))
        waits = waits if waits and waits.of in before else None
        made.append(machine.Step(f"s{number}", after, within, waits, optional=draw(some.booleans())))
    return machine.StepTable(tuple(made))


DAYS = some.dates(dt.date(2022, 1, 1), dt.date(2026, 6, 30))


@given(tables(), DAYS, some.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_who_does_only_what_may_be_done_comes_to_the_end(table, start, chance):
    done, on = {}, start
    for _ in range(200):
        place = table.stand(done, on=on)
        assert place.too_early == ()
        if place.finished:
            return
        if place.next:
            done[chance.choice(place.next)] = on
        on = min(w.day for w in place.waiting.values()) if not place.next and place.waiting else on + dt.timedelta(days=chance.randint(0, 3))
    pytest.fail(f"never at the end: {table} {done}")


@given(tables(), some.data(), DAYS)
@settings(max_examples=150, deadline=None)
def test_what_a_place_says_agrees_with_itself(table, data, on):
    codes = [step.code for step in table.steps]
    done = data.draw(some.dictionaries(some.sampled_from(codes), DAYS))
    place = table.stand(done, on=on)
    assert place.done == {code: when for code, when in done.items() if when <= on}
    assert not set(place.next) & (place.done.keys() | place.waiting.keys())
    assert set(place.overdue) == {code for code, last in place.due.items() if last.day < on}
    assert place.finished == all(step.optional or step.code in place.done for step in table.steps)
    for step in table.steps:
        if step.code in place.due and step.within.unit == "working_days":
            counted = [on_ for n in range(1, 60) if days.is_working_day(on_ := done[step.within.of] + dt.timedelta(days=n))]
            assert place.due[step.code].day == (counted[step.within.count - 1] if step.within.count else done[step.within.of])
        if step.code in place.next:
            assert all(code in place.done or table.by_code[code].optional for code in step.after)
    # Nothing that lies ahead changes what is told of today.
    assert table.stand({code: when for code, when in done.items() if when <= on}, on=on) == place
