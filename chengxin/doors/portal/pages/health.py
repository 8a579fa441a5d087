"""For machines: whether the site answers, and what robots may read."""

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from chengxin.ground.api import Audience, audience
from chengxin.publicity import api as publicity


@audience(Audience.PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """``{"status": "ok", …}``, or 503 while the database does not answer."""
    try:
        figures = publicity.figures()
    except Error:
        response = JsonResponse({"status": "unavailable"}, status=503)
    else:
        response = JsonResponse({"status": "ok", "today": figures["today"], "published_through": figures["published_through"]})
    response["Cache-Control"] = "no-store"
    return response


@audience(Audience.PUBLIC)
def robots(request: HttpRequest) -> HttpResponse:
    """Robots may read what is about the site; pages of subjects carry their own word."""
    return HttpResponse(
        "User-agent: *\nDisallow: /search\nDisallow: /en/search\nDisallow: /line/\nDisallow: /en/line/\nDisallow: /ledger/\nDisallow: /en/ledger/\n",
        content_type="text/plain; charset=utf-8",
    )
