"""What all pages of the desk share: rendering, days from forms."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from chengxin.access import api as access
from chengxin.doors.desk.ways import ways


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


def onward(request: HttpRequest, otherwise: str = "start") -> str:
    """Where ``next`` leads, where that is a page of ours; else the start. Never to another site."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    ours = to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None) and not to.startswith("/api/")
    return to if ours and len(to) < 500 else reverse(otherwise)


def said(request: HttpRequest) -> access.drafts.Kept:
    """What a form was sent with; on opening it, what its sender had typed when their session ended under it (``at`` tells when), else nothing.

    A form page that fills itself from here loses nothing; one line of its template says so: ``{% include "desk/kept.html" %}``.
    """
    if request.method == "POST":
        return access.drafts.Kept(request.POST, None)
    found = access.drafts.kept(request.who, request.path)  # type: ignore[attr-defined]
    return found or access.drafts.Kept(QueryDict(), None)


def day(text: str | None) -> dt.date | None:
    """A day from a form; None where it is empty or none."""
    try:
        return dt.date.fromisoformat((text or "").strip())
    except ValueError:
        return None
