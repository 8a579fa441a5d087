"""审看: the organ reads the long texts of a record that may hold a natural person's data, before the public does."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengxin.access import api as access
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import page, said
from chengxin.doors.desk.pages.speaking import own_record
from chengxin.doors.desk.work import Piece, Waiting, waits
from chengxin.ground.api import Audience, NotFound, Refusal, audience, business_day, days
from chengxin.publicity import api as publicity

READ_WITHIN = 3  # working days: what is public is due within seven of the decision (ruling 11), and the organ needs the rest


@audience(Audience.STAFF, "speak-of-record", methods=("GET", "HEAD", "POST"))
def reading(request: HttpRequest, number: int) -> HttpResponse:
    """The doubtful texts, each with why it is doubted, in a field where characters can be covered; then let through."""
    one, told = own_record(request, number)
    try:
        waiting = publicity.doubts.unread_of(one.pk, organ=who(request).entry["organ"])
    except NotFound:
        if request.method == "POST" or request.GET.get("done") != "read":
            raise Http404 from None
        return HttpResponseRedirect(f"{reverse('record', args=[number])}?done=read")
    typed = said(request)
    texts: list[dict[str, Any]] = [
        {"code": code, "label": label, "text": text, "why": why, "now": typed.said.get(f"text-{code}", text)} for code, label, text, why in waiting.texts
    ]
    context = told | {"texts": texts, "said": typed.said, "kept": typed, "opened_on": waiting.opened_on}
    if request.method == "POST":
        covered = {row["code"]: _lines(row["now"]) for row in texts if _lines(row["now"]) != _lines(row["text"])}
        entry = who(request).entry
        try:
            if request.POST.get("sure") != "yes":
                raise Refusal(["not-confirmed"], "请勾选确认，再公示")
            publicity.doubts.read(
                one.pk, organ=entry["organ"], covered=covered, reason=request.POST.get("reason", ""), on=business_day.today(), actor=entry["actor"], post=entry["post"]
            )
        except Refusal as trouble:
            return page(request, "reading", context | {"trouble": trouble}, status=max(trouble.http_status, 400))
        return HttpResponseRedirect(f"{reverse('record', args=[number])}?done=read")
    return page(request, "reading", context)


@waits("doubts", _("公示前审看"), act="speak-of-record")
def doubts(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """待审看: records kept off the shelf until their organ has read them."""
    if who.post is None:
        return Waiting(0, ())
    count, found = publicity.doubts.unread(who.post.organ, limit=limit)
    pieces = [
        Piece(
            f"“{one.document_number or one.record}”的文字可能含有个人信息，请审看",
            reverse("reading", args=[one.record]),
            days.working_days_after(one.opened_on, READ_WITHIN).day,
            "、".join(label for _, label, _, _ in one.texts) + "；审看前不公示",
        )
        for one in found
    ]
    return Waiting(count, pieces)


def _lines(text: str) -> str:
    """A browser sends a line end as two characters."""
    return text.replace("\r\n", "\n")
