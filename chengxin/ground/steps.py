"""步骤: a table-driven step machine. Given a table, the steps done with their days and a day, it says where a procedure stands.

Pure: no database and no clock. A day done after the day asked about does not count; the n-th working day is
still in time (ruling 6). An optional step holds nobody up, and is over when its time has passed or a step
behind it is done.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from chengxin.ground import days
from chengxin.ground.working_calendar import WorkingDay

UNITS = ("working_days", "months")


@dataclass(frozen=True)
class Limit:
    """时限: so many working days or months after the day of another step; ``unless``: not where that step is done."""

    count: int
    unit: str
    of: str
    unless: str = ""

    def after(self, day: dt.date) -> WorkingDay:
        """The last day of the limit where the other step was done on ``day``."""
        if self.unit == "months":
            return WorkingDay(days.add_months(day, self.count), False)
        return days.working_days_after(day, self.count)


@dataclass(frozen=True)
class Step:
    """步骤: what must lie behind it, by when it must be done, and how long it must wait."""

    code: str
    after: tuple[str, ...] = ()
    within: Limit | None = None
    waits: Limit | None = None
    optional: bool = False


@dataclass(frozen=True)
class Place:
    """进度: what is done; what may be done now; from when what waits; what is due by when; what is overdue, was late, or came too early."""

    done: Mapping[str, dt.date]
    next: tuple[str, ...]
    waiting: Mapping[str, WorkingDay]
    due: Mapping[str, WorkingDay]
    overdue: tuple[str, ...]
    late: tuple[str, ...]
    too_early: tuple[str, ...]
    finished: bool


@dataclass(frozen=True)
class StepTable:
    """步骤表: the steps of a procedure, each behind those it follows. Raises ValueError that names every mistake."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        if faults := list(self._faults()):
            raise ValueError("; ".join(faults))

    @cached_property
    def by_code(self) -> Mapping[str, Step]:
        """The steps by their codes, in the order of the table."""
        return {step.code: step for step in self.steps}

    @cached_property
    def behind(self) -> Mapping[str, frozenset[str]]:
        """For each step, all steps that stand before it."""
        found: dict[str, frozenset[str]] = {}
        for step in self.steps:
            found[step.code] = frozenset(step.after).union(*(found.get(code, frozenset()) for code in step.after))
        return found

    def stand(self, done: Mapping[str, dt.date], *, on: dt.date) -> Place:
        """Where a procedure stands ``on`` a day. Raises ValueError for a step the table does not have."""
        if strange := sorted(done.keys() - self.by_code.keys()):
            raise ValueError(f"no such steps: {', '.join(strange)}")
        by_now = {step.code: done[step.code] for step in self.steps if step.code in done and done[step.code] <= on}
        free = {step.code: day for step in self.steps if step.code not in by_now and (day := self._free_from(step, by_now)) is not None}
        due = {step.code: step.within.after(by_now[step.within.of]) for step in self.steps if step.code not in by_now and step.within and step.within.of in by_now}
        passed = {code for code, last in due.items() if last.day < on}
        over = {step.code for step in self.steps if step.optional and (step.code in passed or any(step.code in self.behind[other] for other in by_now))}
        open_ = [step for step in self.steps if step.code not in by_now and step.code not in over and self._ready(step, by_now, on)]
        return Place(
            done=by_now,
            next=tuple(step.code for step in open_ if step.code not in free or free[step.code].day <= on),
            waiting={step.code: free[step.code] for step in open_ if step.code in free and free[step.code].day > on},
            due={code: last for code, last in due.items() if code not in over},
            overdue=tuple(step.code for step in self.steps if step.code in passed and not step.optional),
            late=tuple(
                step.code
                for step in self.steps
                if step.code in by_now and step.within and step.within.of in by_now and by_now[step.code] > step.within.after(by_now[step.within.of]).day
            ),
            too_early=tuple(step.code for step in self.steps if step.code in by_now and self._too_early(step, by_now)),
            finished=all(step.optional or step.code in by_now for step in self.steps),
        )

    def _ready(self, step: Step, done: Mapping[str, dt.date], on: dt.date) -> bool:
        """Every step before it is done by ``on``; an optional one may be left out where what stands before that is done."""
        return all((code in done and done[code] <= on) or (self.by_code[code].optional and self._ready(self.by_code[code], done, on)) for code in step.after)

    def _free_from(self, step: Step, done: Mapping[str, dt.date]) -> WorkingDay | None:
        """The first day on which a step that waits may be done; None where it need not wait."""
        if step.waits is None or step.waits.of not in done or step.waits.unless in done:
            return None
        last = step.waits.after(done[step.waits.of])
        return WorkingDay(last.day + dt.timedelta(days=1), last.provisional)

    def _too_early(self, step: Step, done: Mapping[str, dt.date]) -> bool:
        day = done[step.code]
        free = self._free_from(step, {code: on for code, on in done.items() if on <= day})
        return not self._ready(step, done, day) or (free is not None and day < free.day)

    def _faults(self):
        seen: set[str] = set()
        for step in self.steps:
            if step.code in seen:
                yield f"{step.code} stands twice"
            yield from (f"{step.code} follows {code}, which does not stand before it" for code in step.after if code not in seen)
            for limit in (step.within, step.waits):
                if limit is None:
                    continue
                if limit.of not in seen:
                    yield f"the limit of {step.code} counts from {limit.of}, which does not stand before it"
                if limit.unless and limit.unless not in seen:
                    yield f"the limit of {step.code} names {limit.unless}, which does not stand before it"
                if limit.unit not in UNITS or limit.count < 0:
                    yield f"the limit of {step.code} is not a number of working days or months"
            if step.waits and step.waits.of in seen and step.waits.of not in self.behind[step.code]:
                yield f"{step.code} waits for {step.waits.of}, which it does not follow"
            seen.add(step.code)
