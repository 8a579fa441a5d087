"""首页: who one is, in which post, and what that post may do."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from chengxin.access import api as access
from chengxin.doors.desk.guard import number, who
from chengxin.doors.desk.pages.respond import onward, page
from chengxin.doors.desk.work import of as work_of
from chengxin.ground.api import Audience, audience, business_day

_OF_EACH, _OF_ONE = 30, 100  # pieces of a kind, among all and by itself


@audience(Audience.STAFF, "start-page")
def start(request: HttpRequest) -> HttpResponse:
    """The first page after signing in."""
    own = {act for act in who(request).role.acts if act not in ("read-public", "sign-in", "sign-out", "own-account", "start-page")}
    waiting = work_of(who(request), business_day.today(), limit=5) if who(request).may("see-work") else None
    return page(request, "start", {"able": [act for act in access.roles.ACTS.values() if act.code in own], "work": waiting})


@audience(Audience.STAFF, "see-work")
def work(request: HttpRequest) -> HttpResponse:
    """今日工作: the first of all that waits, or more of one kind of it, the overdue first."""
    only = request.GET.get("kind", "")[:40]
    return page(request, "work", {"work": work_of(who(request), business_day.today(), limit=_OF_ONE if only else _OF_EACH, only=only), "only": only})


@audience(Audience.STAFF, "start-page", methods=("POST",))
def choose_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's posts. Another's is not there."""
    chosen = number(request.POST.get("appointment"))
    if chosen is None or not access.sessions.choose(who(request), chosen):
        raise Http404
    return HttpResponseRedirect(onward(request))
