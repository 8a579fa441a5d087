"""日与期限: working days and months, by the calendar of this process.

Time is an argument everywhere; only doors ask the clock. Working days follow the official calendar with
shifted weekends; a year without its table is reckoned provisionally, and every day computed from it says
so (ruling 5). The calendar is data: rules read the process-wide one, which doors renew from the database
at the start of a command or a job (``calendars.refresh``), or take one as an argument.
"""

import calendar as months
import datetime as dt

from chengxin.ground.working_calendar import FIRST_YEAR, LAST_SHIPPED_YEAR, Calendar, WorkingDay, Year, YearTable, statutory_holidays

LAST_OFFICIAL_YEAR = LAST_SHIPPED_YEAR  # of the years shipped; later ones come by ``chengxin calendar import``

_current = Calendar()


def current() -> Calendar:
    """The calendar of this process; the shipped one until a door has renewed it."""
    return _current


def use(calendar: Calendar) -> None:
    """Make ``calendar`` the one of this process."""
    global _current
    _current = calendar


def is_working_day(day: dt.date, *, calendar: Calendar | None = None) -> bool:
    """True if public offices work on ``day``. Years before 2004 are refused."""
    return (calendar or _current).is_working_day(day)


def working_days_after(day: dt.date, count: int, *, calendar: Calendar | None = None) -> WorkingDay:
    """The ``count``-th working day after ``day``: the first working day after it is day 1 (ruling 6)."""
    return (calendar or _current).working_days_after(day, count)


def working_days_left(last: dt.date, *, on: dt.date, calendar: Calendar | None = None) -> int:
    """How many working days there are after ``on`` to the last day, that day with them; negative: how many it is over, at least one, also at a weekend."""
    between = (calendar or _current).working_days_between(min(on, last), max(on, last))
    return between if last >= on else -max(between, 1)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day ``count`` months later, or that month's last day; that day is the last one (ruling 6)."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


__all__ = [
    "FIRST_YEAR",
    "LAST_OFFICIAL_YEAR",
    "Calendar",
    "WorkingDay",
    "Year",
    "YearTable",
    "add_months",
    "current",
    "is_working_day",
    "statutory_holidays",
    "use",
    "working_days_after",
    "working_days_left",
]
