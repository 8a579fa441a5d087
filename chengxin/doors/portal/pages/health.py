"""For machines: whether the site answers, and how far its replicas, or it as a replica, are behind."""

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse

from chengxin.ground.api import Audience, audience, replication
from chengxin.publicity import api as publicity


@audience(Audience.PUBLIC)
def health(request: HttpRequest) -> HttpResponse:
    """``{"status": "ok", …}``; 503 while the database does not answer (``unavailable``) or a replica knows too little of its main database (``stale``)."""
    try:
        figures = publicity.figures()
        told = replication.replication()
    except Error:
        response = JsonResponse({"status": "unavailable"}, status=503)
    else:
        silent = bool(told["replica"]) and replication.stale(told["replica"])
        body = {"status": "stale" if silent else "ok", "today": figures["today"], "published_through": figures["published_through"], **told, "trouble": replication.trouble(told)}
        response = JsonResponse(body, status=503 if silent else 200)
    response["Cache-Control"] = "no-store"
    return response
