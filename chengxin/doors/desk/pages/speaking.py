"""机关的话: what the deciding organ says of its own record: taken back, or, of a number that several share, whom it is about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.doors.desk.pages.respond import page, said
from chengxin.ground.api import Audience, Refusal, WrongUse, audience, business_day
from chengxin.publicity import api as publicity
from chengxin.records import api as records
from chengxin.subjects import api as subjects

REASONS = ("决定依法变更", "决定被撤销", "决定被确认违法", "决定被确认无效", "报送有误")
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
    return page(request, "record", told | {"done": request.GET.get("done", ""), "may_class": who(request).may("propose-decision") and one.item_id == "penalty"})


@audience(Audience.STAFF, "speak-of-record", methods=_FORM)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """撤回: with the reason and the document it rests on, confirmed on this page. Its line leaves at once."""
    one, told = own_record(request, number)
    typed = said(request)
    context = told | {"reasons": REASONS, "said": typed.said, "kept_at": typed.at}
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
    context = told | {"held": records.hold_of(number), "said": typed.said, "kept_at": typed.at}
    if request.method == "POST":
        try:
            _settle(request, one, number)
            return HttpResponseRedirect(f"{reverse('record', args=[number])}?done=settled")
        except (Refusal, WrongUse) as trouble:
            return page(request, "hold", context | {"trouble": trouble}, status=max(trouble.http_status, 400))
    return page(request, "hold", context)


def _withdraw(request: HttpRequest, one: records.Record) -> None:
    reason, document, more = request.POST.get("reason", ""), request.POST.get("document", "").strip()[:200], request.POST.get("more", "").strip()[:500]
    if reason not in REASONS:
        raise Refusal(["no-reason"], "请选择撤回的理由")
    if not document and reason != "报送有误":
        raise Refusal(["no-document"], "请写明所依据的文书：名称、文号和日期")
    if request.POST.get("sure") != "yes":
        raise Refusal(["not-confirmed"], "请勾选确认，再撤回")
    words = "；".join(part for part in (reason, f"依据：{document}" if document else "", more) if part)
    entry = who(request).entry
    today = max(business_day.today(), publicity.published_through() or business_day.today())
    with _first():
        publicity.withdraw(one, organ=entry["organ"], reason=words, on=today, actor=entry["actor"], post=entry["post"])


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
    found = records.Record.objects.filter(pk=number).first() if number < 2**62 else None
    one = of_my_organ(request, found, found.organ_id if found else None)
    name = "" if one.of_person or one.subject_id is None else subjects.current_name(one.subject_id)
    return one, {"record": one, "item": catalogue.item(one.item_id).name, "name": name, "standing": records.standing_of(one.pk)}
