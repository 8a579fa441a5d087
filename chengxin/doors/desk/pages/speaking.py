"""机关的话: what the deciding organ says of its own record: taken back, or, of a number that several share, whom it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.doors.desk.pages.papers import attachment, document
from chengxin.doors.desk.pages.respond import day, page, said
from chengxin.ground.api import Audience, Refusal, WrongUse, audience, audit, business_day
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects

_MISTAKE = records.WithdrawalKind.MISTAKE  # rests on no document
_OWN = "核对本机关撤回所依据的文书"  # what a look at the file beside a natural person's record is for
_FORM = ("GET", "HEAD", "POST")


class Spoken(Refusal):
    """已有人办理: a colleague said it at the same moment. HTTP 409."""

    http_status = 409

    def __init__(self) -> None:
        super().__init__(["already-spoken"], "刚才已由他人办理，请返回记录查看现在的情况")


@audience(Audience.STAFF, "speak-of-record")
def record(request: HttpRequest, number: int) -> HttpResponse:
    """A record of one's organ: which it is, what has been said of it, what can be said. Holds no value of it."""
    one, told = own_record(request, number)
    return page(
        request,
        "record",
        told | {"twins": records.twins_of(number), "done": request.GET.get("done", ""), "may_class": who(request).may("propose-decision") and one.item_id == "penalty"},
    )


@audience(Audience.STAFF, "speak-of-record", methods=_FORM)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """撤回: with the reason, the document it rests on as a file and in words, and its day, from which the time runs; confirmed on this page. Its line leaves at once."""
    one, told = own_record(request, number)
    typed = said(request)
    based_on, today = day(typed.said.get("based_on")), business_day.today()
    due = publicity.withdraw_by(based_on) if based_on else None
    context = told | {"kinds": records.OFFERED, "said": typed.said, "kept": typed, "today": today, "due": due, "late": bool(due and due < today)}
    if request.method == "POST":
        try:
            _withdraw(request, one)
            return HttpResponseRedirect(f"{reverse('record', args=[number])}?done=withdrawn")
        except (Refusal, WrongUse) as trouble:
            return page(request, "withdraw", context | {"trouble": trouble}, status=max(trouble.http_status, 400))
    return page(request, "withdraw", context)


@audience(Audience.STAFF, "speak-of-record", methods=_FORM)
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """处理同号: the records that stand under one number, and the organ's word: all of them, or this one instead of the others."""
    one, told = own_record(request, number)
    typed = said(request)
    context = told | {"held": records.hold_of(number), "said": typed.said, "kept": typed}
    if request.method == "POST":
        try:
            _settle(request, one, number)
            return HttpResponseRedirect(f"{reverse('record', args=[number])}?done=settled")
        except (Refusal, WrongUse) as trouble:
            return page(request, "hold", context | {"trouble": trouble}, status=max(trouble.http_status, 400))
    return page(request, "hold", context)


@audience(Audience.STAFF, "speak-of-record")
def withdrawal(request: HttpRequest, number: int) -> HttpResponse:
    """The file the withdrawal of one's organ's record rests on."""
    one, _ = own_record(request, number)
    return rests_on(request, one, purpose=_OWN)


def rests_on(request: HttpRequest, one: records.Record, *, purpose: str) -> HttpResponse:
    """The file a withdrawal rests on, given to an officer; that it was given is on file, of a natural person's as a look. Raises Http404 where there is none."""
    entry = who(request).entry
    look = audit.commit_look(**entry, subject=one.subject_id, purpose=purpose, reference=f"withdrawal:{one.pk}", fields=["document"]) if one.of_person else None
    content = records.withdrawal_document(one.pk, look=look)
    if content is None:
        raise Http404
    if not one.of_person:
        audit.record_act("withdrawal.document", **entry, subject=one.subject_id, reference=f"withdrawal:{one.pk}")
    return attachment(content, f"withdrawal-{one.pk}")


def _withdraw(request: HttpRequest, one: records.Record) -> None:
    kind, words, more = request.POST.get("kind", ""), request.POST.get("document", "").strip()[:200], request.POST.get("more", "").strip()[:500]
    based_on, sent = day(request.POST.get("based_on")), document(request, "file")
    if kind not in records.OFFERED:
        raise Refusal(["no-kind"], "请选择撤回事由")
    if not words and kind != _MISTAKE:
        raise Refusal(["no-document"], "请写明所依据的文书：名称、文号和日期")
    if based_on is None and kind != _MISTAKE:
        raise Refusal(["no-day"], "请填写这份文书作出的日期，撤回的期限从这一天起算")
    if sent is None and kind != _MISTAKE:
        raise Refusal(["no-file"], "请附上所依据的文书：PDF、OFD 或图片")
    if request.POST.get("sure") != "yes":
        raise Refusal(["not-confirmed"], "请勾选确认，再撤回")
    said = "；".join(part for part in (str(records.WithdrawalKind(kind).label), f"依据：{words}" if words else "", more) if part)
    entry = who(request).entry
    today = max(business_day.today(), publicity.published_through() or business_day.today())
    with _first():
        publicity.withdraw(one, organ=entry["organ"], kind=kind, reason=said, on=today, actor=entry["actor"], post=entry["post"], based_on=based_on, document=sent)


def _settle(request: HttpRequest, one: records.Record, number: int) -> None:
    outcome, entry = request.POST.get("outcome", ""), who(request).entry
    if outcome not in ("also", "instead"):
        raise Refusal(["no-outcome"], "请选择怎样认定")
    chosen = request.POST.get("record", "")
    stands = {str(other["id"]): other["id"] for other in records.hold_of(number)}
    if outcome == "instead" and chosen not in stands:
        raise Refusal(["no-record"], "请选择以哪一条为准")
    if request.POST.get("sure") != "yes":
        raise Refusal(["not-confirmed"], "请勾选确认，再认定")
    meant = records.record(chosen) if outcome == "instead" else one
    with _first():
        publicity.settle(meant, outcome=outcome, organ=entry["organ"], on=business_day.today(), actor=entry["actor"], post=entry["post"])


@contextmanager
def _first() -> Iterator[None]:
    """Of two officers at the same moment one is first; the other is told. The transaction around it goes on."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Spoken from None


def own_record(request: HttpRequest, number: int) -> tuple[records.Record, dict[str, Any]]:
    """The record where it is one's organ's, and what a page tells of it; another's is not there."""
    found = records.Record.objects.filter(pk=number).first()
    one = of_my_organ(request, found, found.organ_id if found else None)
    name = "" if one.of_person or one.subject_id is None else subjects.current_name(one.subject_id)
    return one, {"record": one, "item": catalogue.item(one.item_id).name, "name": name, "standing": _standing(one.pk)}


def _standing(number: int) -> dict[str, Any]:
    """What was said of a record; of a withdrawal also by when it was due and whether it came later."""
    standing = records.standing_of(number)
    due = publicity.withdraw_by(standing["withdrawn_based_on"]) if standing["withdrawn_based_on"] else None
    return standing | {"withdrawn_due": due, "withdrawn_late": bool(due and standing["withdrawn_on"] > due)}
