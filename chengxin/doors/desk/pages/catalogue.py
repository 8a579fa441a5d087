"""资源目录 at the desk: items and their versions, a change proposed by one, compared, approved by another from a day on."""

import datetime as dt
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import page
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, business_day

_FORM = ("GET", "HEAD", "POST")
_LONGEST = 200_000  # letters of a proposal
_WHERE = "提案"
_PATH = re.compile(r"^[\w.\[\]]+：", re.ASCII)  # versions[0].elements[30].type: the line says where


@audience(Audience.STAFF, "consult")
def items(request: HttpRequest) -> HttpResponse:
    """Every item by the classes of the national catalogue, and the proposals that wait."""
    catalogue.refresh()
    today = business_day.today()
    offices = access.district()["offices"]
    found = [
        {"code": one.code, "name": one.name, "openness": one.openness, "version": one.version_on(today), "category": one.category, "coming": _coming(one, today),
            "providers": "、".join(offices.get(office, office) for office in one.providers.get("offices", [])) or "每行写明机关"}
        for one in catalogue.items().values()
    ]  # fmt: skip
    shelves = [(kind.name, [one for one in found if one["category"] == kind.name]) for kind in catalogue.classes()]
    waiting = [one for one in catalogue.proposals() if one["approver"] is None]
    return page(request, "catalogue", {"shelves": [shelf for shelf in shelves if shelf[1]], "count": len(found), "waiting": _named(waiting), "tab": "items"})


@audience(Audience.STAFF, "consult")
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: its versions, and the elements of one of them."""
    found, today = _item(code), business_day.today()
    current = found.version_on(today)
    try:
        version = found.version(request.GET.get("version", "") or current.version)
    except NotFound as error:
        raise Http404 from error
    mine = [one for one in catalogue.proposals() if one["item"] == code]
    context = {"item": found, "version": version, "current": current, "versions": found.versions[::-1], "today": today, "proposals": mine, "tab": "items"}
    return page(request, "catalogue_item", context | {"may_propose": who(request).may("edit-catalogue"), "done": request.GET.get("done", "")})


@audience(Audience.STAFF, "consult")
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions side by side."""
    found = _item(code)
    names = [version.version for version in found.versions]
    before, after = request.GET.get("before", "") or names[max(len(names) - 2, 0)], request.GET.get("after", "") or names[-1]
    try:
        versions = found.version(before), found.version(after)
    except NotFound as error:
        raise Http404 from error
    return page(request, "catalogue_compare", {"item": found, "names": names, "before": before, "after": after, "tab": "items", **_comparison(request, *versions)})


@audience(Audience.STAFF, "edit-catalogue", methods=_FORM)
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a change: edit the text or send a file; first look at what it would change, then send it for approval."""
    found, today = _item(code), business_day.today()
    context: dict[str, Any] = {"item": found, "tab": "items", "text": catalogue.draft(found, on=today), "reason": ""}
    if request.method != "POST":
        return page(request, "catalogue_propose", context)
    try:
        context |= {"reason": request.POST.get("reason", "")[:2000], "text": _sent(request)}
        entry, _, version = catalogue.checked(context["text"], _WHERE, on=today)
        if entry.code != code:
            raise WrongUse(f"这里只能改 {found.name}（{code}），文本写的是 {entry.name}（{entry.code}）")
        context |= {"version": version, **_comparison(request, entry.versions[-1], version)}
        if request.POST.get("do") != "send":
            return page(request, "catalogue_propose", context)
        made = catalogue.propose_text(
            context["text"], _WHERE, proposer=access.officer_of(who(request)), reason=context["reason"], on=today, actor=who(request).actor, post=who(request).entry["post"]
        )
    except catalogue.DefinitionError as error:
        return page(request, "catalogue_propose", context | {"faults": _beside(error.details, context["text"])}, status=422)
    except (Refusal, WrongUse) as trouble:
        return page(request, "catalogue_propose", context | {"trouble": trouble}, status=422)
    return HttpResponseRedirect(reverse("catalogue-proposal", args=[made.pk]))


@audience(Audience.STAFF, "consult")
def proposals(request: HttpRequest) -> HttpResponse:
    """Every proposal and what became of it."""
    catalogue.refresh()
    return page(request, "catalogue_proposals", {"proposals": _named(catalogue.proposals()), "tab": "proposals"})


@audience(Audience.STAFF, "consult")
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """One proposal beside what is on file, and what stands against it today."""
    return _proposal(request, number)


@audience(Audience.STAFF, "approve-catalogue", methods=("POST",))
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve the proposal that was read. Never one's own."""
    catalogue.refresh()
    found, version = _found(number)
    try:
        catalogue.approve(
            found.item_id,
            version.version,
            approver=access.officer_of(who(request)),
            on=business_day.today(),
            actor=who(request).actor,
            post=who(request).entry["post"],
            seen=number,
        )
    except Refusal as trouble:
        return _proposal(request, number, trouble=trouble)
    return HttpResponseRedirect(f"{reverse('catalogue-proposal', args=[number])}?done=approved")


