"""我的账户: password, authenticator, recovery codes, sessions. What weighs asks for a fresh code first."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk import browsers
from chengxin.doors.desk.guard import place, who
from chengxin.doors.desk.pages.passkeys import offered
from chengxin.doors.desk.pages.respond import page
from chengxin.doors.desk.pages.signing import set_up
from chengxin.ground.api import Audience, Refusal, audience

_FORM = ("GET", "HEAD", "POST")


@audience(Audience.STAFF, "own-account")
def account(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    sessions = [one | {"label": browsers.label(one["agent"])} for one in access.sessions.of(who(request))]
    keys = {"passkeys": access.passkeys.of(who(request).account), "passkeys_offered": offered(request)}
    return page(
        request,
        "account",
        {"sessions": sessions, "left": access.entering.codes_left(who(request)), "done": request.GET.get("done", ""), "mail_shown": who(request).may("see-duties"), **keys},
    )


@audience(Audience.STAFF, "own-account", methods=_FORM, keyed=False)
def password(request: HttpRequest) -> HttpResponse:
    """A new password, by the old one."""
    if request.method != "POST":
        return page(request, "password")
    old, new, again = (request.POST.get(name, "") for name in ("old", "password", "again"))
    try:
        access.entering.change_password(who(request), old, new, again, place(request))
    except access.SignInTrouble as trouble:
        return page(request, "password", {"trouble": trouble}, status=trouble.http_status)
    return HttpResponseRedirect(f"{reverse('account')}?done=password")


@audience(Audience.STAFF, "own-account", methods=_FORM, keyed=False)
def factor(request: HttpRequest) -> HttpResponse:
    """Replace the authenticator: first a code of the present one."""
    return _confirmed(request, "factor") or set_up(request, access.entering.begin_factor(who(request)), reverse("factor-finish"))


@audience(Audience.STAFF, "own-account", methods=("POST",), keyed=False)
def factor_finish(request: HttpRequest) -> HttpResponse:
    """Replace the authenticator: a code of the new one. New recovery codes come with it."""
    draft = request.POST.get("draft", "")
    try:
        codes = access.entering.finish(draft, request.POST.get("code", ""), who=who(request))
    except access.SignInTrouble as trouble:
        if trouble.code == "draft-over":
            return page(request, "confirm", {"what": "factor", "trouble": trouble}, status=trouble.http_status)
        return set_up(request, draft, reverse("factor-finish"), trouble=trouble)
    return page(request, "codes", {"codes": codes, "to": reverse("account")})


@audience(Audience.STAFF, "own-account", methods=_FORM, keyed=False)
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, by a code."""
    return _confirmed(request, "codes") or page(request, "codes", {"codes": access.entering.renew_codes(who(request)), "to": reverse("account")})


@audience(Audience.STAFF, "own-account", methods=("POST",))
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's sessions. Another's is not there."""
    if not access.sessions.end(who(request), number):
        raise Http404
    return HttpResponseRedirect(f"{reverse('account')}?done=session")


@audience(Audience.STAFF, "own-account", methods=("POST",))
def end_others(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one."""
    access.sessions.end(who(request), None)
    return HttpResponseRedirect(f"{reverse('account')}?done=session")


def _confirmed(request: HttpRequest, what: str) -> HttpResponse | None:
    """None where a fresh code was just shown; else the page that asks for it."""
    if request.method != "POST":
        return page(request, "confirm", {"what": what})
    try:
        access.entering.confirm_second(who(request), request.POST.get("code", ""))
    except access.SignInTrouble as trouble:
        return page(request, "confirm", {"what": what, "trouble": trouble}, status=trouble.http_status)
    return None


@audience(Audience.STAFF, "own-account", methods=_FORM)
def mail(request: HttpRequest) -> HttpResponse:
    """邮件提醒: where to send mail about what one's organ is told."""
    if request.method != "POST":
        return page(request, "mail", {"address": access.messages.staff_wish(who(request))})
    address = request.POST.get("address", "").strip()
    try:
        access.messages.staff_wish_mail(who(request), address)
    except Refusal as refusal:
        return page(request, "mail", {"address": address[:200], "trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('account')}?done=mail")
