"""考核的旁证: the figures of governance reckoned in plain Python from what was sent, apart from the room's code and its SQL."""

import datetime as dt
from dataclasses import dataclass

TERM = 7


@dataclass(frozen=True)
class Sent:
    """One row as a test sends it: a decision by its number, when it was taken, when it came."""

    number: str
    decided: dt.date
    received: dt.date
    organ: str


def worked(calendar, first: dt.date, last: dt.date) -> int:
    """Working days after ``first`` to ``last``, counted one by one."""
    day, count = first, 0
    while day < last:
        day += dt.timedelta(1)
        count += calendar(day)
    return count


def last_day(calendar, decided: dt.date) -> dt.date:
    """The seventh working day after a decision, walked to."""
    day, left = decided, TERM
    while left:
        day += dt.timedelta(1)
        left -= calendar(day)
    return day


def expected(sent: list[Sent], begins: dt.date, ends: dt.date, known: dt.date, calendar, *, stated: dict[tuple[str, dt.date], int] | None = None) -> dict[str, dict[str, int]]:
    """What each organ's line says: in_time, late, missing, accepted, accepted_late, corrected, late_days, latest."""
    ends = min(ends, known)
    first: dict[tuple[str, str], Sent] = {}
    decided: dict[tuple[str, str], dt.date] = {}
    told: dict[str, dict[str, int]] = {}

    def line(organ: str) -> dict[str, int]:
        return told.setdefault(organ, dict.fromkeys(("in_time", "late", "missing", "accepted", "accepted_late", "corrected", "late_days", "latest"), 0))

    for one in sorted((one for one in sent if one.received <= known), key=lambda one: one.received):
        key = (one.organ, one.number)
        if key in first and one.decided != decided[key] and begins <= one.received <= ends:
            line(one.organ)["corrected"] += 1
        first.setdefault(key, one)
        decided[key] = one.decided
    for key, one in first.items():
        last = last_day(calendar, decided[key])
        timely = one.received <= last
        on = one.received if timely else last
        if begins <= on <= ends:
            line(one.organ)["in_time" if timely else "late"] += 1
            if not timely:
                by = max(1, worked(calendar, last, one.received))
                line(one.organ)["late_days"] += by
                line(one.organ)["latest"] = max(line(one.organ)["latest"], by)
        if begins <= one.received <= ends:
            line(one.organ)["accepted"] += 1
            line(one.organ)["accepted_late"] += not timely
    for (organ, month), count in (stated or {}).items():
        end = (month.replace(day=28) + dt.timedelta(4)).replace(day=1) - dt.timedelta(1)
        if begins <= last_day(calendar, end) <= ends:
            came = sum(one_decided.replace(day=1) == month for (of, _), one_decided in decided.items() if of == organ)
            line(organ)["missing"] += max(0, count - came)
    return told
