"""我的账户: password, authenticator, sessions, closing."""

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import me, page, place
from chengxin.doors.my.pages.signing import again
from chengxin.ground.api import Audience, audience

_FORM = ("GET", "HEAD", "POST")


@audience(Audience.SUBJECT, "own-account")
def account(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    context = {
        "sessions": access.own.sessions_of(me(request)),
        "factor": access.own.has_factor(me(request)),
        "password": access.own.has_password(me(request)),
        "done": request.GET.get("done", ""),
    }
    return page(request, "account", context)


@audience(Audience.SUBJECT, "own-account", methods=_FORM, keyed=False)
def password(request: HttpRequest) -> HttpResponse:
    """A new password, by the old one."""
    if request.method != "POST":
        return page(request, "password")
    old, new, once_more = (request.POST.get(name, "") for name in ("old", "password", "again"))
    try:
        access.own.change_password(me(request), old, new, once_more, place(request))
    except access.SignInTrouble as trouble:
        return again(request, "password", {}, trouble)
    return HttpResponseRedirect(f"{reverse('account')}?done=password")


@audience(Audience.SUBJECT, "own-account", methods=_FORM, keyed=False)
def factor(request: HttpRequest) -> HttpResponse:
    """Set an authenticator up, where one has none; do without it, by a code of it."""
    if access.own.has_factor(me(request)):
        return _drop(request)
    draft = request.POST.get("draft") or access.own.begin_factor(me(request))
    try:
        secret = access.own.draft_secret(me(request), draft)
        if request.POST.get("draft"):
            access.own.finish_factor(me(request), draft, request.POST.get("code", ""))
            return HttpResponseRedirect(f"{reverse('account')}?done=factor")
    except access.SignInTrouble as trouble:
        if trouble.code == "draft-over":
            raise Http404 from trouble
        return _set_up(request, draft, secret, trouble)
    return _set_up(request, draft, secret, None)


@audience(Audience.SUBJECT, "own-account", methods=("POST",))
def end_session(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's sessions. Another's is not there."""
    if not access.own.end(me(request), number):
        raise Http404
    return HttpResponseRedirect(f"{reverse('account')}?done=session")


@audience(Audience.SUBJECT, "own-account", methods=_FORM)
def close(request: HttpRequest) -> HttpResponse:
    """Close the account: what that means first, then a box to tick."""
    if request.method != "POST" or request.POST.get("sure") != "yes":
        return page(request, "close", {"unsure": request.method == "POST"}, status=422 if request.method == "POST" else 200)
    if not access.own.close(me(request)):
        raise Http404
    response = HttpResponseRedirect(f"{reverse('sign-in')}?closed=1")
    response.delete_cookie(settings.MY_SESSION_COOKIE)
    return response


def _drop(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return page(request, "drop_factor")
    try:
        access.own.drop_factor(me(request), request.POST.get("code", ""))
    except access.SignInTrouble as trouble:
        return again(request, "drop_factor", {}, trouble)
    return HttpResponseRedirect(f"{reverse('account')}?done=no-factor")


def _set_up(request: HttpRequest, draft: str, secret: str, trouble: access.SignInTrouble | None) -> HttpResponse:
    address = access.factors.address(secret, login=me(request).login, issuer=access.district()["site_name"])
    picture = segno.make(address, error="m").svg_data_uri(scale=4, border=1)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return page(request, "set_up", {"draft": draft, "secret": grouped, "picture": picture, "trouble": trouble}, status=403 if trouble else 200)
