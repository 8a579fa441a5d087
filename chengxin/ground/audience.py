"""受众: who a route is for, and which act it is. Every route says both; a house test walks them all.

Acts are names here; who may do which stands in the table of ``access.roles``, which the doors of signed-in people ask.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import partial, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed

from chengxin.ground.requests import once


class Audience(StrEnum):
    """受众 of a route."""

    PUBLIC = "public"
    SUBJECT = "subject"
    STAFF = "staff"
    SYSTEM = "system"


View = Callable[..., HttpResponse]


_HIGHEST = 2**63 - 1  # a number of an address beyond it is no row's
_USUAL = {Audience.PUBLIC: "read-public", Audience.SYSTEM: "use-organ-api"}


def audience(whom: Audience, act: str = "", *, methods: tuple[str, ...] = ("GET", "HEAD"), keyed: bool = True) -> Callable[[View], View]:
    """Declare whom a view is for, which act it is, and by which methods it may be asked; others get 405.

    An address with a number that no row can have leads nowhere (404). Only what is for staff or subjects must name its act. Raises ValueError at import where it does not. Where somebody has
    signed in (the guard sets ``request.asker``), a POST is done once by the key of its form (``requests.once``), unless it
    is not ``keyed``: a trial of a password, which counts also where it fails.
    """
    done = act or _USUAL.get(whom, "")
    if not done:
        raise ValueError(f"a route for {whom} must name its act")

    def declare(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if any(isinstance(value, int) and value > _HIGHEST for value in words.values()):
                raise Http404
            asker = getattr(request, "asker", None)
            if keyed and asker and request.method == "POST":
                return once(request, asker, done, partial(view, request, *args, **words))
            return view(request, *args, **words)

        asked.audience = whom  # type: ignore[attr-defined]
        asked.act = done  # type: ignore[attr-defined]
        asked.keyed = keyed  # type: ignore[attr-defined]
        return asked

    return declare
