"""What all pages of the subjects' side share: who asks, rendering, the ways at the top."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from chengxin.access import api as access

#: 导航: act, name of the route.
WAYS = (
    ("see-own", "start"),
    ("see-own", "looks"),
    ("see-own", "messages"),
    ("give-mandate", "agents"),
    ("look-with-consent", "held"),
    ("see-own", "copy"),
    ("own-account", "account"),
)

number, day, onward, said = access.guarding.number, access.guarding.day, access.guarding.onward, access.guarding.said


def me(request: HttpRequest) -> access.own.Me:
    """Who asks; only in views that the guard lets nobody else into."""
    found = request.who  # type: ignore[attr-defined]
    assert found is not None
    return found


def subject(request: HttpRequest) -> access.own.For:
    """For whom they act. Raises Http404 where for nobody."""
    found = me(request).acting
    if found is None:
        raise Http404
    return found


def place(request: HttpRequest) -> access.Place:
    """Where a request comes from."""
    return access.guarding.place(request, cookie=settings.MY_BROWSER_COOKIE)


def address_of(request: HttpRequest, route: str) -> str:
    """The whole address of a page, as the issuer knows it: under the address this side is said to have, else under the one that was asked."""
    return f"{settings.MY_ADDRESS.rstrip('/')}{reverse(route)}" if settings.MY_ADDRESS else request.build_absolute_uri(reverse(route))


def page(request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """A rendered page that no cache keeps."""
    who = getattr(request, "who", None)
    ways = [route for act, route in WAYS if who is not None and who.whole and who.may(act)]
    response = render(
        request,
        f"my/{template}.html",
        {"who": who, "acting": who.acting if who else None, "ways": ways, "current": getattr(request.resolver_match, "url_name", ""), **(context or {})},
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response
