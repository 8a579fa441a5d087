"""通报: the bulletins with their history; an organ says its word to a draft, the credit office answers and issues."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.guard import number as as_number
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import day, page, said
from chengxin.governance import api as governance
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, business_day

KINDS = {"pdf": "application/pdf", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_FORM = ("GET", "HEAD", "POST")


@audience(Audience.STAFF, "see-duties")
def bulletins(request: HttpRequest) -> HttpResponse:
    """Every bulletin and draft, the latest first."""
    return page(request, "governing/bulletins", {"bulletins": governance.history(), "may_issue": who(request).may("issue-bulletin"), "today": business_day.today()})


@audience(Audience.STAFF, "see-duties")
def bulletin(request: HttpRequest, number: int) -> HttpResponse:
    """One of them: of a draft an organ sees its own line, of an issued one every line."""
    return page(request, "governing/bulletin", _shown(request, _found(number)) | {"done": request.GET.get("done", "")})


@audience(Audience.STAFF, "see-duties")
def file(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """As PDF or workbook; a draft is for the credit office."""
    found = _found(number)
    issued = getattr(found, "issue", None)
    if issued is None and not who(request).may("issue-bulletin"):
        raise Http404
    if issued is None:
        told, called, on = governance.with_remarks(found.figures, governance.remarks(number)), "（通报稿，未印发）", found.drafted_on
    else:
        told, called, on = issued.figures, f"〔{issued.year}〕第{issued.number}期", issued.issued_on
    if form == "pdf":
        content = governance.pdf(told, on=on, number=called, version=found.version, reason=found.reason)
    else:
        content = governance.workbook(told, title=governance.title_of(found.begins_on, found.ends_on, version=found.version))
    response = HttpResponse(content, content_type=KINDS[form])
    response["Content-Disposition"] = f'attachment; filename="bulletin-{found.begins_on:%Y%m%d}-{found.ends_on:%Y%m%d}-{found.version}.{form}"'
    response["Cache-Control"] = "no-store"
    return response


@audience(Audience.STAFF, "issue-bulletin", methods=_FORM)
def draft(request: HttpRequest) -> HttpResponse:
    """拟稿: a period by hand, or a new version of one that went out."""
    typed = said(request)
    context = {"periods": governance.PERIODS, "said": typed.said or request.GET, "kept": typed}
    if request.method == "POST":
        try:
            begins = day(request.POST.get("begins_on", ""))
            if begins is None or request.POST.get("period") not in governance.PERIODS:
                raise WrongUse("请选择周期，写明起日")
            made = governance.draft(request.POST["period"], begins, on=business_day.today(), reason=request.POST.get("reason", ""), **_by(request))
            return HttpResponseRedirect(f"{reverse('bulletin', args=[made.pk])}?done=drafted")
        except (WrongUse, Refusal) as trouble:
            return page(request, "governing/draft", context | {"trouble": trouble}, status=max(trouble.http_status, 400))
    return page(request, "governing/draft", context)


@audience(Audience.STAFF, "answer-duties", methods=_FORM)
def remark(request: HttpRequest, number: int) -> HttpResponse:
    """说明: what an organ says to a draft."""
    found = _found(number)
    post = _post(request)
    typed = said(request)
    context = _shown(request, found) | {"said": typed.said, "kept": typed}
    if request.method == "POST":
        try:
            governance.remark(number, request.POST.get("text", ""), item=request.POST.get("item") or None, organ=post.organ, on=business_day.today(), **_by(request))
            return HttpResponseRedirect(f"{reverse('bulletin', args=[number])}?done=said")
        except (WrongUse, Refusal) as trouble:
            return page(request, "governing/remark", context | {"trouble": trouble}, status=max(trouble.http_status, 400))
    return page(request, "governing/remark", context)


@audience(Audience.STAFF, "issue-bulletin", methods=_FORM)
def reply(request: HttpRequest, number: int, remark: int) -> HttpResponse:
    """答复说明: with how many late ones are not laid at the organ's door."""
    found = _found(number)
    one = next((one for one in governance.remarks(number) if one["id"] == remark), None)
    if one is None:
        raise Http404
    typed = said(request)
    context = {"draft": found, "remark": one, "said": typed.said, "kept": typed, "line": _line(found.figures, one["organ_id"])}
    if request.method == "POST":
        try:
            excused = as_number(request.POST.get("excused") or "0")
            if excused is None:
                raise WrongUse("不计责任的件数应为整数")
            governance.reply(remark, request.POST.get("text", ""), excused=excused, on=business_day.today(), **_by(request))
            return HttpResponseRedirect(f"{reverse('bulletin', args=[number])}?done=replied")
        except (WrongUse, Refusal) as trouble:
            return page(request, "governing/reply", context | {"trouble": trouble}, status=max(trouble.http_status, 400))
    return page(request, "governing/reply", context)


@audience(Audience.STAFF, "issue-bulletin", methods=("POST",))
def issue(request: HttpRequest, number: int) -> HttpResponse:
    """印发: it goes out, with the figures of today."""
    found = _found(number)
    try:
        governance.issue(number, on=business_day.today(), **_by(request))
        return HttpResponseRedirect(f"{reverse('bulletin', args=[number])}?done=issued")
    except (WrongUse, Refusal) as trouble:
        return page(request, "governing/bulletin", _shown(request, found) | {"trouble": trouble}, status=max(trouble.http_status, 400))


def _found(number: int) -> governance.Draft:
    try:
        return governance.of_number(number)
    except NotFound as error:
        raise Http404 from error


def _shown(request: HttpRequest, found: governance.Draft) -> dict[str, Any]:
    asking, issued = who(request), getattr(found, "issue", None)
    office = asking.may("issue-bulletin")
    organ = asking.post.organ if asking.post else None
    told = issued.figures if issued else governance.with_remarks(found.figures, governance.remarks(found.pk))
    own = _line(told, organ)
    return {
        "draft": found, "issued": issued, "told": told, "office": office, "own": own, "organ": organ, "today": business_day.today(),
        "organs": told["organs"] if issued or office else [own] if own else [], "may_remark": asking.may("answer-duties") and issued is None and organ is not None,
        "remarks": governance.remarks(found.pk, organ=None if office else organ), "title": governance.title_of(found.begins_on, found.ends_on, version=found.version),
        "over": business_day.today() > found.answer_by, "rates": governance.settings()["rates"],
    }  # fmt: skip


def _line(told: dict[str, Any], organ: int | None) -> dict[str, Any] | None:
    return next((one for one in told["organs"] if one["id"] == organ), None)


def _post(request: HttpRequest) -> access.Held:
    post = who(request).post
    if post is None:
        raise Http404
    return post


def _by(request: HttpRequest) -> dict[str, str]:
    return {"actor": who(request).actor, "post": _post(request).title}
