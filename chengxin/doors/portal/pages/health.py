"""For machines: whether the site answers."""

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
