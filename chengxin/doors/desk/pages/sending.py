"""报送: a file goes up, the worker takes it in, and the batch is shown. Works without a script; with one, a bar tells how far it is."""

import datetime as dt
import time
import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.collection import api as collection
from chengxin.doors.desk.guard import number, who
from chengxin.doors.desk.pages.respond import page
from chengxin.ground.api import Audience, NotFound, Refusal, WrongUse, audience, business_day

PATIENCE = 4.0  # seconds a page waits for the worker before it says that it is still at work
_AGAIN = 2  # seconds after which a browser without a script asks again


@audience(Audience.STAFF, "send-batch", methods=("GET", "HEAD", "POST"))
def _upload(request: HttpRequest) -> HttpResponse:
    organ = _organ(request)
    try:
        mends = _mends(request, organ)
    except NotFound:
        return page(request, "upload", _form(organ, "", None, NotFound("本机关没有要补正的这个批次")), status=404)
    source = request.POST.get("source") or request.GET.get("source") or ""
    if request.method != "POST":
        return page(request, "upload", _form(organ, source, mends))
    try:
        sent = _taken(request, organ, source, mends)
    except (WrongUse, Refusal) as trouble:
        return page(request, "upload", _form(organ, source, mends, trouble), status=trouble.http_status)
    return HttpResponseRedirect(reverse("sent", args=[sent.handle]))


def upload(request: HttpRequest) -> HttpResponse:
    """The form, and what is sent by it. The guard has let the sender in before a byte of the file is read."""
    handler = collection.ToInbox(request, settings.API_LARGEST_MB << 20)
    request.upload_handlers = [handler]
    request.laying = handler  # type: ignore[attr-defined]
    try:
        return csrf_protect(_upload)(request)
    finally:
        if not getattr(request, "laid_taken", False):
            handler.forget()  # a form that was refused, or sent a second time


upload.audience, upload.act, upload.keyed, upload.streams = _upload.audience, _upload.act, _upload.keyed, True  # type: ignore[attr-defined]
upload = csrf_exempt(upload)  # until it is known who asks: the token is asked for inside


@audience(Audience.STAFF, "send-batch")
def sent(request: HttpRequest, handle: uuid.UUID) -> HttpResponse:
    """What became of an upload: its batch; why it was not taken; or that the worker is at it, which asks again by itself."""
    organ = _organ(request)
    known = collection.consignment_of(handle, organ=organ)
    fresh = timezone.now() - known["began_at"] < dt.timedelta(seconds=2 * PATIENCE)  # later askers hold no process of the desk
    now = _after(handle, organ, PATIENCE if fresh else 0)
    if now.result is not None and now.result.batch_id is not None:
        return HttpResponseRedirect(reverse("batch", args=[now.result.batch_id]) + f"?sent={'again' if now.result.repeated else known['mends'] or 'yes'}")
    response = page(request, "sent", {"known": known, "said": now.said, "handle": handle, "waiting": now.result is None})
    if now.result is None:
        response["Refresh"] = str(_AGAIN)  # the browser asks again, also without a script
    return response


@audience(Audience.STAFF, "send-batch")
def template(request: HttpRequest, source: str) -> HttpResponse:
    """报送模板: the workbook of a source, as it is to be filled in today."""
    today = business_day.today()
    origin = next((one for one in collection.sources_of(_organ(request)) if one.code == source), None)
    if origin is None:
        raise NotFound("没有这个数据源")
    item = catalogue.item(origin.item)
    made = catalogue.template(item, item.version_on(today), on=today)
    response = HttpResponse(made, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response["Content-Disposition"] = f'attachment; filename="{origin.code}-{today.isoformat()}.xlsx"'
    return response


def _organ(request: HttpRequest) -> int:
    post = who(request).post
    assert post is not None  # the act is open to posts only
    return post.organ


def _taken(request: HttpRequest, organ: int, source: str, mends: int | None) -> collection.Upload:
    """The file of the form, handed to the worker. Raises WrongUse, Refusal."""
    laying: collection.ToInbox = request.laying  # type: ignore[attr-defined]
    if laying.trouble:
        raise laying.trouble
    if source not in {one.code for one in collection.sources_of(organ)}:
        raise Refusal(["no-such-source"], "请选择这个文件是哪一类数据")
    if laying.laid is None:
        raise Refusal(["file-missing"], "请选择要报送的文件")
    name = "".join(c for c in laying.name.replace("/", "_") if c.isprintable())[-200:] or f"{source}.csv"
    key = request.POST.get("request-key") or str(uuid.uuid4())
    made = collection.submit_by(
        laying.laid, session=access.sessions.proof(who(request).key), key=f"desk-{key[:60]}", source=source, file_name=name, mends=(mends, None) if mends else None
    )
    request.laid_taken = True  # type: ignore[attr-defined]
    return made


def _mends(request: HttpRequest, organ: int) -> int | None:
    try:
        asked = number(request.POST.get("mends") or request.GET.get("mends"))
    except MultiPartParserError:
        raise WrongUse("文件没有传完，没有收取，请再试一次", code="body-cut-off") from None
    if asked is None:
        return None
    if not collection.batches_of(organ, number=asked):
        raise NotFound("没有这个批次")
    return asked


def _form(organ: int, source: str, mends: int | None, trouble: Exception | None = None) -> dict[str, Any]:
    may = {one.code: one for one in collection.sources_of(organ)}
    lately = [may[code] for code in collection.sent_lately(organ) if code in may]
    batch = collection.batches_of(organ, number=mends)[0] if mends else None
    chosen = source if source in may else str(batch["source"]) if batch else lately[0].code if lately else ""
    others = [one for one in may.values() if one not in lately]
    shelves = catalogue.by_class(map(catalogue.item, {one.item for one in others}))
    by_class = [(kind.name, [one for item in items for one in others if one.item == item.code]) for kind, items in shelves if items]
    return {
        "lately": lately, "by_class": by_class, "chosen": chosen, "mends": batch, "open": collection.open_count(mends) if mends else 0, "trouble": trouble,
        "largest": settings.API_LARGEST_MB, "source_name": may[chosen].name if chosen in may else "",
    }  # fmt: skip


def _after(handle: uuid.UUID, organ: int, seconds: float) -> collection.Upload:
    until, pause = time.monotonic() + seconds, 0.05
    now = collection.upload(handle, organ=organ)
    while now.result is None and time.monotonic() < until:
        time.sleep(pause)
        pause = min(pause * 1.5, 0.3)
        now = collection.upload(handle, organ=organ)
    return now
