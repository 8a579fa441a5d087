"""门卫: the guard of the subjects' side; what it does stands in ``access.guarding``."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.my.pages import errors
from chengxin.ground.api import Audience
from chengxin.publicity import api as publicity


class Guard(access.guarding.Guard):
    """For subjects and those who act for them, by the cookie of a session of this side."""

    audience = Audience.SUBJECT
    side = "my"
    cookie = settings.MY_SESSION_COOKIE

    def seen(self, request: HttpRequest) -> access.own.Me | None:
        """Who asks, and for whom."""
        return access.own.seen(request.COOKIES.get(self.cookie, ""))

    def trouble(self, request: HttpRequest, status: int, *, said: str = "", kept: access.drafts.OpenedFor | None = None) -> HttpResponse:
        """This side's page of a status."""
        return errors.page(request, status, said=said, kept=kept)

    def in_earnest(self) -> bool:
        """Whether this is a production instance, as the view for the public tells it."""
        return not publicity.invented()

    def elsewhere(self, request: HttpRequest, who: access.sessions.Asker, act: str) -> HttpResponse | None:
        """Who acts for nobody yet, or no longer, chooses first; who may only look others up by consent begins there."""
        if who.may("look-with-consent") and request.path_info == reverse("start"):
            return HttpResponseRedirect(reverse("held"))
        unchosen = isinstance(who, access.own.Me) and who.acting is None and any(access.roles.may(role, act) for role in ("subject", "client"))
        return HttpResponseRedirect(reverse("choose")) if unchosen else None
