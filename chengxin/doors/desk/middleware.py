"""门卫: the guard of the desk; what it does stands in ``access.guarding``."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengxin.access import api as access
from chengxin.doors.desk.pages import errors
from chengxin.ground.api import Audience


class Guard(access.guarding.Guard):
    """For staff, by the cookie of a session at the desk."""

    audience = Audience.STAFF
    side = "account"
    cookie = settings.SESSION_COOKIE

    def seen(self, request: HttpRequest) -> access.Who | None:
        """Who asks, in which post."""
        return access.sessions.seen(request.COOKIES.get(self.cookie, ""))

    def trouble(self, request: HttpRequest, status: int, *, said: str = "", kept: access.drafts.OpenedFor | None = None) -> HttpResponse:
        """The desk's page of a status."""
        return errors.page(request, status, said=said, kept=kept)
