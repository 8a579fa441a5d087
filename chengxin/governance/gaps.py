"""缺号: numbers that are missing in a series are asked about, each run of them once, and answered by their organ. A gap proves nothing."""

import datetime as dt
from typing import Any

from django.db import transaction

from chengxin.catalogue import api as catalogue
from chengxin.governance.models import OUTCOMES, GapAnswer, GapAsk
from chengxin.governance.settings import settings, terms
from chengxin.ground.api import NotFound, WrongUse, audit, database, days
from chengxin.subjects import api as subjects


def ask(*, on: dt.date) -> int:
    """Ask about every run of numbers that is missing in this year's series (until February also in last year's) and was not asked about. How many."""
    years = [on.year] if on.month > 2 else [on.year - 1, on.year]
    due_in = terms()
    found = database.fetch("SELECT * FROM governance_gaps(%s, %s::text[], %s, %s)", [years, list(due_in), on, int(settings()["gap_longest"]["value"])])
    asked: dict[tuple[int, str, str, int], set[int]] = {}
    for one in GapAsk.objects.filter(year__in=years).values("organ_id", "item_id", "words", "year", "first", "last"):
        asked.setdefault((one["organ_id"], one["item_id"], one["words"], one["year"]), set()).update(range(one["first"], one["last"] + 1))
    fresh = []
    for gap in found:
        known = asked.get((gap["organ"], gap["item"], gap["words"], gap["year"]), set())
        for first, last in _runs([n for n in range(gap["first"], gap["last"] + 1) if n not in known]):
            due = days.working_days_after(gap["decided_by"], due_in[gap["item"]]).day
            fresh.append(
                GapAsk(
                    organ_id=gap["organ"],
                    item_id=gap["item"],
                    words=gap["words"],
                    year=gap["year"],
                    first=first,
                    last=last,
                    decided_by=gap["decided_by"],
                    asked_on=on,
                    due_on=max(due, on),
                )
            )
    GapAsk.objects.bulk_create(fresh, batch_size=2000, ignore_conflicts=True)
    return len(fresh)


def asks(organ: int | None, *, on: dt.date, open_only: bool = False, limit: int = 500) -> list[dict[str, Any]]:
    """What an organ (None: every organ) was asked, what is still absent of it, and what it answered; the open ones first, by their day.

    Open: numbers are absent, and there is no answer, or the answer was that they will be reported (``missed``).
    """
    found = [
        one | {"open": bool(one["absent"]) and one["outcome"] in (None, "missed"), "label": OUTCOMES.get(one["outcome"] or "", "")}
        for one in database.fetch("SELECT * FROM governance_asked(%s, %s)", [organ, on])
    ]
    found = [one | {"name": catalogue.item(one["item"]).name, "numbers": numbers(one)} for one in found if one["open"] or not open_only]
    return sorted(found, key=lambda one: (not one["open"], one["due_on"].toordinal() * (1 if one["open"] else -1), one["id"]))[:limit]


def of_period(begins: dt.date, ends: dt.date, *, on: dt.date) -> list[dict[str, Any]]:
    """What is still asked about numbers whose next one was decided in a period: organ, item and numbers in words, as a bulletin prints them."""
    found = [one for one in asks(None, on=on, open_only=True, limit=100_000) if begins <= one["decided_by"] <= ends]
    names = subjects.organ_names([one["organ"] for one in found])
    return [{"organ": names[one["organ"]].name, "item": one["name"], "numbers": one["numbers"]} for one in found]


def numbers(one: dict[str, Any]) -> str:
    """The numbers in words: 津北应急罚〔2026〕12至14号, of what is absent, or of the ask where nothing is."""
    runs = _runs(one["absent"] or list(range(one["first"], one["last"] + 1)))
    return f"{one['words']}〔{one['year']}〕" + "、".join(str(first) if first == last else f"{first}至{last}" for first, last in runs[:8]) + ("等" if len(runs) > 8 else "") + "号"


def answer(number: int, outcome: str, text: str, *, organ: int, on: dt.date, actor: str, post: str = "") -> None:
    """The organ's answer. Raises NotFound for another's, WrongUse."""
    found = GapAsk.objects.filter(pk=number, organ_id=organ).first()
    if found is None:
        raise NotFound("没有这项询问")
    if outcome not in OUTCOMES:
        raise WrongUse("请选择一种情况")
    if outcome != "missed" and len(text.strip()) < 2:
        raise WrongUse("请写明情况，至少两个字")
    with transaction.atomic():
        GapAnswer.objects.create(ask=found, outcome=outcome, text=text.strip()[:500], actor=actor, answered_on=on)
        audit.record_act("answer-gap", actor=actor, post=post, organ=organ, reference=f"gap:{number}")


def _runs(places: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
