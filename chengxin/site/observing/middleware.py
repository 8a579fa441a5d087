"""请求编号: the outermost layer of every side. Gives each request a number that an answer carries and an error page shows, and notes what may be told of it."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengxin.site.observing.lines import about

HEADER = "X-Request-ID"
NOTE = "chengxin.about"  # where the server finds what may be told, in the environment of the request
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another when it is read out


def number() -> str:
    """A number for a request: ten letters and digits in two groups, to be read out on the telephone."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"


def route_of(request: HttpRequest) -> str:
    """The name of the route that answered, one of the API under ``api-``; never its address."""
    if match := request.resolver_match:
        name = match.url_name or "unnamed"
        return f"api-{name}" if match.route.startswith("api/") and not name.startswith("api-") else name
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


class Numbered:
    """A number is ours alone: one that comes with a request is not taken over, for it would be a place to write into the log."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        note: dict[str, Any] = {"id": number()}
        request.number = note["id"]  # type: ignore[attr-defined]
        request.META[NOTE] = note
        token = about.set(note)
        try:
            response = self.get_response(request)
        finally:
            about.reset(token)
        note["route"] = route_of(request)
        who = getattr(request, "who", None)
        if settings.SIDE == "desk" and who is not None:  # officers at work are on file; of a citizen's own room nothing is
            note["account"] = who.account
            note["post"] = who.post.appointment if who.post else None
        response[HEADER] = note["id"]
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], words: dict[str, Any]) -> None:
        """From here on the route is known, also for what is logged meanwhile."""
        request.META[NOTE]["route"] = route_of(request)
