"""登录: name and password, then the second factor; opening an account with its activation code; signing out."""

from typing import Any

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from chengxin.access import api as access
from chengxin.doors.desk.guard import place, who
from chengxin.doors.desk.pages.passkeys import offered
from chengxin.doors.desk.pages.respond import onward, page
from chengxin.ground.api import Audience, audience

_FORM = ("GET", "HEAD", "POST")
_YEAR = 365 * 86400


@audience(Audience.STAFF, "sign-in", methods=_FORM)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first factor."""
    to = onward(request)
    said = {"login": request.POST.get("login", "")[:40], "next": to, "demo": access.staffing.demo_people(), "demo_password": access.own.DEMO_PASSWORD}
    if request.method != "POST":
        return page(request, "sign_in", said)
    try:
        key = access.entering.show_password(request.POST.get("login", ""), request.POST.get("password", ""), place(request))
    except access.SignInTrouble as trouble:
        return _again(request, "sign_in", said, trouble)
    response = HttpResponseRedirect(f"{reverse('second')}?{urlencode({'next': to})}")
    return _with_session(request, response, key)


@audience(Audience.STAFF, "sign-in", methods=_FORM)
def second(request: HttpRequest) -> HttpResponse:
    """The second factor; only for who has just shown the first."""
    if request.who is None:  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("sign-in"))
    if who(request).whole:
        return HttpResponseRedirect(onward(request))
    to = onward(request)
    said = {
        "next": to,
        "asked": access.passkeys.ask(who(request)) if offered(request) else None,
        "demo_code": access.entering.demo_code() if access.staffing.demo_people() else "",
    }
    if request.method != "POST":
        return page(request, "second", said)
    try:
        if request.POST.get("answer"):
            entered = access.entering.show_passkey(who(request), request.POST.get("draft", ""), request.POST["answer"], place(request))
        else:
            entered = access.entering.show_second(who(request), request.POST.get("code", ""), place(request))
    except access.SignInTrouble as trouble:
        return _again(request, "second", said, trouble)
    response = _with_session(request, HttpResponseRedirect(to), entered.key)
    access.guarding.set_cookie(response, settings.BROWSER_COOKIE, entered.device, age=_YEAR, same_site="Strict")
    return response


@audience(Audience.STAFF, "sign-out", methods=("POST",), keyed=False)
def sign_out(request: HttpRequest) -> HttpResponse:
    """This session is over."""
    access.entering.sign_out(who(request))
    response = HttpResponseRedirect(f"{reverse('sign-in')}?out=1")
    response.delete_cookie(settings.SESSION_COOKIE)
    return response


@audience(Audience.STAFF, "sign-in", methods=_FORM)
def activate(request: HttpRequest) -> HttpResponse:
    """Open an account, first half: code and a password; then the authenticator is set up and nothing is stored before it works."""
    said = {"login": request.POST.get("login", "")[:40]}
    if request.method != "POST":
        return page(request, "activate", said)
    login, code, password, again = (request.POST.get(name, "") for name in ("login", "code", "password", "again"))
    try:
        draft = access.entering.begin_activation(login, code, password, again, place(request))
    except access.SignInTrouble as trouble:
        return _again(request, "activate", said, trouble)
    return set_up(request, draft, reverse("activate-finish"))


@audience(Audience.STAFF, "sign-in", methods=("POST",))
def activate_finish(request: HttpRequest) -> HttpResponse:
    """Open an account, second half: a code of the authenticator. The recovery codes are shown now and never again."""
    draft = request.POST.get("draft", "")
    try:
        codes = access.entering.finish(draft, request.POST.get("code", ""))
    except access.SignInTrouble as trouble:
        if trouble.code == "draft-over":
            return _again(request, "activate", {}, trouble)
        return set_up(request, draft, reverse("activate-finish"), trouble=trouble)
    return page(request, "codes", {"codes": codes, "to": reverse("sign-in"), "fresh": True})


def set_up(request: HttpRequest, draft: str, to: str, *, trouble: access.SignInTrouble | None = None) -> HttpResponse:
    """The page that shows the new secret as a picture and in letters."""
    login, secret = access.entering.draft_secret(draft)
    address = access.factors.address(secret, login=login, issuer=access.district()["site_name"])
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=1)
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    context = {"draft": draft, "secret": grouped, "picture": picture, "to": to, "trouble": trouble}
    return page(request, "set_up", context, status=403 if trouble else 200)


def _again(request: HttpRequest, template: str, said: dict[str, Any], trouble: access.SignInTrouble) -> HttpResponse:
    response = page(request, template, {**said, "trouble": trouble}, status=trouble.http_status)
    if isinstance(trouble, access.TooSoon):
        response["Retry-After"] = str(trouble.seconds)
    return response


def _with_session(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    return access.guarding.with_session(request, response, key, cookie=settings.SESSION_COOKIE)
