"""各归各位: what another organ's officer, or another subject, asks for is not there, exactly as if it had never been."""

from typing import TypeVar

from django.conf import settings
from django.http import Http404, HttpRequest

from chengxin.access import api as access

T = TypeVar("T")


def who(request: HttpRequest) -> access.Who:
    """Who asks; only in views that the guard lets nobody else into."""
    found = request.who  # type: ignore[attr-defined]
    assert found is not None
    return found


def of_my_organ(request: HttpRequest, thing: T | None, organ: int | None) -> T:
    """``thing`` where it is the asking officer's organ's. Raises Http404, the same for another's as for what does not exist."""
    if thing is None or not who(request).owns(organ):
        raise Http404
    return thing


def of_my_own(request: HttpRequest, thing: T | None, person: int | None) -> T:
    """``thing`` where it is the asking person's. Raises Http404 likewise."""
    if thing is None or person is None or who(request).person != person:
        raise Http404
    return thing


def place(request: HttpRequest) -> access.Place:
    """Where a request comes from, for counting attempts and for the list of sessions."""
    return access.guarding.place(request, cookie=settings.BROWSER_COOKIE)


number, of_subject = access.guarding.number, access.guarding.of_subject
