"""公示留痕 for machines: checkpoint, keys, tiles, entries, receipts, the verifier, what we witnessed. Addresses of C2SP tlog-tiles below ``/ledger/``."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse

from chengxin.ground.api import Audience, NotFound, audience
from chengxin.publicity import api as publicity

ledger = publicity.ledger
_FOR_EVER = "public, max-age=31536000, immutable"  # a tile that is full or names its width never changes


@audience(Audience.PUBLIC)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint."""
    try:
        return _text(request, ledger.newest().text)
    except NotFound as error:
        raise Http404 from error


@audience(Audience.PUBLIC)
def keys(request: HttpRequest) -> HttpResponse:
    """Every key that signs or signed, with the note by which it took over."""
    rows = ledger.key_list()
    response = JsonResponse({"origin": rows[0]["note"].split("\n", 1)[0] if rows else None, "keys": rows})
    response["Cache-Control"] = "no-cache"
    return response


@audience(Audience.PUBLIC)
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes or a bundle of entries."""
    try:
        found = ledger.Tile.parse(f"tile/{path}")
        if found is None:
            raise NotFound("no tile is called so")
        response = HttpResponse(ledger.bytes_of(found), content_type="application/octet-stream")
    except NotFound as error:
        raise Http404 from error
    response["Cache-Control"], response["X-Robots-Tag"] = _FOR_EVER, "noindex"
    return response


@audience(Audience.PUBLIC)
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """公示回执 of a line that is public now."""
    try:
        found = ledger.receipt(number)
    except NotFound as error:
        raise Http404 from error
    if found is None:
        raise Http404
    response = JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="receipt-{number}.json"'
    response["Cache-Control"], response["X-Robots-Tag"] = "no-store", "noindex"
    return response


@audience(Audience.PUBLIC)
def verifier(request: HttpRequest) -> HttpResponse:
    """核验程序: one file that needs nothing of ours."""
    response = HttpResponse(ledger.verifier(), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="verify_ledger.py"'
    response["Cache-Control"] = "no-cache"
    return response


@audience(Audience.PUBLIC)
def witnessed(request: HttpRequest, origin: str) -> HttpResponse:
    """The newest checkpoint of another log that this instance saw, with its cosignature."""
    found = ledger.seen(origin) if len(origin) <= 120 and origin.isprintable() else []
    if not found:
        raise Http404
    return _text(request, found[0]["note"])


def _text(request: HttpRequest, text: str) -> HttpResponse:
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    response = HttpResponseNotModified() if known & {tag, "*"} else HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["ETag"], response["Cache-Control"], response["X-Robots-Tag"] = tag, "no-cache", "noindex"
    return response
