"""案件规则: pure readings of a case's acts: which steps are done, where its procedure stands, what is due, what moved since."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chengxin.ground.api import steps as machine

#: By the service of which letter a step is done; such a step is not put down by hand once the letter is made.
SERVED = {"notice": "notice", "decision": "service"}
#: By the decision itself.
DECIDED = "decision"


def done(acts: Iterable[Mapping[str, Any]]) -> dict[str, dt.date]:
    """The steps done with their days; a later act about a step corrects the earlier one."""
    return {act["step"]: act["step_day"] for act in acts if act["step"]}


def before_decision(table: machine.StepTable) -> tuple[str, ...]:
    """The steps that stand before the decision, in the order of the table; all of a table that has none."""
    behind = table.behind.get(DECIDED)
    return tuple(step.code for step in table.steps if behind is None or step.code in behind)


def next_days(place: machine.Place, table: machine.StepTable) -> tuple[dt.date | None, dt.date | None]:
    """The last day of what is due next, and the first day on which what waits may be done; None where there is none. What may be left out is not due."""
    due = [last.day for code, last in place.due.items() if not table.by_code[code].optional]
    free = [first.day for first in place.waiting.values()]
    return min(due, default=None), min(free, default=None)


def moved_on(acts: Sequence[Mapping[str, Any]], read: int) -> list[dict[str, Any]]:
    """What was done after the act that somebody had read."""
    return [dict(act) for act in acts if act["number"] > read]


def changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is not as it was when a decision was proposed: record or article, and how, as a code."""
    found = []
    for record, was in before.get("facts", {}).items():
        known = now["facts"].get(record, {})
        for code, key in (("withdrawn", "withdrawn"), ("corrected", "version"), ("classed", "class")):
            if known.get(key) != was.get(key):
                found.append({"of": record, "code": code})
        if known.get("disputed") != was.get("disputed"):
            found.append({"of": record, "code": "disputed" if known.get("disputed") else "undisputed"})
    found += [{"of": article, "code": "reworded"} for article, wording in before.get("wordings", {}).items() if now["wordings"].get(article) != wording]
    found += [{"of": article, "code": "reworded"} for article in now["wordings"] if article not in before.get("wordings", {})]
    return found
