"""演示通报: what some organs state of their cases, questions about missing numbers, and a year of bulletins over what the demo's organs sent, by the same actions as real ones."""

import datetime as dt
import random
from collections.abc import Callable

from chengxin.demo.acting import acting_as
from chengxin.governance import api as governance
from chengxin.ground.api import days
from chengxin.subjects import api as subjects

MONTHS = 13  # how many are issued
STATING = ("区市场监督局", "区应急局", "区综合执法局", "区卫健委")  # who states its cases
SILENT = ("区教育局", "区科技局")  # who does not say that there was nothing
_ACTOR = "演示"


def make(day: dt.date, *, say: Callable[[str], None]) -> None:
    """All of it; cut off, the next start goes on. Nothing where it is done."""
    first = days.add_months(day.replace(day=1), -MONTHS)
    with acting_as("desk"):
        _caseloads(first, day)
    with acting_as("worker"):
        governance.gaps.ask(on=day)
    made = sum(_month(days.add_months(first, n), day) for n in range(MONTHS))
    _answers(day)
    with acting_as("worker"):
        governance.round_of(day, actor=_ACTOR)
    if made:
        say(f"演示数据：演示通报 {made} 期")


def _caseloads(first: dt.date, day: dt.date) -> None:
    """After each month some organs state what they decided: mostly what came, now and then one or two more. Offices whose files come by a cycle mostly say that there was nothing."""
    came = governance.caseload.reported(first, on=day)
    silent = {subjects.organ(name).pk for name in SILENT}
    chances = {name: random.Random(f"caseload:{name}") for name in STATING}
    for month in (days.add_months(first, n) for n in range(MONTHS)):
        on = days.working_days_after(days.add_months(month, 1) - dt.timedelta(days=1), 1).day
        if on > day:
            return
        for name, chance in chances.items():
            organ = subjects.organ(name).pk
            known, more = came.get((organ, "penalty", month), 0), chance.choice((0, 0, 0, 1, 2))
            count = known + more if known else 0
            governance.caseload.state(organ, [governance.caseload.Stated("penalty", month, count)], on=on, actor=_ACTOR)
        for one in governance.waiting(on):
            if one["ends_on"] < on and one["organ"] not in silent:
                months = [of for of in (days.add_months(one["begins_on"].replace(day=1), n) for n in range(12)) if of <= one["ends_on"]]
                governance.caseload.state(one["organ"], [governance.caseload.Stated(one["item"], of, 0) for of in months], on=on, actor=_ACTOR)


def _month(begins: dt.date, day: dt.date) -> int:
    """A month's bulletin, drafted on the first working day after it, with a remark here and there, issued when its time is over; how many went out."""
    ends = days.add_months(begins, 1) - dt.timedelta(days=1)
    drafted = days.working_days_after(ends, 1).day
    if drafted > day:
        return 0
    with acting_as("desk"):
        found = governance.Draft.objects.select_related("issue").filter(period="month", begins_on=begins).first() or governance.draft("month", begins, on=drafted, actor=_ACTOR)
        goes_out = days.working_days_after(found.answer_by, 1).day
        if hasattr(found, "issue") or goes_out > day:
            return 0
        _remarks(found)
        governance.issue(found.pk, on=goes_out, actor="账户:credit-a", post="信用办A岗")
    return 1


def _remarks(draft: governance.Draft) -> None:
    late = [one for one in draft.figures["organs"] if one["late"]][: 1 if draft.begins_on.month % 2 else 0]
    if not late or governance.remarks(draft.pk):
        return
    said = governance.remark(draft.pk, "其中 1 件因政务专线检修未能按时报送，有检修通知。", organ=late[0]["id"], on=draft.answer_by, actor="演示经办")
    governance.reply(said.pk, "情况属实，1 件不计责任。", excused=1, on=draft.answer_by, actor="账户:credit-a", post="信用办A岗")


def _answers(day: dt.date) -> None:
    """The market bureau has answered the first of its questions."""
    with acting_as("desk"):
        organ = subjects.organ(STATING[0]).pk
        asked = governance.gaps.asks(organ, on=day)
        if asked and not any(one["outcome"] for one in asked):
            for one, outcome, text in zip(asked, ("void", "missed"), ("立案后撤销，文号作废。", "承办人休假，本周补报。"), strict=False):
                governance.gaps.answer(one["id"], outcome, text, organ=organ, on=day, actor="账户:handler", post="经办岗")
