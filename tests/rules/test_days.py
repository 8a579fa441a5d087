"""Working days and months (rulings 5, 6)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chengxin.ground.api import WrongUse, days


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-04-30", 7, "2026-05-13"),  # the May holiday, and Saturday 05-09 is worked
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-01-01", 1, "2026-01-04"),  # Sunday 01-04 is worked
        ("2025-01-26", 1, "2025-01-27"),
        ("2026-11-20", 7, "2026-12-01"),
    ],
)
def test_working_days_follow_the_official_calendar(start, count, end):
    assert days.working_days_after(dt.date.fromisoformat(start), count) == days.WorkingDay(dt.date.fromisoformat(end), False)


def test_a_year_without_its_table_is_provisional():
    year = days.LAST_OFFICIAL_YEAR + 1
    assert days.working_days_after(dt.date(year, 3, 1), 7).provisional
    assert not days.is_working_day(dt.date(year, 10, 1))


def test_years_before_2004_are_refused():
    with pytest.raises(WrongUse):
        days.is_working_day(dt.date(2003, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"), [("2026-08-31", 3, "2026-11-30"), ("2024-02-29", 12, "2025-02-28"), ("2026-05-12", 12, "2027-05-12"), ("2025-11-30", 3, "2026-02-28")]
)
def test_a_month_later_is_the_same_day_or_the_last(start, months, end):
    assert days.add_months(dt.date.fromisoformat(start), months) == dt.date.fromisoformat(end)


@given(some.dates(dt.date(2004, 1, 1), dt.date(2040, 1, 1)), some.integers(1, 20))
def test_the_end_of_a_term_is_a_working_day_and_counts_exactly(start, count):
    end = days.working_days_after(start, count).day
    assert days.is_working_day(end)
    assert sum(days.is_working_day(start + dt.timedelta(days=i)) for i in range(1, (end - start).days + 1)) == count
