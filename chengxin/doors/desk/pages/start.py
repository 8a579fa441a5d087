"""首页: who one is, in which post, and what that post may do."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from chengxin.access import api as access
from chengxin.doors.desk.guard import number, who
from chengxin.doors.desk.pages.respond import onward, page
from chengxin.ground.api import Audience, audience


@audience(Audience.STAFF, "start-page")
def start(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    own = {act for act in who(request).role.acts if act not in ("read-public", "sign-in", "sign-out", "own-account", "start-page")}
    return page(request, "start", {"able": [act for act in access.roles.ACTS.values() if act.code in own]})


@audience(Audience.STAFF, "start-page", methods=("POST",))
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's posts. Another's is not there."""
    chosen = number(request.POST.get("appointment"))
    if chosen is None or not access.sessions.choose(who(request), chosen):
        raise Http404
    return HttpResponseRedirect(onward(request))