def _proposal(request: HttpRequest, number: int, *, trouble: Refusal | None = None) -> HttpResponse:
    catalogue.refresh()
    found, version = _found(number)
    entry = _item(found.item_id, fresh=False)
    approval = getattr(found, "versionapproval", None)
    earlier = [one for one in entry.versions if one.version != version.version and one.in_force_from < version.in_force_from]
    against = [] if approval else catalogue.objections_now(found, version, on=business_day.today())
    mine = who(request).officer == found.proposer_id
    context = {
        "proposal": found, "item": entry, "version": version, "approval": approval, "against": against, "mine": mine, "trouble": trouble, "tab": "proposals",
        "proposer": catalogue.named(found.proposer), "approver": catalogue.named(approval.approver) if approval else "", "before": earlier[-1].version if earlier else "",
        "may_approve": who(request).may("approve-catalogue") and not mine and not approval and not against, "done": request.GET.get("done", ""),
    }  # fmt: skip
    compared = _comparison(request, earlier[-1], version) if earlier else {}
    return page(request, "catalogue_proposal", context | compared, status=trouble.http_status if trouble else 200)


def _comparison(request: HttpRequest, before: catalogue.ItemVersion, after: catalogue.ItemVersion) -> dict[str, Any]:
    pairs, whole = catalogue.compared(before, after), request.GET.get("show") == "all"
    return {
        "pairs": [pair for pair in pairs if whole or pair.state != "same"],
        "alike": sum(pair.state == "same" for pair in pairs),
        "whole": whole,
        "differences": catalogue.differences(before, after),
    }


def _beside(told: Any, text: str) -> list[tuple[int | None, str, str]]:
    """Each fault with its line's number and what stands there."""
    lines, found = text.splitlines(), []
    for said in told or []:
        head, _, rest = str(said).partition(" 行")
        number = int(head.removeprefix("第 ")) if head.removeprefix("第 ").isdigit() else None
        found.append((number, _PATH.sub("", rest.strip(" ：")) if number else str(said), lines[number - 1].strip()[:160] if number and number <= len(lines) else ""))
    return found


def _sent(request: HttpRequest) -> str:
    """The text of the form, or that of the file where one was sent."""
    sent = request.FILES.get("file")
    if sent is None:
        return request.POST.get("text", "").replace("\r\n", "\n")[:_LONGEST]
    if (sent.size or 0) > _LONGEST * 4:
        raise WrongUse("文件太大，这不像是一份条目定义")
    try:
        return b"".join(sent.chunks()).decode("utf-8-sig")[:_LONGEST]
    except UnicodeDecodeError as error:
        raise WrongUse("文件不是 UTF-8 编码，请在编辑器中另存为 UTF-8") from error


def _item(code: str, *, fresh: bool = True) -> catalogue.Item:
    if fresh:
        catalogue.refresh()
    found = catalogue.items().get(code)
    if found is None:
        raise Http404
    return found


def _found(number: int) -> tuple[Any, catalogue.ItemVersion]:
    try:
        return catalogue.proposal(number)
    except NotFound as error:
        raise Http404 from error


def _named(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    known = catalogue.items()
    return [one | {"name": known[one["item"]].name if one["item"] in known else one["item"]} for one in rows]


def _coming(one: catalogue.Item, today: dt.date) -> catalogue.ItemVersion | None:
    return next((version for version in one.versions if version.in_force_from > today), None)
