"""工作日历: on which days public offices work, as data. No clock, no database.

A year has an official table (the yearly notice of the State Council's General Office, with shifted
weekends) or only a provisional one: weekends and the statutory holidays. A table may also speak of the
last days of December before its year and the first of January after it; there the later table is right.
"""

import calendar as months
import csv
import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import chinese_calendar
from chinese_calendar.constants import Holiday, holidays, workdays

from chengxin.ground.errors import WrongUse

FIRST_YEAR = 2004
LAST_SHIPPED_YEAR = max(day.year for day in workdays)
SHIPPED_SOURCE = "随程序提供的历年节假日安排（chinesecalendar）"
PROVISIONAL_SOURCE = "暂定：周末和法定节假日，官方安排尚未导入"
# 全国年节及纪念日放假办法, as amended: first year; 春节 days counted from the first of the lunar year; 劳动节 days in May;
# whether 清明, 端午 and 中秋 are holidays. 元旦 has one day and 国庆节 three throughout. (M; held against the shipped years by a test)
_STATUTORY = (
    (1999, range(3), range(1, 4), False),
    (2008, range(-1, 2), range(1, 2), True),
    (2014, range(3), range(1, 2), True),
    (2025, range(-1, 3), range(1, 3), True),
)
_FESTIVALS = {"spring_festival": "春节", "tomb_sweeping": "清明节", "dragon_boat": "端午节", "mid_autumn": "中秋节"}
_CHINESE = {holiday.value: holiday.chinese for holiday in Holiday}


@dataclass(frozen=True)
class WorkingDay:
    """A computed day; ``provisional`` (暂定) where a year's official table was not there yet."""

    day: dt.date
    provisional: bool


@dataclass(frozen=True)
class YearTable:
    """官方安排: the table of one year: days off beside the weekends' own, and weekend days worked, each with its name."""

    year: int
    off: Mapping[dt.date, str]
    worked: Mapping[dt.date, str]
    source: str


class Calendar:
    """工作日历: the shipped years, the given official tables (which replace them), and provisional years after."""

    def __init__(self, tables: Iterable[YearTable] = ()) -> None:
        self.tables = {table.year: table for table in tables}
        self._said: dict[dt.date, bool] = {}
        for year in sorted(self.tables):
            table = self.tables[year]
            self._said |= dict.fromkeys(table.off, False) | dict.fromkeys(table.worked, True)
        self._ends: dict[tuple[dt.date, int], WorkingDay] = {}
        self._counts: dict[int, list[int]] = {}  # per year: how many working days its first n days hold

    def is_official(self, year: int) -> bool:
        """Whether ``year`` has an official table. Years before 2004 are refused."""
        _check(year)
        return year in self.tables or year <= LAST_SHIPPED_YEAR

    def source(self, year: int) -> str:
        """Where the days of ``year`` come from."""
        if year in self.tables:
            return self.tables[year].source
        return SHIPPED_SOURCE if self.is_official(year) else PROVISIONAL_SOURCE

    def is_working_day(self, day: dt.date) -> bool:
        """True if public offices work on ``day``. Years before 2004 are refused."""
        counts, place = self._counted_in(day.year), _place(day)
        return counts[place] > counts[place - 1]

    def working_days_between(self, after: dt.date, through: dt.date) -> int:
        """How many working days there are after ``after``, through ``through``; ``after`` is not the later."""
        first, last = self._counted_in(after.year), self._counted_in(through.year)
        between = sum(self._counted_in(year)[-1] for year in range(after.year, through.year))
        return between + last[_place(through)] - first[_place(after)]

    def _counted_in(self, year: int) -> list[int]:
        counts = self._counts.get(year)
        if counts is None:
            counts = self._counts[year] = list(itertools.accumulate(map(self._worked, _days_of(year)), initial=0))
        return counts

    def _worked(self, day: dt.date) -> bool:
        said = self._said.get(day)
        if said is not None:
            return said
        if day.year in self.tables:
            return day.weekday() < 5
        if day.year <= LAST_SHIPPED_YEAR:
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < 5 and day not in statutory_holidays(day.year)

    def working_days_after(self, day: dt.date, count: int) -> WorkingDay:
        """The ``count``-th working day after ``day``: the first working day after it is day 1 (ruling 6)."""
        if count < 0:
            raise ValueError(f"count is {count}")
        known = self._ends.get((day, count))
        if known is None:
            known = self._ends[day, count] = self._counted(day, count)
        return known

    def _counted(self, day: dt.date, count: int) -> WorkingDay:
        provisional, current, left = False, day, count
        while left:
            current += dt.timedelta(days=1)
            provisional = provisional or not self.is_official(current.year)
            left -= self.is_working_day(current)
        return WorkingDay(current, provisional)

    def year(self, year: int) -> "Year":
        """Everything about ``year`` that is not an ordinary week."""
        every = _days_of(year)
        names = self._names(year)
        off = {day: names.get(day, "") for day in every if not self.is_working_day(day) and (day.weekday() < 5 or day in names)}
        worked = {day: names.get(day, "") for day in every if self.is_working_day(day) and day.weekday() >= 5}
        return Year(year, self.is_official(year), self.source(year), off, worked, self._counted_in(year)[-1])

    def _names(self, year: int) -> dict[dt.date, str]:
        names: dict[dt.date, str] = {}
        if year in self.tables:
            pass
        elif year <= LAST_SHIPPED_YEAR:
            names = {day: _CHINESE[name] for days in (holidays, workdays) for day, name in days.items() if day.year == year}
        else:
            names = dict(statutory_holidays(year))
        for told in sorted(self.tables):
            names |= {day: name for days in (self.tables[told].off, self.tables[told].worked) for day, name in days.items() if day.year == year}
        return names


@dataclass(frozen=True)
class Year:
    """一年的安排: what ``Calendar.year`` tells."""

    year: int
    official: bool
    source: str
    off: Mapping[dt.date, str] = field(repr=False)
    worked: Mapping[dt.date, str] = field(repr=False)
    working_days: int


@functools.cache
def statutory_holidays(year: int) -> Mapping[dt.date, str]:
    """法定节假日 of ``year`` with their names. After the last year of the table of festivals only those with a fixed day."""
    _, spring, labour, festivals = max(rule for rule in _STATUTORY if rule[0] <= year)
    found = {dt.date(year, 1, 1): "元旦"}
    lunar = _festivals().get(year, {})
    if lunar:
        found |= {lunar["春节"] + dt.timedelta(days=offset): "春节" for offset in spring}
        if festivals:
            found |= {day: name for name, day in lunar.items() if name != "春节"}
    found |= {dt.date(year, 5, day): "劳动节" for day in labour}
    found |= {dt.date(year, 10, day): found.get(dt.date(year, 10, day), "国庆节") for day in (1, 2, 3)}
    return dict(sorted(found.items()))


@functools.cache
def _festivals() -> dict[int, dict[str, dt.date]]:
    """Days of the festivals that move, from the shipped table (computed; the marks stand in the file)."""
    with (Path(__file__).parent / "data" / "festivals.csv").open(encoding="utf-8", newline="") as stream:
        return {int(row["year"]): {name: dt.date.fromisoformat(row[column]) for column, name in _FESTIVALS.items()} for row in csv.DictReader(stream)}


def _check(year: int) -> None:
    if year < FIRST_YEAR:
        raise WrongUse(f"{FIRST_YEAR} 年以前没有工作日历：{year} 年")


def _days_of(year: int) -> list[dt.date]:
    _check(year)
    return [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366 if months.isleap(year) else 365)]


def _place(day: dt.date) -> int:
    return day.timetuple().tm_yday
