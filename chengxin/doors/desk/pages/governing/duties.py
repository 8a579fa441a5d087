"""报送任务: what an organ is to send by when, how it stands this month, and what it is asked. The credit office sees every organ's line."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import page
from chengxin.governance import api as governance
from chengxin.ground.api import Audience, audience, business_day, days

_AHEAD = 62


@audience(Audience.STAFF, "see-duties")
def duties(request: HttpRequest) -> HttpResponse:
    """The first page of it; figures are those of the worker's last round."""
    asking, today = who(request), business_day.today()
    organ = asking.post.organ if asking.post else None
    watch = governance.latest()
    context: dict[str, Any] = {"watch": watch, "all": asking.may("issue-bulletin"), "may_answer": asking.may("answer-duties"), "done": request.GET.get("done", "")}
    if organ is not None:
        context |= {
            "own": _own(watch, organ),
            "waiting": [one | {"left": days.working_days_left(one["due_on"], on=today)} for one in governance.waiting(today, organ, ahead=_AHEAD)[:40]],
            "shortfalls": governance.shortfalls(today, organ),
            "gaps": len(governance.gaps.asks(organ, on=today, open_only=True)),
        }
    if context["all"]:
        context |= {"organs": watch.figures["organs"] if watch else [], "stale": governance.stale(today)}
    return page(request, "governing/duties", context)


def _own(watch: governance.Watch | None, organ: int) -> dict[str, Any] | None:
    return next((one for one in watch.figures["organs"] if one["id"] == organ), None) if watch else None
