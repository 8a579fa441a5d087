"""出错页: what went wrong, and what to do next. The page of our own fault needs neither database nor templates' context."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template import loader
from django.urls import get_script_prefix, is_valid_path
from django.utils.encoding import iri_to_uri
from django.utils.http import escape_leading_slashes

from chengxin.doors.portal.context import site
from chengxin.ground.api import Audience, audience

_EVERY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def _error(request: HttpRequest, status: int, **more: object) -> HttpResponse:
    content = loader.render_to_string("portal/error.html", {"status": status, "request": request, **site(request), **more})
    response = HttpResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    return response


@audience(Audience.PUBLIC, methods=_EVERY)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _error(request, 400)


@audience(Audience.PUBLIC, methods=_EVERY)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _error(request, 403)


@audience(Audience.PUBLIC, methods=_EVERY)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; an address that nothing of ours answers to, but would without the slash behind it as people write them (or with it, a first page's), leads there."""
    bare = request.path_info.rstrip("/")
    asked_for_a_page = request.method in ("GET", "HEAD") and request.resolver_match is None
    for meant in (bare, f"{bare}/") if bare and asked_for_a_page else ():
        if meant != request.path_info and is_valid_path(meant):
            asked = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(escape_leading_slashes(get_script_prefix().rstrip("/") + iri_to_uri(meant)) + (f"?{asked}" if asked else ""))
    return _error(request, 404)


@audience(Audience.PUBLIC, methods=_EVERY)
def fault(request: HttpRequest) -> HttpResponse:
    """500, our own fault."""
    return _error(request, 500)


def only_read(request: HttpRequest, methods: str) -> HttpResponse:
    """405: pages are read, nothing is sent to them."""
    response = _error(request, 405)
    response["Allow"] = methods
    return response


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """429: more than somebody reads; where all of it is to be had, and in how many minutes to go on."""
    return _error(request, 429, minutes=-(-seconds // 60))


def out_of_service(request: HttpRequest) -> HttpResponse:
    """503: the database does not answer."""
    response = _error(request, 503)
    response["Retry-After"] = "30"
    return response
