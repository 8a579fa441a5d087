"""登录: by a password from the window, with a code where one set an authenticator up; by the city's unified identity (``identity``)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import address_of, me, onward, page, place
from chengxin.ground.api import Audience, audience
from chengxin.publicity import api as publicity

_FORM = ("GET", "HEAD", "POST")
_YEAR = 365 * 86400


@audience(Audience.SUBJECT, "sign-in", methods=_FORM, keyed=False)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; or the way to the city's identity."""
    login, to = request.POST.get("login", "")[:40], onward(request)
    said = {
        "login": login,
        "next": to,
        "identity": access.identity.configured(),
        "demo": access.own.demo_people() if publicity.invented() else [],
        "demo_password": access.own.DEMO_PASSWORD,
    }
    if request.method != "POST":
        return page(request, "sign_in", said)
    try:
        key, whole = access.own.show_password(request.POST.get("login", ""), request.POST.get("password", ""), place(request))
    except access.SignInTrouble as trouble:
        return again(request, "sign_in", said, trouble)
    if not whole:
        return with_session(request, HttpResponseRedirect(f"{reverse('second')}?{urlencode({'next': to})}"), key)
    return entered(request, key, access.own.known_from_now(login.strip().lower()), to=to)


@audience(Audience.SUBJECT, "sign-in", methods=_FORM, keyed=False)
def second(request: HttpRequest) -> HttpResponse:
    """The second factor; only for who has just shown the first."""
    if request.who is None:  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("sign-in"))
    said = {"next": onward(request)}
    if me(request).whole:
        return HttpResponseRedirect(said["next"])
    if request.method != "POST":
        return page(request, "second", said)
    try:
        done = access.own.show_second(me(request), request.POST.get("code", ""), place(request))
    except access.SignInTrouble as trouble:
        return again(request, "second", said, trouble)
    return entered(request, done.key, done.device, to=said["next"])


@audience(Audience.SUBJECT, "sign-out", methods=("POST",), keyed=False)
def sign_out(request: HttpRequest) -> HttpResponse:
    """This session is over; the city's too, where it was by the city's identity."""
    access.own.end(me(request), me(request).session)
    out = access.identity.way_out(request.COOKIES.get(settings.MY_IDENTITY_COOKIE, ""), back=address_of(request, "sign-in"))
    response = HttpResponseRedirect(out or f"{reverse('sign-in')}?out=1")
    for cookie in (settings.MY_SESSION_COOKIE, settings.MY_IDENTITY_COOKIE):
        response.delete_cookie(cookie)
    return response


@audience(Audience.SUBJECT, "sign-in", methods=_FORM, keyed=False)
def activate(request: HttpRequest) -> HttpResponse:
    """Open an account with the code from the window."""
    said = {"login": request.POST.get("login", "")[:40]}
    if request.method != "POST":
        return page(request, "activate", said)
    login, code, password, once_more = (request.POST.get(name, "") for name in ("login", "code", "password", "again"))
    try:
        access.own.activate(login, code, password, once_more, place(request))
    except access.SignInTrouble as trouble:
        return again(request, "activate", said, trouble)
    return HttpResponseRedirect(f"{reverse('sign-in')}?opened=1")


def again(request: HttpRequest, template: str, said: dict[str, Any], trouble: access.SignInTrouble) -> HttpResponse:
    """The same page with what was wrong."""
    response = page(request, template, {**said, "trouble": trouble}, status=trouble.http_status)
    if isinstance(trouble, access.TooSoon):
        response["Retry-After"] = str(trouble.seconds)
    return response


def with_session(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    """``response`` with the cookie of a session of this side."""
    return access.guarding.with_session(request, response, key, cookie=settings.MY_SESSION_COOKIE)


def entered(request: HttpRequest, key: str, device: str, *, to: str) -> HttpResponse:
    """On to ``to`` with a whole session, in a browser that is known from now on."""
    response = with_session(request, HttpResponseRedirect(to), key)
    access.guarding.set_cookie(response, settings.MY_BROWSER_COOKIE, device, age=_YEAR, same_site="Strict")
    return response
