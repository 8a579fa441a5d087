"""What the pages of a case share: who acts, reading a case of one's own organ, the procedure as it is drawn."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest

from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.ground.api import NotFound, audit, days
from chengxin.law import api as law

#: 步骤的短名: under the line there is little room; the whole name is told beside it.
_SHORT = {
    **law.STEPS,
    "publication": "公示",
    "withdrawal": "撤下",
    "exit": "退出",
    "effect": "生效",
    "correction": "整改",
    "recheck": "复查",
    "interview": "约谈",
    "filing": "归档",
    "change": "变更",
}


def by(request: HttpRequest) -> law.cases.By:
    """Whoever asks, as acting in cases. Whose role is no officer's has no act here, which the table of rights has seen to."""
    me = who(request)
    return law.cases.By(me.officer or 0, me.entry, me.subject)


def mine(request: HttpRequest, number: int) -> law.cases.Read:
    """A case of the asking officer's organ. Raises Http404, the same for another's as for what does not exist."""
    try:
        found = law.cases.read(number)
    except NotFound:
        raise Http404 from None
    return of_my_organ(request, found, found.case["organ_id"])


def look(request: HttpRequest, seen: law.cases.Read, *, reference: str = "", fields: tuple[str, ...] = ("*",)) -> int | None:
    """Of a natural person's case, the committed look that opens it; what for is what it was opened for."""
    if seen.case["subject_kind"] != "person":
        return None
    return audit.commit_look(
        **who(request).entry, subject=seen.case["subject_id"], purpose=law.cases.opened_for(seen.acts), reference=reference or f"case:{seen.id}", fields=fields
    )


def procedure(seen: law.cases.Read, *, on: dt.date) -> dict[str, Any]:
    """The steps as they are drawn: each with its state, and with the day on which it was done, may be done or is due."""
    table = law.procedure(seen.case["procedure"])
    place = table.table.stand({code: day for code, day in seen.done.items() if code in table.table.by_code}, on=on)
    over = seen.case["stage"] in ("closed", "dropped")
    steps = []
    for step in table.steps:
        state, day, left = "", None, None
        if step.code in seen.done:
            state, day = "passed", seen.done[step.code]
        elif over:
            pass
        elif step.code in place.overdue:
            state, day = "late", place.due[step.code].day
        elif step.code in place.next:
            state = "now"
        if not day and not over and step.code in place.waiting:
            day, left = place.waiting[step.code].day, None
        due = place.due[step.code].day if step.code in place.due and not over and step.code not in seen.done else None
        steps.append({
            "code": step.code, "name": _SHORT.get(step.code, step.name), "whole": step.name, "by": step.by, "state": state, "day": day if state in ("passed", "late") else None,
            "from_day": place.waiting[step.code].day if step.code in place.waiting and not over else None, "due": due,
            "left": days.working_days_left(due, on=on) if due else left, "optional": step.rule.optional,
        })  # fmt: skip
    return {"name": table.name, "steps": steps, "next": [one for one in steps if one["state"] in ("now", "late")], "by_letter": _by_letter(table)}


def _by_letter(table: Any) -> set[str]:
    return {step.code for step in table.steps if law.cases.SERVED.get(step.letter) == step.code}


def changed(before: Mapping[str, Any], now: Mapping[str, Any], facts: list[dict[str, Any]], articles: list[dict[str, Any]]) -> list[dict[str, str]]:
    """What moved since a proposal, by its name."""
    named = {str(one["id"]): f"{one['item_name']} {one['document_number']}" for one in facts} | {one["code"]: f"《{one['instrument']}》{one['label']}" for one in articles}
    return [{"of": named.get(one["of"], one["of"]), "code": one["code"]} for one in law.cases.changes(before, now)]
