"""案件的办理: what officers do in a case. Each form names the last act it was read at; who comes second sees what happened and keeps what they typed."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.doors.desk.pages.cases import shared
from chengxin.doors.desk.pages.cases.case import drafted, shown
from chengxin.doors.desk.pages.papers import attachment, document
from chengxin.doors.desk.pages.respond import day
from chengxin.ground.api import Audience, Refusal, WrongUse, audience, audit, business_day
from chengxin.law import api as law

_POST = ("POST",)
_PERMITTED = ("reason", "step", "step_day")


@audience(Audience.STAFF, "propose-decision", methods=_POST)
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """保存, 检查一下, 提请批准: of one form. What is proposed is saved first, where it was changed."""
    seen, today, said = shared.mine(request, number), business_day.today(), drafted(request.POST)
    if request.POST.get("do") == "check":
        return shown(request, seen, draft=said)

    def act(read: law.cases.Read) -> None:
        if said != law.cases.draft_of(law.cases.last_draft(read.acts)) or not law.cases.last_draft(read.acts)["number"]:
            law.cases.save_draft(read, said, by=shared.by(request), on=today)
            read = law.cases.read(number)
        if request.POST.get("do") == "propose":
            law.cases.propose(read, by=shared.by(request), on=today)

    return _done(request, seen, act, "propose" if request.POST.get("do") == "propose" else "draft", draft=said)


@audience(Audience.STAFF, "propose-decision", methods=_POST)
def step(request: HttpRequest, number: int) -> HttpResponse:
    """记下步骤."""
    seen = shared.mine(request, number)
    on = day(request.POST.get("step_day"))
    if on is None:
        return _again(request, seen, WrongUse("请填写这一步完成的日期"))
    return _done(
        request, seen,
        lambda read: law.cases.put_step(read, request.POST.get("step", "")[:20], on, by=shared.by(request), on=business_day.today(), reason=request.POST.get("reason", "")[:1000], document=document(request)),
        "step",
    )  # fmt: skip


@audience(Audience.STAFF, "propose-decision", methods=_POST)
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """撤回提请."""
    return _done(request, shared.mine(request, number), lambda read: law.cases.take_back(read, by=shared.by(request), on=business_day.today()), "take-back")


@audience(Audience.STAFF, "propose-decision", methods=_POST)
def end(request: HttpRequest, number: int) -> HttpResponse:
    """不作决定, with its reason; or 办结, when the decision is served."""
    seen = shared.mine(request, number)
    if seen.case["stage"] == "decided":
        return _done(request, seen, lambda read: law.cases.close(read, by=shared.by(request), on=business_day.today()), "close")
    return _done(request, seen, lambda read: law.cases.drop(read, request.POST.get("reason", ""), by=shared.by(request), on=business_day.today()), "drop")


@audience(Audience.STAFF, "approve-decision", methods=_POST)
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """批准 or 退回. That the law does not allow it is an answer, which is kept."""
    seen = shared.mine(request, number)
    if request.POST.get("do") != "approve":
        return _done(request, seen, lambda read: law.cases.give_back(read, request.POST.get("reason", ""), by=shared.by(request), on=business_day.today()), "return")
    refused: list[str] = []

    def act(read: law.cases.Read) -> None:
        try:
            law.cases.approve(read, mark=request.POST.get("mark", ""), by=shared.by(request), on=business_day.today())
        except Refusal as refusal:
            if not set(refusal.codes) <= law.SENTENCES.keys():
                raise
            refused.extend(refusal.codes)

    answer = _done(request, seen, act, "approve")
    return HttpResponseRedirect(f"{reverse('case', args=[number])}?refused={','.join(refused)}") if refused else answer


@audience(Audience.STAFF, "see-work")
def file(request: HttpRequest, number: int) -> HttpResponse:
    """The document put with a step."""
    found = law.cases.of_act(number)
    found = of_my_organ(request, found, found["organ"] if found else None)
    seen = shared.mine(request, found["case"])
    content = law.cases.document(number, look=shared.look(request, seen, reference=f"case:{seen.id}/{found['number']}"))
    if content is None:
        raise Http404
    if seen.case["subject_kind"] != "person":
        audit.record_act("case.document", **who(request).entry, subject=found["subject"], reference=f"case:{seen.id}/{found['number']}")
    return attachment(content, f"case-{seen.id}-{found['number']}")


def at(request: HttpRequest, seen: law.cases.Read) -> law.cases.Read:
    """The case as the form was read at. Raises CaseMoved where it went on since."""
    return law.cases.read(seen.id, numbered(request.POST.get("read")) or 0)


def _done(request: HttpRequest, seen: law.cases.Read, act: Callable[[law.cases.Read], None], what: str, *, draft: law.cases.Draft | None = None) -> HttpResponse:
    try:
        act(at(request, seen))
    except (Refusal, WrongUse) as trouble:
        return _again(request, seen, trouble, draft=draft)
    return HttpResponseRedirect(f"{reverse('case', args=[seen.id])}?done={what}")


def _again(request: HttpRequest, seen: law.cases.Read, trouble: Refusal | WrongUse, *, draft: law.cases.Draft | None = None) -> HttpResponse:
    """The case as it is now, with what went wrong and what was typed."""
    said = {key: request.POST.get(key, "") for key in _PERMITTED}
    return shown(request, law.cases.read(seen.id), draft=draft, trouble=trouble, said=said, status=trouble.http_status)
