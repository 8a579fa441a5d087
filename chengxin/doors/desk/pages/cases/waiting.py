"""待办种类 of cases: drafts that wait for approval, and the cases somebody handles themselves."""

import datetime as dt
from typing import Any

from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.work import Piece, Waiting, waits
from chengxin.law import api as law


@waits("case-approvals", act="approve-decision")
def approvals(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """待批准: what colleagues propose."""
    return _listed(who, law.cases.Wanted(stage="proposed"), "待批准", limit)


@waits("cases", act="propose-decision")
def handled(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """办理中: the cases one handles oneself, what is due first at the head."""
    return _listed(who, law.cases.Wanted(handler=who.officer), "办理中", limit) if who.officer else Waiting(0, ())


def _listed(who: access.Who, wanted: Any, standing: str, limit: int) -> Waiting:
    if who.post is None:
        return Waiting(0, ())
    found, more = law.cases.listing(who.post.organ, wanted, limit=limit)
    count = law.cases.counts(who.post.organ, handler=wanted.handler).get(wanted.stage, len(found)) if more else len(found)
    pieces = [
        Piece(f"{one['power_name']}：{one['subject_name'] or '自然人'}", reverse("case", args=[one["id"]]), one["due_on"], f"{standing}，经办 {one['handler']}") for one in found
    ]
    return Waiting(count, pieces, f"{reverse('cases')}?stage={wanted.stage}")
