"""窗口代办: for a person without a phone: the document is shown, then the officer looks, prints, asks and mandates for them, each with its entry."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import day, page
from chengxin.ground.api import Audience, NotFound, Refusal, audience, audit, business_day, calendars
from chengxin.law import api as law
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects

_FORM = ("GET", "HEAD", "POST")


@audience(Audience.STAFF, "serve-counter", methods=_FORM)
def window(request: HttpRequest) -> HttpResponse:
    """Find who stands there by the whole number on the document that is shown. Nobody is found by name or by a part of a number."""
    context = {"documents": access.counter.DOCUMENTS, "said": request.POST}
    if request.method != "POST":
        return page(request, "window", context)
    try:
        if request.POST.get("shown") != "yes":
            raise Refusal(["not-shown"], "请先当面核对证件和本人，再勾选")
        found = subjects.by_code(request.POST.get("number", "")[:40])
        made = access.counter.receive(found.pk, document=request.POST.get("document", ""), who=who(request))
    except NotFound:
        audit.record_act("receive-visit", **who(request).entry, reference="not-found")
        return page(request, "window", context | {"nothing": True}, status=404)
    except Refusal as refusal:
        return page(request, "window", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(reverse("visit", args=[made]))


@audience(Audience.STAFF, "serve-counter")
def visit(request: HttpRequest, number: int) -> HttpResponse:
    """What can be done for whoever stands there; nothing of the records is shown yet."""
    at = access.counter.visit(number, who=who(request))
    looks = access.questions.looks_of(at.subject, limit=20)
    return page(
        request,
        "visit",
        {"at": at, "looks": looks, "mandates": access.counter.mandates(at), "scopes": access.agents.SCOPES, "today": business_day.today(), "done": request.GET.get("done", "")},
    )


@audience(Audience.STAFF, "serve-counter")
def visit_copy(request: HttpRequest, number: int) -> HttpResponse:
    """The copy of everything, to be printed and handed over. A look, committed first."""
    at, today = access.counter.visit(number, who=who(request)), business_day.today()
    catalogue.refresh(older_than=60)
    look = audit.commit_look(**who(request).entry, subject=at.subject, purpose=f"窗口代办：打印本人副本（{at.document}）", reference=f"visit:{at.id}", fields=["*"])
    response = HttpResponse(law.archive_copy(_told(at.subject, look), on=today), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="copy-{today.isoformat()}.pdf"'
    return response


@audience(Audience.STAFF, "serve-counter", methods=_FORM)
def visit_ask(request: HttpRequest, number: int, look: int) -> HttpResponse:
    """Ask about a look for whoever stands there."""
    at = access.counter.visit(number, who=who(request))
    calendars.refresh()
    found = next((one for one in access.questions.looks_of(at.subject, before=look + 1, limit=1) if one["id"] == look), None)
    if found is None or found["question"]:
        raise Http404
    context: dict[str, Any] = {"at": at, "look": found, "due": access.questions.due(business_day.today()), "text": request.POST.get("text", "")[:1000]}
    if request.method != "POST":
        return page(request, "visit_ask", context)
    try:
        access.counter.ask(at, look, request.POST.get("text", ""), on=business_day.today(), who=who(request))
    except Refusal as refusal:
        return page(request, "visit_ask", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('visit', args=[number])}?done=asked")


@audience(Audience.STAFF, "serve-counter", methods=_FORM)
def visit_mandate(request: HttpRequest, number: int) -> HttpResponse:
    """Give an agent a mandate for whoever stands there."""
    at = access.counter.visit(number, who=who(request))
    context = {"at": at, "today": business_day.today(), "said": request.POST}
    if request.method != "POST":
        return page(request, "visit_mandate", context)
    begins, ends = day(request.POST.get("begins_on")), day(request.POST.get("ends_on"))
    try:
        if begins is None or ends is None:
            raise Refusal(["incomplete"], "请写明起止日期，写作 2026-11-25 的样子")
        access.counter.mandate(at, request.POST.get("login", ""), scope=request.POST.get("scope", ""), begins_on=begins, ends_on=ends, who=who(request))
    except Refusal as refusal:
        return page(request, "visit_mandate", context | {"trouble": refusal}, status=422)
    return HttpResponseRedirect(f"{reverse('visit', args=[number])}?done=mandated")


@audience(Audience.STAFF, "serve-counter", methods=("POST",))
def visit_end_mandate(request: HttpRequest, number: int) -> HttpResponse:
    """Take a mandate back for whoever stands there. Another's is not there."""
    at, mandate = access.counter.visit(number, who=who(request)), numbered(request.POST.get("mandate"))
    try:
        access.counter.end_mandate(at, mandate or 0, who=who(request))
    except Refusal as refusal:
        raise Http404 from refusal
    return HttpResponseRedirect(f"{reverse('visit', args=[number])}?done=ended")


