"""门卫: the guard of the desk; what it does stands in ``access.guarding``."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengxin.access import api as access
from chengxin.doors.desk.pages import errors
from chengxin.ground.api import Audience


class Guard(access.guarding.Guard):
    """For staff, by the cookie of a session at the desk. What somebody typed while it ended is kept for them."""

    audience = Audience.STAFF
    side = "account"

    def seen(self, request: HttpRequest) -> access.Who | None:
        """Who asks, in which post."""
        return access.sessions.seen(request.COOKIES.get(settings.SESSION_COOKIE, ""))

    def trouble(self, request: HttpRequest, status: int, *, said: str = "") -> HttpResponse:
        """The desk's page of a status."""
        return errors.page(request, status, said=said)

    def answered(self, request: HttpRequest, response: HttpResponse) -> None:
        """What was kept of a form is over once it has been done."""
        if request.method == "POST" and response.status_code == 302 and request.asker:  # type: ignore[attr-defined]
            access.drafts.end(request.who, request.path)  # type: ignore[attr-defined]

    def signed_out(self, request: HttpRequest, view: Callable[..., HttpResponse]) -> HttpResponse:
        """What was typed is kept for whom it belonged to. Passwords and codes never are."""
        return errors.page(request, 401, kept=errors.keeps(request, view))
