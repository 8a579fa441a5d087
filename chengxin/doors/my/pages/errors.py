"""出错页: what went wrong, and what to do next."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import page as rendered
from chengxin.ground.api import Audience


def page(request: HttpRequest, status: int, *, said: str = "", kept: access.drafts.OpenedFor | None = None) -> HttpResponse:
    """The page of a status; ``said`` is a refusal's own sentence; ``kept``: what was typed is kept and offered again, once they act for whom it was typed."""
    other = kept is not None and (not kept.usual if status == 401 else kept.subject != _acts_for(request))
    back = f"{reverse('choose')}?{urlencode({'next': request.path})}" if other else request.path
    return rendered(request, "error", {"status": status, "said": said, "lost": status == 401 or kept is not None, "kept_for": kept, "other": other, "back": back}, status=status)


bad_request, forbidden, not_found, fault = access.guarding.error_views(Audience.SUBJECT, page, "my/fault.html")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not ours, or older than the sign-in."""
    return access.guarding.not_ours(request, page, access.own.seen, settings.MY_SESSION_COOKIE)


def _acts_for(request: HttpRequest) -> int | None:
    who = access.own.seen(request.COOKIES.get(settings.MY_SESSION_COOKIE, ""))
    return who.acts_for if who else None
