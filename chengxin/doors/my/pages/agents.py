"""授权与同意: mandates for agents and consents to others' looks: given, listed, taken back."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import day, me, page, said, subject
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

    def give(form: QueryDict) -> None:
        begins, ends = day(form.get("begins_on")), day(form.get("ends_on"))
        if begins is None or ends is None:
            raise Refusal(["incomplete"], "请写明起止日期，写作 2026-11-25 的样子")
        access.agents.mandate_agent(form.get("login", ""), scope=form.get("scope", ""), begins_on=begins, ends_on=ends)

    return _given(request, "new_mandate", give, done="mandated")


@audience(Audience.SUBJECT, "give-mandate", methods=("POST",))
def end_mandate(request: HttpRequest, number: int) -> HttpResponse:
    """Take a mandate back; it opens nothing from now on. Another's is not there."""
    return _taken_back(request, number, access.agents.end_mandate, done="ended")


@audience(Audience.SUBJECT, "give-consent", methods=_FORM)
def new_consent(request: HttpRequest) -> HttpResponse:
    """Let a firm, named by its credit code, look one up for a purpose until a day."""

    def give(form: QueryDict) -> None:
        ends = day(form.get("ends_on"))
        if ends is None:
            raise Refusal(["incomplete"], "请写明终止日，写作 2026-11-25 的样子")
        access.agents.give_consent_by_code(form.get("receiver", ""), scope=form.get("scope", ""), purpose=form.get("purpose", ""), ends_on=ends)

    return _given(request, "new_consent", give, done="consented")


@audience(Audience.SUBJECT, "give-consent", methods=("POST",))
def end_consent(request: HttpRequest, number: int) -> HttpResponse:
    """Take a consent back. Another's is not there."""
    return _taken_back(request, number, access.agents.withdraw_consent, done="withdrawn")


def _given(request: HttpRequest, template: str, give: Callable[[QueryDict], None], *, done: str) -> HttpResponse:
    """A form by which something is given, and the lists once it was; with what is wrong beside what was typed."""
    subject(request)
    typed = said(request)
    context: dict[str, Any] = {"today": business_day.today(), "said": typed.said, "kept": typed}
    if request.method != "POST":
        return page(request, template, context)
    try:
        with access.agents.acting(me(request).key):
            give(request.POST)
    except Refusal as refusal:
        return page(request, template, context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('agents')}?done={done}")


def _taken_back(request: HttpRequest, number: int, end: Callable[[int], bool], *, done: str) -> HttpResponse:
    subject(request)
    try:
        with access.agents.acting(me(request).key):
            end(number)
    except Refusal as refusal:
        raise Http404 from refusal
    return HttpResponseRedirect(f"{reverse('agents')}?done={done}")
