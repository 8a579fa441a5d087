"""What all pages share: never kept by a cache, for a line that has ended must be gone at once; adverse pages are not for robots."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render


def page(request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """A rendered page that no cache keeps."""
    response = render(request, f"portal/{template}.html", dict(context), status=status)
    response["Cache-Control"] = "no-store"
    return response


def streamed(pieces: Iterable[str], content_type: str) -> HttpResponse:
    """An answer as long as it likes, sent piece by piece and kept by no cache."""
    response = cast(HttpResponse, StreamingHttpResponse(pieces, content_type=content_type))
    response["Cache-Control"] = "no-store"
    return response


def not_for_robots(response: HttpResponse, ends: Iterable[dt.date | None]) -> HttpResponse:
    """Mark a page that holds adverse lines: not to be indexed, and no copy to be shown once the first of them has ended."""
    first = min((day for day in ends if day), default=None)
    if first:
        response["X-Robots-Tag"] = f"noindex, unavailable_after: {first.isoformat()}"
    return response


def never_for_robots(response: HttpResponse, when: bool, ends: Iterable[dt.date | None] = ()) -> HttpResponse:
    """Mark what lists adverse lines, which come and go and of which ``ends`` are the last days, or is one of endless views of the same."""
    if when:
        response["X-Robots-Tag"] = "noindex"
        return not_for_robots(response, ends)
    return response
