"""考核规则: rates, and by when a file of a reporting cycle is to be there. No database, no clock."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

AfterWorkingDays = Callable[[dt.date, int], dt.date]


@dataclass(frozen=True)
class Delivery:
    """一期报送: what became of the file of one period of a cycle: ``state`` is in-time, late, missing or waiting; ``late_by`` working days."""

    begins_on: dt.date
    ends_on: dt.date
    due_on: dt.date
    state: str
    came_on: dt.date | None = None
    late_by: int = 0


def cycle_period(day: dt.date, months: int) -> tuple[dt.date, dt.date]:
    """The period of a cycle of so many months (0: a day) that ``day`` lies in: quarters and years as the calendar has them."""
    if months == 0:
        return day, day
    first = (day.month - 1) // months * months + 1
    begins = dt.date(day.year, first, 1)
    after = begins.month - 1 + months
    return begins, dt.date(begins.year + after // 12, after % 12 + 1, 1) - dt.timedelta(days=1)


def due_of(ends_on: dt.date, rule: Mapping[str, Any], after: AfterWorkingDays) -> dt.date:
    """The last day on which the file of a period that ends then is in time."""
    if "working_days" in rule:
        return after(ends_on, rule["working_days"])
    month = ends_on + dt.timedelta(days=1)
    last = (dt.date(month.year + month.month // 12, month.month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return month.replace(day=min(rule["day"], last))


def deliveries(
    rule: Mapping[str, Any],
    came: Sequence[dt.date],
    nothing_in: Iterable[dt.date],
    *,
    since: dt.date,
    due_from: dt.date,
    due_to: dt.date,
    known_on: dt.date,
    after: AfterWorkingDays,
    between: Callable[[dt.date, dt.date], int],
) -> list[Delivery]:
    """The periods of a cycle that fall due in a span, and what became of their files.

    ``came``: days on which a file of the item came from the organ; ``nothing_in``: first days of months for which it said that
    there was nothing. A file counts for the period whose last day of grace it is the first after the one before. Periods that
    began before ``since`` (the platform's first day with that item) are nobody's duty.
    """
    came = sorted(day for day in came if day <= known_on)
    nothing = set(nothing_in)
    months = rule["months"]
    found: list[Delivery] = []
    begins, ends = cycle_period(max(since, due_from - dt.timedelta(days=40 + 31 * max(months, 1))), months)
    while True:
        due = due_of(ends, rule, after)
        if due > due_to:
            return found
        if begins >= since and due >= due_from:
            before = due_of(begins - dt.timedelta(days=1), rule, after)
            said = months > 0 and all(month in nothing for month in _months(begins, ends))
            on = next((day for day in came if day > before), None)
            if said or on is not None and on <= due:
                found.append(Delivery(begins, ends, due, "in-time", on if on is not None and on <= due else None))
            elif on is not None:
                found.append(Delivery(begins, ends, due, "late", on, max(1, between(due, on))))
            else:
                found.append(Delivery(begins, ends, due, "missing" if due < known_on else "waiting"))
        begins, ends = cycle_period(ends + dt.timedelta(days=1), months)


def _months(begins: dt.date, ends: dt.date) -> list[dt.date]:
    months, month = [], begins.replace(day=1)
    while month <= ends:
        months.append(month)
        month = dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return months


def rate(part: int, whole: int) -> float | None:
    """A share to four places; None of nothing."""
    return round(part / whole, 4) if whole else None


def rates(figures: Mapping[str, int], definitions: Mapping[str, Mapping[str, Any]]) -> dict[str, float | None]:
    """Every rate of a line of figures, by the definitions in data/settings.yaml."""
    read = dict(figures) | {
        "accepted_timely": figures["accepted_owed"] - figures["accepted_late"],
        "passed": figures["passed"],
        "received": figures["passed"] + figures["refused"],
        "on_time": figures["in_time"] + figures["excused"],
    }
    return {name: rate(read[one["of"][0]], read[one["of"][1]]) for name, one in definitions.items()}
