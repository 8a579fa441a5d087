"""案卷台账: an organ states how many decisions it took: one line in the form, or a file of many."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import page, said
from chengxin.governance import api as governance
from chengxin.ground.api import Audience, WrongUse, audience, business_day


@audience(Audience.STAFF, "answer-duties", methods=("GET", "HEAD", "POST"))
def caseload(request: HttpRequest) -> HttpResponse:
    """What stands, and the form."""
    asking = who(request)
    assert asking.post is not None
    typed = said(request)
    context: dict[str, Any] = {
        "items": governance.caseload.items(),
        "said": typed.said,
        "kept": typed,
        "done": request.GET.get("done", ""),
        "count": request.GET.get("count", ""),
    }
    trouble = None
    if request.method == "POST":
        try:
            lines = _lines(request)
            count = governance.caseload.state(asking.post.organ, lines, on=business_day.today(), actor=asking.actor, post=asking.post.title)
            return HttpResponseRedirect(f"{reverse('caseload')}?done={'stated' if count else 'same'}&count={count}")
        except WrongUse as wrong:
            trouble = wrong
    stated = governance.caseload.of_organ(asking.post.organ)[:240]
    came = governance.caseload.reported(min(one["month"] for one in stated), on=business_day.today(), organ=asking.post.organ) if stated else {}
    context |= {
        "stated": [one | {"reported": came.get((asking.post.organ, one["item"], one["month"]), 0) if one["item"] in governance.terms() else None} for one in stated],
        "trouble": trouble,
    }
    return page(request, "governing/caseload", context, status=422 if trouble else 200)


def _lines(request: HttpRequest) -> list[governance.caseload.Stated]:
    if (file := request.FILES.get("file")) is not None:
        if (file.size or 0) > governance.caseload.LARGEST:
            raise WrongUse("台账文件不超过 1 MB", code="too-large")
        return governance.caseload.read(file.read())
    return [governance.caseload.stated(*(request.POST.get(name, "")[:100] for name in ("item", "month", "decided")))]
