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
from chengxin.ground.api import Audience, Instance, NotFound, Refusal, WrongUse

FREE = (Audience.PUBLIC, Audience.SYSTEM)  # a health check; systems sign in by their key


class Guard:
    """Finds out who asks, lets pass whom the table lets pass, and keeps every answer out of caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._checked = not settings.PLAIN_HTTP

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.who = request.asker = None  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            allowed = response["Allow"]
            response = errors.page(request, 405)
            response["Allow"] = allowed
        response.setdefault("Cache-Control", "no-store")
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], words: dict[str, Any]) -> HttpResponse | None:
        """Whom the route is for and which act it is decide; a route that says neither is open to nobody."""
        if getattr(view, "audience", None) in FREE:
            return None
        if any("\x00" in value for given in (request.GET, request.POST) for _, values in given.lists() for value in values):
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
                return errors.page(request, 401)
            to = reverse("sign-in" if who is None else "second")
            return HttpResponseRedirect(f"{to}?{urlencode({'next': request.get_full_path()})}")
        request.asker = f"account:{who.account}"  # type: ignore[attr-defined]
        return None if who.may(act) else errors.page(request, 403)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a page did not answer itself."""
        if isinstance(exception, OperationalError | InterfaceError):
            return errors.page(request, 503)
        if isinstance(exception, NotFound):
            return errors.page(request, 404)
        if isinstance(exception, Refusal | WrongUse):
            return errors.page(request, exception.http_status, said=str(exception))
        return None
