"""门卫: what the doors of signed-in people share: who asks is settled before any page is, and the table of rights is asked for every route.

A door says in a class of its own whom it is for, how it knows them, and how its pages of trouble look.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar, Protocol, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.middleware.csrf import rotate_token
from django.template import loader
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from chengxin.access import roles
from chengxin.access.signing import drafts
from chengxin.access.signing.attempts import Place
from chengxin.access.signing.sessions import Asker
from chengxin.ground.api import Audience, Instance, NotFound, Refusal, WrongUse, addresses, audience, display

FREE = (Audience.PUBLIC, Audience.SYSTEM)  # a health check; systems sign in by their key
T = TypeVar("T")


class Page(Protocol):
    """A door's page of a status: ``said`` is a refusal's own sentence; ``kept``: what was typed is kept, for whom the form was opened."""

    def __call__(self, request: HttpRequest, status: int, *, said: str = "", kept: drafts.OpenedFor | None = None) -> HttpResponse:
        """The page."""


class Guard:
    """Finds out who asks, lets pass whom the table lets pass, and keeps every answer out of caches. What somebody typed while their session ended is kept for them."""

    audience: ClassVar[Audience]
    side: ClassVar[str]  # how the keys of forms name whoever asks here
    cookie: ClassVar[str]  # of a session

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._checked = not settings.PLAIN_HTTP

    def seen(self, request: HttpRequest) -> Asker | None:
        """Who asks, by their cookie."""
        raise NotImplementedError

    def trouble(self, request: HttpRequest, status: int, *, said: str = "", kept: drafts.OpenedFor | None = None) -> HttpResponse:
        """The door's page of a status."""
        raise NotImplementedError

    def in_earnest(self) -> bool:
        """Whether this is a production instance."""
        return Instance.objects.filter(kind="production").exists()

    def elsewhere(self, request: HttpRequest, who: Asker, act: str) -> HttpResponse | None:
        """Where to send somebody who may not do ``act``, where there is something better than a refusal."""
        return None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.who = request.asker = None  # type: ignore[attr-defined]
        request.display = display.of_cookie(request.COOKIES.get(settings.DISPLAY_COOKIE, ""))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            allowed = response["Allow"]
            response = self.trouble(request, 405)
            response["Allow"] = allowed
        if request.method == "POST" and response.status_code == 302 and request.asker:  # type: ignore[attr-defined]
            drafts.end(request.who, request.path)  # type: ignore[attr-defined]  # what was kept of a form is over once it has been done
        response.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], words: dict[str, Any]) -> HttpResponse | None:
        """Whom the route is for and which act it is decide; a route that says neither is open to nobody."""
        if getattr(view, "audience", None) in FREE:
            return None
        streams = getattr(view, "streams", False)  # its form is read by the view itself, piece by piece, once it is known who asks
        if any("\x00" in value for given in ((request.GET,) if streams else (request.GET, request.POST)) for _, values in given.lists() for value in values):
            return self.trouble(request, 400)  # no text of ours holds it, and the database takes none
        if not self._checked:
            if self.in_earnest():
                return self.trouble(request, 403)  # CHENGXIN_PLAIN_HTTP is for demos
            self._checked = True
        who = request.who = self.seen(request)  # type: ignore[attr-defined]
        act = getattr(view, "act", None)
        if getattr(view, "audience", None) is not self.audience or act not in roles.ACTS:
            return self.trouble(request, 404)
        if roles.may("anybody", act):
            return None
        if who is None or not who.whole:
            if request.method not in ("GET", "HEAD"):
                return self.trouble(request, 401, kept=_keeps(request, view, self.cookie))
            to = reverse("sign-in" if who is None else "second")
            return HttpResponseRedirect(f"{to}?{urlencode({'next': request.get_full_path()})}")
        request.asker = f"{self.side}:{who.account}"  # type: ignore[attr-defined]
        request.form_of = drafts.mark(who)  # type: ignore[attr-defined]
        return None if who.may(act) else self.elsewhere(request, who, act) or self.trouble(request, 403)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a page did not answer itself."""
        if isinstance(exception, OperationalError | InterfaceError):
            return self.trouble(request, 503)
        if isinstance(exception, NotFound):
            return self.trouble(request, 404)
        if isinstance(exception, Refusal | WrongUse):
            return self.trouble(request, exception.http_status, said=str(exception))
        return None


EVERY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOT_OURS = "这个表单不是从本站打开的，或者打开得太久。请返回上一页刷新后再提交。"


def error_views(whom: Audience, page: Page, fault: str) -> list[Callable[..., HttpResponse]]:
    """What a door answers to 400, 403 and 404, and, by a template that needs neither database nor context, to a fault of our own. Also to a form without a key."""

    def view(status: int) -> Callable[..., HttpResponse]:
        @audience(whom, "sign-in", methods=EVERY, keyed=False)
        def answered(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
            return page(request, status)

        return answered

    @audience(whom, "sign-in", methods=EVERY, keyed=False)
    def broken(request: HttpRequest) -> HttpResponse:
        return HttpResponse(loader.render_to_string(fault, {"number": getattr(request, "number", "")}), status=500)

    return [view(400), view(403), view(404), broken]


def not_ours(request: HttpRequest, page: Page, seen: Callable[[str], Asker | None], cookie: str) -> HttpResponse:
    """403: a form was not ours, or older than the sign-in. Of one that the browser says was sent from here what was typed is kept, as of one whose session ended."""
    view = request.resolver_match.func if request.resolver_match else None
    if view is None or roles.may("anybody", getattr(view, "act", "")) or not _from_here(request):
        return page(request, 403, said=NOT_OURS)
    kept, who = _keeps(request, view, cookie), seen(request.COOKIES.get(cookie, ""))
    if who is None or not who.whole:
        return page(request, 401, kept=kept)
    return page(request, 403, kept=kept) if kept else page(request, 403, said=NOT_OURS)


def said(request: HttpRequest) -> drafts.Kept:
    """What a form was sent with; on opening it, what its sender had typed when their session ended under it (``at`` tells when), else nothing.

    A form page that fills itself from here loses nothing; given to its template as ``kept``, one line there says so: ``{% include "look/kept.html" %}``.
    """
    if request.method == "POST":
        return drafts.Kept(request.POST, None)
    return drafts.kept(request.who, request.path) or drafts.Kept(QueryDict(), None)  # type: ignore[attr-defined]


def _keeps(request: HttpRequest, view: Callable[..., HttpResponse], cookie: str) -> drafts.OpenedFor | None:
    """What was typed into a form that could not be sent is kept for whom the session belongs to. Passwords and codes never are."""
    if request.method != "POST" or getattr(view, "streams", False) or getattr(view, "act", "") in ("own-account", ""):
        return None
    return drafts.keep(request.COOKIES.get(cookie, ""), request.path, request.POST, files=[file.name or "" for name in request.FILES for file in request.FILES.getlist(name)])


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser itself says that a page of ours sent this; no page of another site can make it say so."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def of_subject(thing: T | None, owner: int | None, asking: int | None) -> T:
    """``thing`` where the subject that asks owns it. Raises Http404 likewise for another's and for what does not exist."""
    if thing is None or owner is None or owner != asking:
        raise Http404
    return thing


