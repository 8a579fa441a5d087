"""受众: who a route is for. Every route says it; a house test walks them all."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed


class Audience(StrEnum):
    """受众 of a route."""

    PUBLIC = "public"
    SUBJECT = "subject"
    STAFF = "staff"
    SYSTEM = "system"


View = Callable[..., HttpResponse]


def audience(whom: Audience, *, methods: tuple[str, ...] = ("GET", "HEAD")) -> Callable[[View], View]:
    """Declare whom a view is for and by which methods it may be asked; others get 405."""

    def declare(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, *args, **words)

        asked.audience = whom  # type: ignore[attr-defined]
        return asked

    return declare
