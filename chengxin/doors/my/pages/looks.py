"""谁查阅过我: who looked, when, in which post of which organ, why, at what; and a question about each look."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.my import usage
from chengxin.doors.my.pages.respond import me, number, page, said, subject
from chengxin.ground.api import Audience, Refusal, audience, business_day, calendars

_PAGE = 50


@audience(Audience.SUBJECT, "see-own")
def looks(request: HttpRequest) -> HttpResponse:
    """The list, the latest first."""
    shown, own, further = _found(request)
    return page(
        request,
        "looks",
        {"looks": shown, "own": own, "further": further, "today": business_day.today(), "may_ask": me(request).may("question-look"), "done": request.GET.get("done", "")},
    )


@audience(Audience.SUBJECT, "see-own")
def as_data(request: HttpRequest) -> HttpResponse:
    """The same list in the shape of the X-tee andmejälgija's findUsage protocol."""
    shown, _, further = _found(request)
    response = JsonResponse(usage.found(shown, further=further), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="looks.json"'
    return response


@audience(Audience.SUBJECT, "question-look", methods=("GET", "HEAD", "POST"))
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the organ about one look; the answer comes by a day. Another's look is not there."""
    subject(request)
    calendars.refresh()
    today = business_day.today()
    with access.agents.acting(me(request).key):
        found = next((one for one in access.questions.my_looks(before=number + 1, limit=1) if one["id"] == number), None)
    if found is None:
        raise Http404
    typed = said(request)
    context: dict[str, Any] = {"look": found, "due": access.questions.due(today), "text": typed.said.get("text", "")[:1000], "kept": typed}
    if request.method != "POST":
        return page(request, "ask", context)
    try:
        with access.agents.acting(me(request).key):
            access.questions.ask(number, request.POST.get("text", ""), on=today)
    except Refusal as refusal:
        return page(request, "ask", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('looks')}?done=asked")


def _found(request: HttpRequest) -> tuple[list[dict[str, Any]], dict[str, Any], int | None]:
    subject(request)
    with access.agents.acting(me(request).key):
        found = access.questions.my_looks(before=number(request.GET.get("before")), limit=_PAGE + 1)
        own = access.questions.my_own_looks()
    return found[:_PAGE], own, found[_PAGE - 1]["id"] if len(found) > _PAGE else None
