"""出错页: what went wrong, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.template import loader

from chengxin.doors.desk.pages.respond import page as rendered
from chengxin.ground.api import Audience, audience

_EVERY = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def page(request: HttpRequest, status: int, *, said: str = "", kept: bool = False) -> HttpResponse:
    """The page of a status; ``said`` is a refusal's own sentence; ``kept``: what was typed is kept and offered again."""
    return rendered(request, "error", {"status": status, "said": said, "kept": kept}, status=status)


@audience(Audience.STAFF, "sign-in", methods=_EVERY)
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return page(request, 400)


@audience(Audience.STAFF, "sign-in", methods=_EVERY)
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return page(request, 403)


@audience(Audience.STAFF, "sign-in", methods=_EVERY)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return page(request, 404)


@audience(Audience.STAFF, "sign-in", methods=_EVERY)
def fault(request: HttpRequest) -> HttpResponse:
    """500, our own fault; needs neither database nor context."""
    return HttpResponse(loader.render_to_string("desk/fault.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not ours, or too old."""
    return page(request, 403, said="这个表单不是从本站打开的，或者打开得太久。请返回上一页刷新后再提交。")
