"""出错页: what went wrong, and what to do next."""

from django.http import HttpRequest, HttpResponse

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import page as rendered
from chengxin.ground.api import Audience


def page(request: HttpRequest, status: int, *, said: str = "") -> HttpResponse:
    """The page of a status; ``said`` is a refusal's own sentence."""
    return rendered(request, "error", {"status": status, "said": said}, status=status)


bad_request, forbidden, not_found, fault = access.guarding.error_views(Audience.SUBJECT, page, "my/fault.html")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not ours, or too old."""
    return page(request, 403, said=access.guarding.NOT_OURS)
