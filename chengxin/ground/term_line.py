"""期限线: where the days of an adverse line lie on its bar. Pure: the day is an argument."""

import datetime as dt
from dataclasses import dataclass

MARGIN, WIDTH = 1, 98  # of the bar, in hundredths of its card: a mark at either end needs room


@dataclass(frozen=True)
class TermLine:
    """期限线: in hundredths; ``repair`` None where it does not lie on the bar.

    ``order`` names the marks by their days, so that the list under the bar reads as the bar does.
    """

    today: float
    gone: float
    repair: float | None
    order: tuple[str, ...]

    @classmethod
    def of(cls, begins: dt.date, ends: dt.date, repair: dt.date | None, today: dt.date) -> "TermLine":
        """The places of today and of the earliest repair between the first and the last public day."""
        whole = max((ends - begins).days, 1)

        def gone(day: dt.date) -> float:
            return round(min(max((day - begins).days / whole, 0), 1) * WIDTH, 1)

        days = {"begin": begins, "repair": repair or dt.date.max, "today": today, "end": ends}
        place = gone(repair) + MARGIN if repair and begins <= repair <= ends else None
        return cls(gone(today) + MARGIN, gone(today), place, tuple(sorted(days, key=lambda name: days[name])))
