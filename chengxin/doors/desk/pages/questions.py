"""答复疑问: what subjects ask one's organ about looks, and the answer. Another organ's question is not there."""

import datetime as dt

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengxin.access import api as access
from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.doors.desk.pages.respond import page
from chengxin.doors.desk.work import Piece, Waiting, waits
from chengxin.ground.api import Audience, Refusal, audience, business_day


@audience(Audience.STAFF, "answer-request")
def questions(request: HttpRequest) -> HttpResponse:
    """What waits first, by its day; then what was answered."""
    return page(request, "questions", {"questions": access.questions.of_organ(who(request)), "today": business_day.today(), "done": request.GET.get("done", "")})


@audience(Audience.STAFF, "answer-request", methods=("GET", "HEAD", "POST"))
def question(request: HttpRequest, number: int) -> HttpResponse:
    """One question: the look it is about, and the answer."""
    found = access.questions.question(number)
    mine = who(request).role.code == "credit-office" and found["organ_id"] is None
    found = found if mine else of_my_organ(request, found, found["organ_id"])
    context = {"question": found, "today": business_day.today(), "text": request.POST.get("text", "")[:2000]}
    if request.method != "POST":
        return page(request, "question", context)
    try:
        access.questions.answer(number, request.POST.get("text", ""), on=business_day.today(), who=who(request))
    except Refusal as refusal:
        return page(request, "question", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('questions')}?done=answered")


@waits("look-questions", _("待答复的疑问"), act="answer-request")
def unanswered(asking: access.Who, today: dt.date, limit: int) -> Waiting:
    """待答复的疑问: what subjects asked one's organ and nobody answered."""
    found = access.questions.of_organ(asking, open_only=True)
    pieces = [Piece(f"查阅疑问第 {one['id']} 号待答复", reverse("question", args=[one["id"]]), one["due_on"], "有人问本机关为什么查阅", "答复") for one in found[:limit]]
    return Waiting(len(found), pieces, reverse("questions"))
