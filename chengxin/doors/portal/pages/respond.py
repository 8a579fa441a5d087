"""What all pages share: never kept by a cache, for a line that has ended must be gone at once; adverse pages are not for robots."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, template: str, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    """A rendered page that no cache keeps."""
    response = render(request, f"portal/{template}.html", dict(context), status=status)
    response["Cache-Control"] = "no-store"
    return response


def not_for_robots(response: HttpResponse, ends: Iterable[dt.date | None]) -> HttpResponse:
    """Mark a page that holds adverse lines: not to be indexed, and gone after the last of their days."""
    last = max((day for day in ends if day), default=None)
    if last:
        response["X-Robots-Tag"] = f"noindex, unavailable_after: {last.isoformat()}"
    return response
