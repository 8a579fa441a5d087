"""待办种类 of cases: what waits for approval, what is decided and due, what one is drafting."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengxin.access import api as access
from chengxin.doors.desk.work import Piece, Waiting, waits
from chengxin.law import api as law


@waits("to-approve", _("待批准的决定"), act="approve-decision")
def to_approve(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """待批准: decisions that others have put up."""
    return _waiting(who, law.cases.Wanted("proposed"), "proposed", "批准或者退回", limit)


@waits("to-serve", _("待送达办结"), act="serve-letter")
def to_serve(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """已决定: decisions whose letters are to be served, or that can be closed."""
    return _waiting(who, law.cases.Wanted("decided"), "decided", "送达或者办结", limit)


@waits("to-draft", _("我办理的案件"), act="propose-decision")
def to_draft(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """办理中: cases that one handles oneself."""
    return _waiting(who, law.cases.Wanted("drafting", who.officer or 0), "drafting", "办理", limit)


def _waiting(who: access.Who, wanted: law.cases.Wanted, stage: str, act: str, limit: int) -> Waiting:
    if who.post is None:
        return Waiting(0, ())
    found, _ = law.cases.listing(who.post.organ, wanted, limit=limit)
    count = law.cases.counts(who.post.organ, handler=wanted.handler)[stage]
    mine = "&mine=1" if wanted.handler else ""
    return Waiting(count, [_piece(one, act) for one in found], f"{reverse('cases')}?stage={stage}{mine}")


def _piece(one: dict[str, Any], act: str) -> Piece:
    name = "自然人" if one["subject_kind"] == "person" else one["subject_name"] or one["subject_code"]
    return Piece(f"{act}：{name}", reverse("case", args=[one["id"]]), one["due_on"], f"案件 {one['id']}，{one['power_name']}")
