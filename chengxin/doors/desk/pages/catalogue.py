"""资源目录 at the desk: items and their versions, a change proposed by one, compared, approved by another from a day on."""

import datetime as dt
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.guard import number, who
from chengxin.doors.desk.pages.respond import page
from chengxin.doors.desk.work import Piece, Waiting, waits
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, business_day

_FORM = ("GET", "HEAD", "POST")
_LONGEST = 200_000  # letters of a proposal
_WHERE = "提案"
_LATELY = dt.timedelta(days=30)  # one's rejected proposal is told of for so long
_PATH = re.compile(r"^[\w.\[\]]+：", re.ASCII)  # versions[0].elements[30].type: the line says where


@audience(Audience.STAFF, "consult")
def items(request: HttpRequest) -> HttpResponse:
    """Every item by the classes of the national catalogue, and the proposals that wait."""
    catalogue.refresh()
    today, offices = business_day.today(), access.district()["offices"]
    found = catalogue.items().values()
    shelves = [(kind.name, [_in_list(one, today, offices) for one in items]) for kind, items in catalogue.by_class(found) if items]
    waiting = [one for one in catalogue.proposals() if one["approver"] is None and one["rejected_on"] is None]
    return page(request, "catalogue", {"shelves": shelves, "count": len(found), "waiting": _named(waiting), "tab": "items"})


def _in_list(one: catalogue.Item, today: dt.date, offices: dict[str, str]) -> dict[str, Any]:
    providers = "、".join(offices.get(office, office) for office in one.providers.get("offices", [])) or "每行写明机关"
    return {"code": one.code, "name": one.name, "openness": one.openness, "version": one.version_on(today), "coming": _coming(one, today), "providers": providers}


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
    if mended := _mended(found, request.GET.get("mend")):
        context |= {"mended": mended, "text": catalogue.written_as(mended), "reason": mended.reason}
    if request.method != "POST":
        return page(request, "catalogue_propose", context)
    try:
        context |= {"reason": request.POST.get("reason", "")[:2000], "text": _sent(request)}
        entry, _raw, version = catalogue.checked(context["text"], _WHERE, on=today)
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


@audience(Audience.STAFF, "approve-catalogue", methods=("POST",))
def reject(request: HttpRequest, number: int) -> HttpResponse:
    """退回, with the reason, which the proposer reads. Never one's own."""
    me, reason = who(request), request.POST.get("reason", "")[:2000]
    try:
        catalogue.reject(number, officer=access.officer_of(me), reason=reason, actor=me.actor, post=me.entry["post"])
    except NotFound as error:
        raise Http404 from error
    except (Refusal, WrongUse) as trouble:
        return _proposal(request, number, trouble=trouble, reason=reason)
    return HttpResponseRedirect(f"{reverse('catalogue-proposal', args=[number])}?done=rejected")


@waits("catalogue-approve", _("待批准的目录修改"), act="approve-catalogue")
def to_approve(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """待批准的目录修改: proposals of others, due the day before they would be in force."""
    found = catalogue.waiting_for_approval(but=who.officer) if who.officer else []
    pieces = [
        Piece(f"目录修改：{one.item.name} {one.version} 版", reverse("catalogue-proposal", args=[one.pk]), one.in_force_from - dt.timedelta(days=1), catalogue.named(one.proposer))
        for one in found[:limit]
    ]
    return Waiting(len(found), pieces, reverse("catalogue-proposals"))


@waits("catalogue-mend", _("被退回的目录修改"), act="edit-catalogue")
def to_mend(who: access.Who, today: dt.date, limit: int) -> Waiting:
    """被退回的目录修改: one's own that another did not approve, until it is proposed again."""
    found = catalogue.sent_back(who.officer, since=today - _LATELY) if who.officer else []
    pieces = [
        Piece(f"目录修改被退回：{one.proposal.item.name} {one.proposal.version} 版", reverse("catalogue-proposal", args=[one.proposal_id]), None, one.reason[:80], _("修改"))
        for one in found[:limit]
    ]
    return Waiting(len(found), pieces, reverse("catalogue-proposals"))


def _proposal(request: HttpRequest, number: int, *, trouble: Refusal | WrongUse | None = None, reason: str = "") -> HttpResponse:
    catalogue.refresh()
    found, version = _found(number)
    entry = _item(found.item_id, fresh=False)
    approval = getattr(found, "versionapproval", None)
    earlier = [one for one in entry.versions if one.version != version.version and one.in_force_from < version.in_force_from]
    rejection = catalogue.rejection_of(found)
    against = [] if approval or rejection else catalogue.objections_now(found, version, on=business_day.today())
    mine = who(request).officer == found.proposer_id
    context = {
        "proposal": found, "item": entry, "version": version, "approval": approval, "against": against, "mine": mine, "trouble": trouble, "tab": "proposals",
        "proposer": catalogue.named(found.proposer), "approver": catalogue.named(approval.approver) if approval else "", "before": earlier[-1].version if earlier else "",
        "rejection": rejection, "rejecter": catalogue.named(rejection.officer) if rejection else "", "may_mend": rejection is not None and who(request).may("edit-catalogue"),
        "may_decide": who(request).may("approve-catalogue") and not mine and not approval and not rejection, "why_not": reason, "done": request.GET.get("done", ""),
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


def _mended(item: catalogue.Item, text: str | None) -> Any:
    """The rejected proposal of this item that a new one begins with; None where none is meant."""
    asked = number(text)
    if asked is None:
        return None
    found, _version = _found(asked)
    if found.item_id != item.code or catalogue.rejection_of(found) is None:
        raise Http404
    return found


def _beside(told: Any, text: str) -> list[tuple[int | None, str, str]]:
    """Each fault with its line's number and what stands there."""
    lines, found = text.splitlines(), []
    for said in told or []:
        head, _at, rest = str(said).partition(" 行")
        line = int(head.removeprefix("第 ")) if head.removeprefix("第 ").isdigit() else None
        found.append((line, _PATH.sub("", rest.strip(" ：")) if line else str(said), lines[line - 1].strip()[:160] if line and line <= len(lines) else ""))
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
