"""出错页: what went wrong, and what to do next."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengxin.access import api as access
from chengxin.doors.desk.pages.respond import page as rendered
from chengxin.ground.api import Audience


def page(request: HttpRequest, status: int, *, said: str = "", kept: access.drafts.OpenedFor | None = None) -> HttpResponse:
    """The page of a status; ``said`` is a refusal's own sentence; ``kept``: what was typed is kept and offered again."""
    return rendered(request, "error", {"status": status, "said": said, "lost": status == 401 or kept is not None, "kept_for": kept, "back": request.path}, status=status)


bad_request, forbidden, not_found, fault = access.guarding.error_views(Audience.STAFF, page, "desk/fault.html")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not ours, or older than the sign-in."""
    return access.guarding.not_ours(request, page, access.sessions.seen, settings.SESSION_COOKIE)