@audience(Audience.STAFF, "serve-counter", methods=_FORM)
def visit_principal(request: HttpRequest, number: int) -> HttpResponse:
    """Verify that somebody with an account represents the firm whose papers lie on the counter: for a year at most."""
    at, today = access.counter.visit(number, who=who(request)), business_day.today()
    context = {"at": at, "today": today, "said": request.POST}
    if request.method != "POST":
        return page(request, "visit_principal", context)
    until = day(request.POST.get("ends_on"))
    try:
        if until is None:
            raise Refusal(["incomplete"], "请写明终止日，写作 2026-11-25 的样子")
        access.agents.verify_principal(request.POST.get("login", ""), at.subject, until=until, on=today, who=who(request))
    except (NotFound, Refusal) as trouble:
        return page(request, "visit_principal", context | {"trouble": trouble}, status=422)
    return HttpResponseRedirect(f"{reverse('visit', args=[number])}?done=principal")


@audience(Audience.STAFF, "serve-counter", methods=_FORM)
def accounts(request: HttpRequest) -> HttpResponse:
    """Open an account for who stands there, or hand out a new activation code; verify who represents a firm."""
    at = access.counter.visit(numbered(request.POST.get("visit") or request.GET.get("visit")) or 0, who=who(request))
    context: dict[str, Any] = {"at": at, "said": request.POST}
    if request.method != "POST":
        return page(request, "visit_account", context)
    try:
        code = access.counter.open_account(at, request.POST.get("name", ""), request.POST.get("login", ""), who=who(request))
    except Refusal as refusal:
        return page(request, "visit_account", context | {"trouble": refusal}, status=422)
    return page(request, "visit_code", {"code": code, "at": at})


def _told(subject: int, look: int) -> dict[str, Any]:
    today = business_day.today()
    person = subjects.Subject.objects.get(pk=subject).kind == subjects.Kind.PERSON
    if person:
        told = records.of_person(subject, look=look, as_of=today, known_on=today, masked=False)
    else:
        told = {"identity": {"name": subjects.current_name(subject)}, "records": records.archive(subject, as_of=today, known_on=today)}
    found: dict[str, list[dict[str, Any]]] = {}
    for record in told["records"]:
        item = catalogue.item(record["item_id"])
        rows = [["来源机关", str(record["organ"] or "")], ["文书号", record["document_number"]], ["事实日", str(record["held_on"] or "")], ["收到日", str(record["received_on"])]]
        rows += [[label, text] for _, label, text in publicity.labelled(record["item_id"], record["values"])]
        found.setdefault(item.name, []).append(
            {"title": publicity.title_of(item.name, record["values"]), "weighs": item.weighs(record["values"]), "rows": [row for row in rows if row[1]]}
        )
    looks = access.questions.looks_of(subject, limit=200)
    parts = [{"heading": f"{name}（{len(entries)} 条）", "empty": "", "entries": entries} for name, entries in found.items()]
    parts.append({"heading": f"谁查阅过（最近 {len(looks)} 次）", "empty": "没有别人查阅过。", "entries": [_look(one) for one in looks]})
    named = "，".join(str(told["identity"][key]) for key in ("name", "identity") if told["identity"].get(key))
    lines = [named, f"截至 {today.isoformat()} 本平台保存的全部信息，在窗口代为打印，只交本人。本副本没有文号和印章，不代替任何证明或者文书。"]
    return {"title": f"{access.district()['site_name']}：信息副本", "lines": lines, "parts": parts, "foot": f"信息副本，{today.isoformat()}"}


def _look(one: dict[str, Any]) -> dict[str, Any]:
    who_looked = "，".join(part for part in (one["organ"], one["post"]) if part)
    return {"title": f"{one['at'].astimezone():%Y-%m-%d %H:%M}", "weighs": False, "rows": [["谁", who_looked], ["目的", one["purpose"] or "未注明目的"]]}
