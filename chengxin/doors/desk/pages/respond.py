"""What all pages of the desk share: rendering, days from forms."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chengxin.access import api as access
from chengxin.doors.desk.ways import ways
from chengxin.ground.api import NotFound
from chengxin.subjects import api as subjects

_MOST = 200  # subjects that a fragment of a name may mean


def page(request: HttpRequest, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    """A rendered page that no cache keeps."""
    who = getattr(request, "who", None)
    current = getattr(request.resolver_match, "url_name", "") or ""
    response = render(
        request,
        f"desk/{template}.html",
        {"who": who, "ways": ways(who, current), "current": current, "may_see_posts": who is not None and who.may("appoint"), **(context or {})},
        status=status,
    )
    response["Cache-Control"] = "no-store"
    return response


day, onward, said = access.guarding.day, access.guarding.onward, access.guarding.said


def meant(words: str) -> list[int]:
    """The subjects that a code or a fragment of a name in a filter means. Natural persons are found by their whole number only."""
    if subjects.looks_like_code(words):
        try:
            return [subjects.by_code(words).pk]
        except NotFound:
            return []
    return [one.id for one in subjects.search(words, limit=_MOST)[1]]
