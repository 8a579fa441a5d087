"""批次: what an organ has sent, one batch, its returned rows mended where they stand, and a batch taken back whole."""

from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from chengxin.access import api as access
from chengxin.collection import api as collection
from chengxin.doors.desk import page as printed
from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import of_my_organ, who
from chengxin.doors.desk.pages import filters
from chengxin.doors.desk.pages.cells import drawn
from chengxin.doors.desk.pages.respond import page, said
from chengxin.doors.desk.work import left
from chengxin.ground.api import Audience, Refusal, WrongUse, audience, business_day

PAGE, ROWS = 50, 10
_FORM = ("GET", "HEAD", "POST")


@audience(Audience.STAFF, "send-batch")
def batches(request: HttpRequest) -> HttpResponse:
    """Every batch of one's organ, the latest first, by source and state."""
    post = who(request).post
    assert post is not None
    source, state, before = request.GET.get("source", "")[:60], request.GET.get("state", ""), numbered(request.GET.get("before"))
    state = state if state in collection.STATES else ""
    found = collection.sent_batches(post.organ, source=source, state=state, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    kept = {name: text for name, text in (("source", source), ("state", state)) if text}
    codes = collection.sent_lately(post.organ)
    return page(request, "batches", {
        "batches": shown, "sources": [(code, collection.source_name(code)) for code in codes], "states": list(collection.STATES.items()), "source": source, "state": state,
        "older": f"?{urlencode(kept | {'before': shown[-1]['batch']})}" if len(found) > PAGE else "", "newest": f"?{urlencode(kept)}" if before else "", "filtered": bool(kept), "saved": filters.shown(request, "batches"),
        "may_speak": who(request).may("speak-of-record"),
    })  # fmt: skip


@audience(Audience.STAFF, "send-batch")
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """What became of a batch: four fates, what was found, what is left to mend. Holds no value of any row."""
    _own(request, number)
    found = collection.batch(number)
    today, open_rows, asked = business_day.today(), collection.open_count(number), collection.revoke_asked(number)
    due = collection.due(found["received"]) if open_rows else None  # type: ignore[arg-type]
    return page(request, "one_batch", {
        "batch": found, "fates": printed.fates(found), "open": open_rows, "due": due, "left": left(today, due), "late_by": -(left(today, due) or 0), "mended": collection.mended_by(number),
        "mends": collection.mends(number), "asked": asked, "may_revoke": who(request).may("review-batch") and not found["revoked_on"] and not _waits(asked), "sent": request.GET.get("sent", ""), "done": request.GET.get("done", ""),
    })  # fmt: skip


@audience(Audience.STAFF, "send-batch", methods=_FORM)
def mend(request: HttpRequest, number: int) -> HttpResponse:
    """Returned rows, some at a time, each with the cell at fault; what is changed goes in again through every check."""
    own = _own(request, number)
    code, after = request.GET.get("code", "")[:80], numbered(request.GET.get("after")) or 0
    typed = said(request)
    edits, stand = _edits(typed.said), _standing(typed.said)
    lines = sorted(edits) if typed.at else collection.lines_to_mend(number, after=after, code=code, limit=ROWS + 1)
    trouble: Exception | None = None
    if request.method == "POST":
        lines = sorted(edits)
        try:
            if not edits:
                raise WrongUse("没有要补正的行", code="nothing-changed")
            sent = collection.correct(number, edits, stand=stand, session=access.sessions.proof(who(request).key), **who(request).entry)
            return HttpResponseRedirect(reverse("sent", args=[sent.handle]))
        except (WrongUse, Refusal) as refused:
            trouble = refused
    rows = collection.rows_to_mend(number, lines[:ROWS], **who(request).entry) if lines else []
    shown = [
        (row, *(mark_safe("".join(drawn(row.line, cell, edits.get(row.line, {}).get(cell.place, cell.text)) for cell in cells)) for cells in (row.at_fault, row.others)))
        for row in rows
    ]
    more = f"?{urlencode({name: text for name, text in (('code', code), ('after', lines[ROWS - 1])) if text})}" if request.method != "POST" and len(lines) > ROWS else ""
    context = {
        "batch": own,
        "rows": shown,
        "more": more,
        "stand": stand,
        "code": code,
        "open": collection.open_count(number),
        "trouble": trouble,
        "kept": typed,
        "source_name": collection.source_name(str(own["source"])),
    }
    return page(request, "mend", context, status=(trouble.http_status if isinstance(trouble, Refusal) else 422) if trouble else 200)


@audience(Audience.STAFF, "send-batch")
def returned(request: HttpRequest, number: int) -> HttpResponse:
    """The rows that are left to mend as a file in the form they came in. Reading them is on file."""
    _own(request, number)
    lines = collection.lines_to_mend(number, limit=None)
    if not lines:
        raise Http404
    with TemporaryDirectory(prefix="out", dir=settings.HOME.run) as folder:
        from pathlib import Path

        out = Path(folder) / "returned"
        given = collection.give_back(number, out, purpose="补正退回的行", lines=lines, **who(request).entry)
        response = HttpResponse(out.read_bytes(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="returned-{number}.{given["kind"]}"'
    return response


@audience(Audience.STAFF, "send-batch", methods=_FORM)
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """What is left stays returned: with a reason."""
    own, typed = _own(request, number), said(request)
    context: dict[str, Any] = {"batch": own, "open": collection.open_count(number), "said": typed.said, "kept": typed}
    if request.method == "POST":
        try:
            collection.give_up(number, None, reason=request.POST.get("reason", ""), session=access.sessions.proof(who(request).key))
            return HttpResponseRedirect(f"{reverse('batch', args=[number])}?done=given-up")
        except Refusal as refusal:
            return page(request, "give_up", context | {"trouble": refusal}, status=refusal.http_status)
    return page(request, "give_up", context)


@audience(Audience.STAFF, "review-batch", methods=_FORM)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """A batch taken back whole, with a reason, asked for on a page of its own; the worker does it."""
    _own(request, number)
    typed, waiting = said(request), _waits(collection.revoke_asked(number))
    context = {"batch": collection.batch(number), "waiting": waiting, "said": typed.said, "kept": typed}
    if request.method == "POST":
        try:
            if request.POST.get("sure") != "yes":
                raise Refusal(["not-confirmed"], "请勾选确认，再撤回")
            collection.ask_revoke(number, reason=request.POST.get("reason", ""), session=access.sessions.proof(who(request).key))
            return HttpResponseRedirect(f"{reverse('batch', args=[number])}?done=revoke")
        except Refusal as refusal:
            return page(request, "revoke", context | {"trouble": refusal}, status=refusal.http_status)
    return page(request, "revoke", context)


def _waits(asked: dict[str, Any] | None) -> bool:
    """Somebody has asked for the batch to be taken back, and the worker has not answered yet."""
    return asked is not None and not asked["answered"]


def _own(request: HttpRequest, number: int) -> dict[str, Any]:
    """The batch with its figures, where it is one's organ's; another's is not there."""
    post = who(request).post
    found = collection.batches_of(post.organ, number=number) if post else []
    return of_my_organ(request, found[0] if found else None, post.organ if post else None)


def _edits(typed: Any) -> dict[int, dict[int, str]]:
    """The cells of a form by line and place: ``c-12-3``. Line ends are those of the file, which a browser writes in two characters."""
    found: dict[int, dict[int, str]] = {}
    for name, text in typed.items():
        kind, _, rest = name.partition("-")
        line, _, place = rest.partition("-")
        if kind == "c" and (at := numbered(line)) is not None and (where := numbered(place)) is not None:
            found.setdefault(at, {})[where] = text.replace("\r\n", "\n")
    return dict(sorted(found.items())[:200])


def _standing(typed: Any) -> set[int]:
    """The lines of a form that are said to be right as they stand: ``stand-12``."""
    return {line for name, text in typed.items() if name.startswith("stand-") and text == "yes" and (line := numbered(name.removeprefix("stand-"))) is not None}
