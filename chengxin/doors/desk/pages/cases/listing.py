"""案件列表 and 立案: the cases of one's own organ; opening one."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages import filters as saved
from chengxin.doors.desk.pages.cases.shared import by
from chengxin.doors.desk.pages.respond import day, meant, page
from chengxin.doors.desk.pages.respond import said as typed_in
from chengxin.ground.api import Audience, NotFound, Refusal, audience, audit, business_day, days
from chengxin.law import api as law
from chengxin.subjects import api as subjects


@audience(Audience.STAFF, "see-work")
def cases(request: HttpRequest) -> HttpResponse:
    """The organ's cases of one stage, what is due first at the head. The address is the filter."""
    me, asked, today = who(request), request.GET, business_day.today()
    assert me.post is not None
    stage = asked.get("stage", "") if asked.get("stage") in law.cases.STAGES else "drafting"
    words, own, due = asked.get("q", "").strip()[:100], asked.get("mine") == "1", asked.get("due") == "1"
    wanted = law.cases.Wanted(
        stage, me.officer if own else None, asked.get("power", "")[:60] or None, meant(words) if words else None, today if due else None,
    )  # fmt: skip
    found, more = law.cases.listing(me.post.organ, wanted, after=_after(asked.get("after", "")))
    for one in found:
        one["left"] = days.working_days_left(one["due_on"], on=today) if one["due_on"] else None
    filters = {"q": words, "mine": "1" if own else "", "due": "1" if due else "", "power": asked.get("power", "")[:60]}
    kept = {key: value for key, value in filters.items() if value}
    counts = law.cases.counts(me.post.organ, handler=wanted.handler)
    return page(request, "cases/list", {
        "cases": found, "stage": stage, "stages": [{"code": code, "name": name, "count": counts.get(code), "to": "?" + urlencode({"stage": code, **kept})} for code, name in law.cases.STAGES.items()],
        "filters": filters, "saved": saved.shown(request, "cases"), "powers": law.cases.powers_of(me.post.organ_name, on=today), "more": "?" + urlencode({"stage": stage, **kept, "after": f"{more[0].isoformat()}_{more[1]}"}) if more else None,
        "paged": bool(asked.get("after")), "filtered": bool(kept), "today": today, "may_open": me.may("propose-decision"), "done": asked.get("done", ""),
    })  # fmt: skip


@audience(Audience.STAFF, "propose-decision", methods=("GET", "HEAD", "POST"))
def open_case(request: HttpRequest) -> HttpResponse:
    """立案: whom it is about by the code, which power, and why. The look that finds the subject is on file before the name is shown."""
    me, today = who(request), business_day.today()
    assert me.post is not None
    typed = typed_in(request)
    said = {name: (typed.said if request.method == "POST" or typed.at else request.GET).get(name, "").strip()[:200] for name in ("subject", "power", "purpose")}
    powers = law.cases.powers_of(me.post.organ_name, on=today)
    context: dict[str, Any] = {"said": said, "powers": powers, "kept": typed}
    if request.method != "POST":
        return page(request, "cases/open", context)
    if not said["purpose"]:
        return page(request, "cases/open", context | {"trouble": "请写明缘由：查找和立案都会留痕", "wrong": "purpose"}, status=422)
    try:
        found = subjects.by_code(said["subject"])
        _looked(request, found, said["purpose"])
        if request.POST.get("do") == "find":
            name = subjects.current_name(found.pk) if found.kind != subjects.Kind.PERSON else "自然人（姓名在案件中查阅）"
            return page(request, "cases/open", context | {"found": {"name": name, "kind": subjects.KIND_LABELS[found.kind], "code": found.code}})
        if said["power"] not in {one["code"] for one in powers}:
            return page(request, "cases/open", context | {"trouble": "请选择事项", "wrong": "power"}, status=422)
        made = law.cases.open_case(said["power"], subject=found.pk, purpose=said["purpose"], by=by(request), on=today)
    except NotFound:
        return page(request, "cases/open", context | {"trouble": "没有查到这个代码对应的主体。请核对后再填", "wrong": "subject"}, status=422)
    except Refusal as refusal:
        return page(request, "cases/open", context | {"trouble": refusal}, status=refusal.http_status)
    return HttpResponseRedirect(f"{reverse('case', args=[made])}?done=open")


def _looked(request: HttpRequest, found: subjects.Subject, purpose: str) -> None:
    """On file before anything is shown; of a firm it is a read, which opens nothing."""
    audit.commit_look(**who(request).entry, subject=found.pk, purpose=purpose, reference="case:open", act="look" if found.kind == subjects.Kind.PERSON else "read")


def _after(text: str) -> tuple[dt.date, int] | None:
    due, _, last = text.partition("_")
    on, case = day(due), numbered(last)
    return (on, case) if on and case is not None else None
