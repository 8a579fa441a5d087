"""授权与同意: mandates for agents and consents to others' looks: given, listed, taken back."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import day, me, page, subject
from chengxin.ground.api import Audience, Refusal, audience, business_day

_FORM = ("GET", "HEAD", "POST")


@audience(Audience.SUBJECT, "give-mandate")
def agents(request: HttpRequest) -> HttpResponse:
    """Both lists, with the ways to give another."""
    subject(request)
    with access.agents.acting(me(request).key):
        mandates, consents = access.agents.my_mandates(), access.agents.my_consents()
    today = business_day.today()
    for one in (*mandates, *consents):
        one["state"] = "ended" if one["ended_at"] else "over" if one["ends_on"] < today else "ahead" if one.get("begins_on", today) > today else "stands"
    return page(request, "agents", {"mandates": mandates, "consents": consents, "scopes": access.agents.SCOPES, "looks": access.agents.LOOKS, "done": request.GET.get("done", "")})


@audience(Audience.SUBJECT, "give-mandate", methods=_FORM)
def new_mandate(request: HttpRequest) -> HttpResponse:
    """Give somebody a mandate, by their login name, for a term."""
    subject(request)
    context = {"today": business_day.today(), "said": request.POST}
    if request.method != "POST":
        return page(request, "new_mandate", context)
    begins, ends = day(request.POST.get("begins_on")), day(request.POST.get("ends_on"))
    try:
        if begins is None or ends is None:
            raise Refusal(["incomplete"], "请写明起止日期，写作 2026-11-25 的样子")
        with access.agents.acting(me(request).key):
            access.agents.mandate_agent(request.POST.get("login", ""), scope=request.POST.get("scope", ""), begins_on=begins, ends_on=ends)
    except Refusal as refusal:
        return page(request, "new_mandate", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('agents')}?done=mandated")


@audience(Audience.SUBJECT, "give-mandate", methods=("POST",))
def end_mandate(request: HttpRequest, number: int) -> HttpResponse:
    """Take a mandate back; it opens nothing from now on. Another's is not there."""
    subject(request)
    try:
        with access.agents.acting(me(request).key):
            access.agents.end_mandate(access.guarding.there(number))
    except Refusal as refusal:
        raise Http404 from refusal
    return HttpResponseRedirect(f"{reverse('agents')}?done=ended")


@audience(Audience.SUBJECT, "give-consent", methods=_FORM)
def new_consent(request: HttpRequest) -> HttpResponse:
    """Let a firm, named by its credit code, look one up for a purpose until a day."""
    subject(request)
    context = {"today": business_day.today(), "said": request.POST}
    if request.method != "POST":
        return page(request, "new_consent", context)
    ends = day(request.POST.get("ends_on"))
    try:
        if ends is None:
            raise Refusal(["incomplete"], "请写明终止日，写作 2026-11-25 的样子")
        with access.agents.acting(me(request).key):
            access.agents.give_consent_by_code(request.POST.get("code", ""), scope=request.POST.get("scope", ""), purpose=request.POST.get("purpose", ""), ends_on=ends)
    except Refusal as refusal:
        return page(request, "new_consent", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('agents')}?done=consented")


@audience(Audience.SUBJECT, "give-consent", methods=("POST",))
def end_consent(request: HttpRequest, number: int) -> HttpResponse:
    """Take a consent back. Another's is not there."""
    subject(request)
    try:
        with access.agents.acting(me(request).key):
            access.agents.withdraw_consent(access.guarding.there(number))
    except Refusal as refusal:
        raise Http404 from refusal
    return HttpResponseRedirect(f"{reverse('agents')}?done=withdrawn")
