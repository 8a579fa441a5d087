"""案件的文书: made from the draft or the warrant, printed, served."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.doors.desk.pages.cases import shared
from chengxin.doors.desk.pages.cases.acts import at, attachment, document
from chengxin.doors.desk.pages.cases.case import shown
from chengxin.doors.desk.pages.respond import day, page
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, audit, business_day
from chengxin.law import api as law

#: 送达凭证: what each way of service is proved by, in one field of the form.
_PROOFS = {"receiver": "签收人", "witness": "见证人", "tracking": "邮件号码", "reference": "电子送达确认书编号"}


@audience(Audience.STAFF, "serve-letter", methods=("POST",))
def make(request: HttpRequest, number: int) -> HttpResponse:
    """制发: the notice of what is drafted, or the decision of the warrant with its repair notice."""
    seen = shared.mine(request, number)
    try:
        law.cases.make_letter(at(request, seen), request.POST.get("kind", "")[:24], by=shared.by(request), on=business_day.today())
    except (Refusal, WrongUse) as trouble:
        return shown(request, law.cases.read(number), trouble=trouble, status=trouble.http_status)
    return HttpResponseRedirect(f"{reverse('case', args=[number])}?done=letter")


@audience(Audience.STAFF, "see-work")
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a letter, as it was kept."""
    row, seen = _letter(request, number)
    content = law.letters.page(row, actor=who(request).actor, purpose=law.cases.opened_for(seen.acts))
    audit.record_act("letter.print", **who(request).entry, subject=row.subject_id, reference=f"letter:{row.pk}")
    return attachment(content, f"letter-{row.pk}")


@audience(Audience.STAFF, "serve-letter")
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """送达回证: the form that is signed."""
    row, _ = _letter(request, number)
    return attachment(law.letters.receipt_form(row, on=business_day.today(), actor=who(request).actor), f"receipt-{row.pk}")


@audience(Audience.STAFF, "serve-letter", methods=("GET", "HEAD", "POST"))
def serve(request: HttpRequest, number: int) -> HttpResponse:
    """送达: put down how a letter was served; its companion is served with it."""
    row, seen = _letter(request, number)
    told = law.letters.told(row)
    said = {name: request.POST.get(name, "").strip()[:200] for name in ("proof", "way", "handed_on", "why")}
    context: dict[str, Any] = {
        "case": seen.case,
        "number": seen.number,
        "letter": told,
        "manners": sorted(law.letters.ways().values(), key=lambda way: way.code != "hand"),
        "today": business_day.today(),
        "said": said,
    }
    if request.method != "POST":
        return page(request, "cases/serve", context)
    way = law.letters.ways().get(said["way"])
    try:
        if way is None:
            raise WrongUse("请选择送达方式")
        proved_by = next((need for need in way.needs if need in _PROOFS), None)
        if proved_by and not said["proof"]:
            raise WrongUse(f"{way.name}应当写明{_PROOFS[proved_by]}")
        if told["served_on"] and not said["why"]:
            raise WrongUse("这份文书已有送达记录，更正应当写明理由")
        law.cases.serve_letter(
            at(request, seen), row, way, handed_on=day(said["handed_on"]), by=shared.by(request), on=business_day.today(), reason=said["why"], document=document(request),
            **({proved_by: said["proof"]} if proved_by else {}),
        )  # fmt: skip
    except (Refusal, WrongUse) as trouble:
        return page(request, "cases/serve", context | {"trouble": trouble, "number": law.cases.read(seen.id).number}, status=trouble.http_status)
    return HttpResponseRedirect(f"{reverse('case', args=[seen.id])}?done=serve")


def _letter(request: HttpRequest, number: int) -> tuple[Any, law.cases.Read]:
    """A letter of a case of one's own organ. Raises Http404, the same for another's as for what does not exist."""
    try:
        row = law.letters.letter(str(number))
    except NotFound:
        raise Http404 from None
    row = of_my_organ(request, row, row.organ_id)
    found = law.cases.of_letter(row.pk)
    if found is None:
        raise Http404
    return row, shared.mine(request, found)
