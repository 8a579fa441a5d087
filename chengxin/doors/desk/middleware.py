"""门卫: who asks is settled before any page is; the table of rights is asked for every route."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.pages import errors
from chengxin.ground.api import Audience, Instance, NotFound, Refusal, WrongUse, display

FREE = (Audience.PUBLIC, Audience.SYSTEM)  # a health check; systems sign in by their key


class Guard:
    """Finds out who asks, lets pass whom the table lets pass, and keeps every answer out of caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._checked = not settings.PLAIN_HTTP

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.who = request.asker = None  # type: ignore[attr-defined]
        request.display = display.of_cookie(request.COOKIES.get(settings.DISPLAY_COOKIE, ""))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            allowed = response["Allow"]
            response = errors.page(request, 405)
            response["Allow"] = allowed
        elif request.method == "POST" and response.status_code == 302 and request.asker:  # type: ignore[attr-defined]
            access.drafts.end(request.who, request.path)  # type: ignore[attr-defined]
        response.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], words: dict[str, Any]) -> HttpResponse | None:
        """Whom the route is for and which act it is decide; a route that says neither is open to nobody."""
        if getattr(view, "audience", None) in FREE:
            return None
        streams = getattr(view, "streams", False)  # its form is read by the view itself, piece by piece, once it is known who asks
        if any("\x00" in value for given in ((request.GET,) if streams else (request.GET, request.POST)) for _, values in given.lists() for value in values):
            return errors.page(request, 400)  # no text of ours holds it, and the database takes none
        if not self._checked:
            if Instance.objects.filter(kind="production").exists():
                return errors.page(request, 403)  # CHENGXIN_PLAIN_HTTP is for demos
            self._checked = True
        who = request.who = access.sessions.seen(request.COOKIES.get(settings.SESSION_COOKIE, ""))  # type: ignore[attr-defined]
        act = getattr(view, "act", None)
        if getattr(view, "audience", None) is not Audience.STAFF or act not in access.roles.ACTS:
            return errors.page(request, 404)
        if access.roles.may("anybody", act):
            return None
        if who is None or not who.whole:
            if request.method not in ("GET", "HEAD"):
                return errors.page(request, 401, kept=not streams and self._keep(request, view))
            to = reverse("sign-in" if who is None else "second")
            return HttpResponseRedirect(f"{to}?{urlencode({'next': request.get_full_path()})}")
        request.asker = f"account:{who.account}"  # type: ignore[attr-defined]
        return None if who.may(act) else errors.page(request, 403)

    def _keep(self, request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
        """What was typed while the session ended is kept for whom it belonged to. Passwords and codes never are."""
        if request.method != "POST" or "own-account" in (getattr(view, "act", ""), ""):
            return False
        return access.drafts.keep(request.COOKIES.get(settings.SESSION_COOKIE, ""), request.path, request.POST)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a page did not answer itself."""
        if isinstance(exception, OperationalError | InterfaceError):
            return errors.page(request, 503)
        if isinstance(exception, NotFound):
            return errors.page(request, 404)
        if isinstance(exception, Refusal | WrongUse):
            return errors.page(request, exception.http_status, said=str(exception))
        return None
