"""What is public on a day, once more and apart from the code: rulings 15, 18, 20, 22, 25 and 27 as a little machine.

It knows nothing of warrants, tables or jobs: only of what was received, decided and said on which day, and on which days somebody
published. Terms come from ``oracle.reckon``.
"""

import datetime as dt
from dataclasses import dataclass, field, replace

from tests.rules.oracle import Fact, reckon


@dataclass
class Shown:
    """A line: until when, and of which version and class it was made."""

    ends: dt.date
    version: int
    unit: str


@dataclass
class Case:
    """One record: document and subject."""

    fact: Fact
    person: bool = False
    version: int = 1
    unit: str = ""
    first: dt.date | None = None
    line: Shown | None = None
    ended: bool = False
    withdrawn: bool = False
    disputed: bool = False
    due: bool = True
    held_against: set[str] = field(default_factory=set)


class Shelf:
    """The records by key, and the acts that move them."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self._freed_marks: set[str] = set()

    def receive(self, key: str, fact: Fact, *, person: bool = False) -> None:
        """A new record, or a correction of one: considered in the next run."""
        known = self.cases.get(key)
        if known is None:
            self.cases[key] = Case(fact, person=person)
        elif known.fact != fact:
            known.fact, known.version, known.due = fact, known.version + 1, True

    def clash(self, key: str, other: str) -> None:
        """The same number about another subject: both are off the shelf at once until the organ speaks (15)."""
        if self.cases[other].withdrawn:
            return
        for one, against in ((key, other), (other, key)):
            self.cases[one].held_against.add(against)
            self.cases[one].line = None
            self.cases[one].due = True

    def settle(self, key: str, outcome: str) -> None:
        """Also: all of them. Instead: the others are withdrawn."""
        among = {key, *self.cases[key].held_against}
        for one in among:
            self.cases[one].held_against -= among
            self.cases[one].due = True
        if outcome == "instead":
            for one in among - {key}:
                self.withdraw(one)

    def withdraw(self, key: str) -> None:
        """Gone at once (27); whoever was held against it is free."""
        self.cases[key].withdrawn, self.cases[key].line = True, None
        for case in self.cases.values():
            if key in case.held_against:
                case.held_against.discard(key)
                case.due = True

    def classify(self, key: str, unit: str, on: dt.date) -> None:
        """A standing line gets its new end, or leaves, the same day; anything else waits for the next run (20)."""
        case = self.cases[key]
        case.unit, case.due = unit, True
        if case.line and case.line.ends >= on:
            self._consider(case, on)

    def dispute(self, key: str, *, disputed: bool) -> None:
        """A public line is marked and stays; nothing new is built on a disputed fact (25)."""
        self.cases[key].disputed = disputed
        if not disputed:
            self._freed_marks.add(key)

    def run(self, on: dt.date) -> None:
        """Somebody publishes."""
        for key in self._freed_marks:
            self.cases[key].due = True
        self._freed_marks.clear()
        for case in self.cases.values():
            if case.line and case.line.ends < on:
                case.line, case.ended = None, True
        for case in self.cases.values():
            if case.due:
                self._consider(case, on)

    def public(self, on: dt.date) -> dict[str, dt.date]:
        """What anybody may see, with its last day."""
        return {key: case.line.ends for key, case in self.cases.items() if case.line and case.line.ends >= on}

    @staticmethod
    def _consider(case: Case, on: dt.date) -> None:
        case.due = False
        if case.person or case.withdrawn or case.disputed or case.held_against or (case.ended and not case.line):
            return  # a hold has taken the line down already
        if case.line and (case.line.version, case.line.unit) == (case.version, case.unit):
            return
        first = case.first or on
        answer = reckon(replace(case.fact, unit=case.unit), first)
        if answer.unfit or answer.ends is None or answer.ends < on:
            case.line = None
        else:
            case.first, case.line = first, Shown(answer.ends, case.version, case.unit)
