"""选择: for whom one acts (oneself, a firm one represents, one that gave a mandate), and how pages look."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from chengxin.access import api as access
from chengxin.doors.my.pages.respond import me, number, onward, page
from chengxin.ground.api import Audience, audience, display


@audience(Audience.SUBJECT, "own-account", methods=("GET", "HEAD", "POST"))
def choose(request: HttpRequest) -> HttpResponse:
    """All for whom one may act. Another's subject is not there."""
    if request.method != "POST":
        return page(request, "choose", {"next": onward(request)})
    chosen = number(request.POST.get("subject"))
    if chosen is None or not access.own.choose(me(request), chosen):
        raise Http404
    return HttpResponseRedirect(onward(request))


@audience(Audience.SUBJECT, "sign-in", methods=("GET", "HEAD", "POST"))
def display_settings(request: HttpRequest) -> HttpResponse:
    """大字版 and colours, kept by this browser; also for who has not signed in."""
    if request.method != "POST":
        return page(request, "display", {"next": onward(request)})
    response = HttpResponseRedirect(onward(request))
    display.keep(response, display.of_form(request.POST), name=settings.DISPLAY_COOKIE, secure=not settings.PLAIN_HTTP)
    return response
