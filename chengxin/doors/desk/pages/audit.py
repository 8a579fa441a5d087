"""留痕 for auditors: what was done and looked at, by whom and why; checkpoints to take away, and the log verified against them."""

import tempfile
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse

from chengxin.doors.desk.guard import number, who
from chengxin.doors.desk.pages.respond import day, page
from chengxin.ground.api import Audience, NotFound, WrongUse, audience, audit, auditlog, business_day
from chengxin.subjects import api as subjects

_FORM = ("GET", "HEAD", "POST")
_PAGE, _LARGEST = 50, 2_000_000  # entries of a page; bytes of checkpoints


@audience(Audience.STAFF, "read-audit")
def entries(request: HttpRequest) -> HttpResponse:
    """The entries, newest first, with filters in the address. Reading them is itself on file."""
    said = {name: request.GET.get(name, "").strip()[:120] for name in ("actor", "act", "code", "first", "last")}
    context: dict[str, Any] = {"said": said, "tab": "entries", "entries": []}
    try:
        subject = subjects.by_code(said["code"]).pk if said["code"] else None
    except NotFound as trouble:
        return page(request, "audit", context | {"trouble": trouble}, status=404)
    asked = [name for name in said if said[name]]
    audit.commit_look(act="read-audit", **who(request).entry, subject=subject, purpose="审计查阅", reference="audit", fields=asked)
    rows = audit.entries(
        actor=said["actor"], act=said["act"], subject=subject, first=day(said["first"]), last=day(said["last"]), before=number(request.GET.get("before")), limit=_PAGE + 1
    )
    names = {organ: subjects.current_name(organ) for organ in {one["organ_ref"] for one in rows if one["organ_ref"]}}
    for one in rows:
        one["organ"] = names.get(one["organ_ref"], "")
    older = rows[_PAGE - 1]["id"] if len(rows) > _PAGE else None
    return page(
        request,
        "audit",
        context | {"entries": rows[:_PAGE], "older": _address(request, older) if older else "", "newest": _address(request, None), "paged": "before" in request.GET},
    )


@audience(Audience.STAFF, "read-audit", methods=_FORM, keyed=False)
def verify(request: HttpRequest) -> HttpResponse:
    """The whole log made anew from the entries, also against a checkpoint kept elsewhere."""
    context: dict[str, Any] = {"tab": "verify", "key": str(auditlog.public_key()), "known": request.POST.get("key", "")[:400], "today": business_day.today()}
    if request.method != "POST":
        return page(request, "audit_verify", context)
    sent = request.FILES.get("checkpoint")
    try:
        if sent is not None and (sent.size or 0) > _LARGEST:
            raise WrongUse("文件太大，这不像是检查点", code="bad-checkpoint")
        with tempfile.TemporaryDirectory() as folder:
            against = None
            if sent is not None:
                against = Path(folder) / "checkpoint"
                against.write_bytes(b"".join(sent.chunks()))
            told = auditlog.verify(against, keys=[context["known"].strip()] if context["known"].strip() else []).told()
    except WrongUse as trouble:
        return page(request, "audit_verify", context | {"trouble": _plain(trouble)}, status=422)
    audit.commit_look(act="verify-audit", **who(request).entry, subject=None, purpose="核验", reference=f"entries:{told['entries']}")
    return page(request, "audit_verify", context | {"told": told, "against": sent is not None, "count": sum(told["found"].values())})


@audience(Audience.STAFF, "read-audit")
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed head of the log, to be kept elsewhere."""
    note = auditlog.latest()
    if note is None:
        return page(request, "audit_verify", {"tab": "verify", "key": str(auditlog.public_key()), "trouble": "日志还没有检查点，请过几秒再试"}, status=404)
    audit.commit_look(act="take-checkpoint", **who(request).entry, subject=None, purpose="", reference="audit")
    response = HttpResponse(note, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="checkpoint-{business_day.today().isoformat()}.txt"'
    response["Cache-Control"] = "no-store"
    return response


def _address(request: HttpRequest, before: int | None) -> str:
    """This page with its filters, from another entry on."""
    asked = request.GET.copy()
    asked.pop("before", None)
    if before is not None:
        asked["before"] = str(before)
    return f"?{asked.urlencode()}"


def _plain(trouble: WrongUse) -> str:
    """What is wrong with a file, without the name it had for a moment on this machine."""
    return "这个文件中没有检查点。请选当初取走的检查点文件" if trouble.code == "bad-checkpoint" else str(trouble)
