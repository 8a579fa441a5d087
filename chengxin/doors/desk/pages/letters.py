"""文书登记: the register of one's organ's letters; one letter as it was kept, its receipt, and how it was served, in a case or outside of one."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from chengxin.access import api as access
from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.doors.desk.pages import filters
from chengxin.doors.desk.pages.cases import shared
from chengxin.doors.desk.pages.cases.acts import at
from chengxin.doors.desk.pages.papers import attachment, document
from chengxin.doors.desk.pages.respond import day, meant, page
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, audit, business_day, files
from chengxin.law import api as law

#: 送达凭证: what each way of service is proved by, in one field of the form.
_PROOFS = {"receiver": "签收人", "witness": "见证人", "tracking": "邮件号码", "reference": "电子送达确认书编号"}
_OUTSIDE = "核对本机关制发的文书"  # what a look at a natural person's letter that was made in no case is for


@audience(Audience.STAFF, "see-work")
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter of one's organ, the latest first. The address is the filter."""
    post, today, asked = who(request).post, business_day.today(), request.GET
    assert post is not None
    said = {name: asked.get(name, "").strip()[:100] for name in ("q", "year", "kind", "state")}
    kinds = [kind for kind in law.letters.kinds().values() if kind.numbered]
    kind, state = (said["kind"] if said["kind"] in {one.code for one in kinds} else ""), (said["state"] if said["state"] in law.letters.STATES else "")
    given = law.letters.last_numbers(post.organ)
    years = sorted({one["year"] for one in given}, reverse=True)
    year = numbered(said["year"]) if numbered(said["year"]) in years else None
    number = said["q"] if said["q"] and law.letters.bearing(post.organ, said["q"]) else None
    wanted = law.letters.Wanted(year, kind or None, state or None, number, meant(said["q"]) if said["q"] and not number else None)
    found, more = law.letters.registered(post.organ, wanted, on=today, before=numbered(asked.get("before")))
    kept = {name: value for name, value in (("q", said["q"]), ("year", str(year or "")), ("kind", kind), ("state", state)) if value}
    counted = year or (years[0] if years else None)
    return page(request, "letters", {
        "letters": found, "said": said | {"kind": kind, "state": state}, "year": year, "years": years, "kinds": kinds, "states": list(law.letters.STATES.items()), "filtered": bool(kept),
        "saved": filters.shown(request, "letters"), "counted": counted, "given": [one for one in given if one["year"] == counted], "gaps": law.letters.gaps(organ=post.organ, year=counted) if counted else [],
        "older": "?" + urlencode(kept | {"before": more}) if more else "", "newest": "?" + urlencode(kept) if asked.get("before") else "", "may_serve": who(request).may("serve-letter"), "done": asked.get("done", ""),
    })  # fmt: skip


@audience(Audience.STAFF, "see-work")
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a letter, as it was kept."""
    row, seen = _letter(request, number)
    content = law.letters.page(row, actor=who(request).actor, purpose=_purpose(seen))
    audit.record_act("letter.print", **who(request).entry, subject=row.subject_id, reference=f"letter:{row.pk}")
    return attachment(content, f"letter-{row.pk}")


@audience(Audience.STAFF, "serve-letter")
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """送达回证: the form that is signed."""
    row, _ = _letter(request, number)
    return attachment(law.letters.receipt_form(row, on=business_day.today(), actor=who(request).actor), f"receipt-{row.pk}")


@audience(Audience.STAFF, "see-work")
def signed(request: HttpRequest, number: int) -> HttpResponse:
    """The signed receipt of the service that stands."""
    row, seen = _letter(request, number)
    content = law.letters.receipt(row, actor=who(request).actor, purpose=_purpose(seen))
    audit.record_act("letter.receipt", **who(request).entry, subject=row.subject_id, reference=f"letter:{row.pk}")
    return attachment(content, f"signed-{row.pk}")


@audience(Audience.STAFF, "serve-letter", methods=("GET", "HEAD", "POST"))
def serve(request: HttpRequest, number: int) -> HttpResponse:
    """送达: put down how a letter was served; its companion is served with it. In a case it is an act of the case."""
    row, seen = _letter(request, number)
    told = law.letters.told(row)
    said = {name: request.POST.get(name, "").strip()[:200] for name in ("proof", "way", "handed_on", "why")}
    context: dict[str, Any] = {
        "case": seen.case if seen else None,
        "number": seen.number if seen else 0,
        "letter": told,
        "manners": sorted(law.letters.ways().values(), key=lambda way: way.code != "hand"),
        "today": business_day.today(),
        "said": said,
    }
    if request.method != "POST":
        return page(request, "serve", context)
    try:
        _served(request, row, seen, said, before=bool(told["served_on"]))
    except (Refusal, WrongUse) as trouble:
        return page(request, "serve", context | {"trouble": trouble, "number": law.cases.read(seen.id).number if seen else 0}, status=trouble.http_status)
    return HttpResponseRedirect(f"{reverse('case', args=[seen.id])}?done=serve" if seen else f"{reverse('letters')}?done=serve")


def _served(request: HttpRequest, row: Any, seen: law.cases.Read | None, said: dict[str, str], *, before: bool) -> None:
    way, today = law.letters.ways().get(said["way"]), business_day.today()
    if way is None:
        raise WrongUse("请选择送达方式")
    proved_by = next((need for need in way.needs if need in _PROOFS), None)
    if proved_by and not said["proof"]:
        raise WrongUse(f"{way.name}应当写明{_PROOFS[proved_by]}")
    if before and not said["why"]:
        raise WrongUse("这份文书已有送达记录，更正应当写明理由")
    proof, handed_on, put = ({proved_by: said["proof"]} if proved_by else {}), day(said["handed_on"]), document(request)
    if seen:
        law.cases.serve_letter(at(request, seen), row, way, handed_on=handed_on, by=shared.by(request), on=today, reason=said["why"], document=put, **proof)
        return
    if handed_on is None or handed_on > today:
        raise WrongUse("请填写送达日，不能晚于今天")
    officer = access.Officer.objects.get(pk=who(request).officer)
    kept = files.take(put[1], purpose=files.Purpose.ATTACHMENT, name=put[0]).pk if put else None
    law.letters.serve(row, way, on=handed_on, officer=officer, actor=who(request).actor, reason=said["why"], receipt=kept, **proof)


def _letter(request: HttpRequest, number: int) -> tuple[Any, law.cases.Read | None]:
    """A letter of one's own organ with the case it was made in, where it was made in one. Raises Http404, the same for another's as for what does not exist."""
    try:
        row = law.letters.letter(str(number))
    except NotFound:
        raise Http404 from None
    row = of_my_organ(request, row, row.organ_id)
    found = law.cases.of_letter(row.pk)
    return row, shared.mine(request, found) if found else None


def _purpose(seen: law.cases.Read | None) -> str:
    return law.cases.opened_for(seen.acts) if seen else _OUTSIDE
