"""日与期限: business days, working days, months.

Time is an argument everywhere; only doors ask :func:`today`. Working days follow the official
calendar with shifted weekends (the yearly notice of the State Council's General Office); a year
without its table yet uses a provisional one (weekends and the fixed statutory holidays), and every
day computed from it says so (ruling 5).
"""

import calendar
import datetime as dt
import functools
from dataclasses import dataclass

import chinese_calendar
from chinese_calendar.constants import workdays as _shifted_workdays

from chengxin.ground.errors import WrongUse

FIRST_YEAR = 2004
LAST_OFFICIAL_YEAR = max(day.year for day in _shifted_workdays)
# 全国年节及纪念日放假办法: the holidays with a fixed day in the solar calendar (month, day).
_FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


@dataclass(frozen=True)
class WorkingDay:
    """A computed day; ``provisional`` (暂定) where a year's official table was not there yet."""

    day: dt.date
    provisional: bool


def is_working_day(day: dt.date) -> bool:
    """True if public offices work on ``day``. Years before 2004 are refused."""
    if day.year < FIRST_YEAR:
        raise WrongUse(f"{FIRST_YEAR} 年以前没有工作日历：{day.isoformat()}")
    if day.year <= LAST_OFFICIAL_YEAR:
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED_HOLIDAYS


@functools.cache
def working_days_after(day: dt.date, count: int) -> WorkingDay:
    """The ``count``-th working day after ``day``: the first working day after it is day 1 (ruling 6)."""
    provisional = False
    current, left = day, count
    while left:
        current += dt.timedelta(days=1)
        provisional = provisional or current.year > LAST_OFFICIAL_YEAR
        left -= is_working_day(current)
    return WorkingDay(current, provisional)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or that month's last day; that day is the last one (ruling 6)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
