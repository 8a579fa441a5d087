"""出错页: what went wrong, and what to do next."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengxin.access import api as access
from chengxin.doors.desk.pages.respond import page as rendered
from chengxin.ground.api import Audience


def page(request: HttpRequest, status: int, *, said: str = "", kept: bool = False) -> HttpResponse:
    """The page of a status; ``said`` is a refusal's own sentence; ``kept``: what was typed is kept and offered again."""
    return rendered(request, "error", {"status": status, "said": said, "kept": kept}, status=status)


bad_request, forbidden, not_found, fault = access.guarding.error_views(Audience.STAFF, page, "desk/fault.html")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was not ours, or older than the sign-in. Of one that the browser says was sent from here what was typed is kept, as of one whose session ended."""
    view = request.resolver_match.func if request.resolver_match else None
    if view is None or access.roles.may("anybody", getattr(view, "act", "")) or not access.guarding.from_here(request):
        return page(request, 403, said=access.guarding.NOT_OURS)
    kept, who = keeps(request, view), access.sessions.seen(request.COOKIES.get(settings.SESSION_COOKIE, ""))
    if who is None or not who.whole:
        return page(request, 401, kept=kept)
    return page(request, 403, kept=True) if kept else page(request, 403, said=access.guarding.NOT_OURS)


def keeps(request: HttpRequest, view: Callable[..., HttpResponse]) -> bool:
    """What was typed into a form that could not be sent is kept for whom the session belongs to. Passwords and codes never are."""
    if request.method != "POST" or getattr(view, "streams", False) or getattr(view, "act", "") in ("own-account", ""):
        return False
    return access.drafts.keep(request.COOKIES.get(settings.SESSION_COOKIE, ""), request.path, request.POST)