def place(request: HttpRequest, *, cookie: str) -> Place:
    """Where a request comes from, for counting attempts and for the list of sessions."""
    return Place(addresses.of(request.META, settings.PROXIES)[:64], request.headers.get("User-Agent", "")[:200], request.COOKIES.get(cookie, ""))


def number(text: str | None) -> int | None:
    """A number from a form; None where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def day(text: str | None) -> dt.date | None:
    """A day from a form; None where it is empty, none, or in no year that anybody means: terms are counted from it."""
    try:
        told = dt.date.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return told if 1900 <= told.year < 2300 else None


def onward(request: HttpRequest, otherwise: str = "start") -> str:
    """Where ``next`` leads, where that is a page of ours; else the start. Never to another site."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    ours = to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None) and not to.startswith("/api/")
    return to if ours and len(to) < 500 else reverse(otherwise)


def with_session(request: HttpRequest, response: HttpResponse, key: str, *, cookie: str) -> HttpResponse:
    """``response`` that gives the browser the cookie of a session, under a new token for forms."""
    rotate_token(request)
    # Lax, so that a link in a notice opens the page and not the sign-in; forms carry a token besides.
    set_cookie(response, cookie, key, age=None, same_site="Lax")
    return response


def set_cookie(response: HttpResponse, name: str, value: str, *, age: int | None, same_site: str) -> None:
    """A cookie that no script reads and no other site's form carries; Secure unless this is a demo over plain http."""
    response.set_cookie(name, value, max_age=age, path="/", secure=not settings.PLAIN_HTTP, httponly=True, samesite=same_site)  # type: ignore[arg-type]
