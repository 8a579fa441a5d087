"""数据开放: what can be taken as a whole, day by day, and the files themselves, streamed from the folder."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse

from chengxin.doors.portal.pages.basis import bases
from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, NotFound, audience
from chengxin.publicity.api import opendata

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PIECE = 1 << 16


@audience(Audience.PUBLIC)
def data(request: HttpRequest, day: str = "") -> HttpResponse:
    """What can be taken, of the newest day or of another one that is still offered."""
    editions = opendata.editions()
    on = _day(day) if day else opendata.latest_day()
    if day and on not in {one.on_day for one in editions}:
        raise Http404
    files = opendata.files_on(on) if on else []
    items: dict[str, dict[str, Any]] = {}
    for file in files:
        if file["item"]:
            items.setdefault(file["item"], {"name": file["item_name"], "code": file["item"], "lines": file["lines"], "files": []})["files"].append(file)
    context = {
        "bases": bases("sc-open-government-information", "tj-2020-social-credit:第四条,第十三条"),
        "on": on,
        "editions": editions,
        "edition": next((one for one in editions if one.on_day == on), None),
        "items": sorted(items.values(), key=lambda item: (not item["lines"], item["name"])),
        "empty": [item for item in items.values() if not item["lines"]],
        "files": files,
        "package": next((file for file in files if not file["item"]), None),
        "rebuilds": opendata.rebuilds(),
        "licence": opendata.licence(),
        "keep_days": opendata.keep_days(),
    }
    return page(request, "data", context)


@audience(Audience.PUBLIC)
def data_file(request: HttpRequest, day: str, name: str) -> HttpResponse:
    """One file. A cache asks each time whether it may still be shown; ``latest`` leads to the newest day."""
    if day == "latest":
        newest = opendata.latest_day()
        if newest is None:
            raise Http404
        response: HttpResponse = HttpResponseRedirect(reverse("data-file", args=[newest.isoformat(), name]))
        response["Cache-Control"] = "no-cache"
        return response
    try:
        found = opendata.file_of(_day(day), name)
        response = _answer(request, found)
    except (NotFound, FileNotFoundError) as error:
        raise Http404 from error
    response["ETag"], response["Cache-Control"], response["X-Robots-Tag"] = _tag(found), "no-cache", "noindex"
    response["X-Content-Type-Options"], response["Accept-Ranges"] = "nosniff", "bytes"
    return response


def _answer(request: HttpRequest, file: opendata.Offered) -> HttpResponse:
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    if known & {_tag(file), "*"}:
        return HttpResponseNotModified()
    part = _part(request, file)
    if part is None:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{file.size}"
        return response
    first, last = part
    whole = (first, last) == (0, file.size - 1)
    told = f"{file.media_type}; charset=utf-8" if file.media_type.startswith(("text/", "application/json")) else file.media_type
    response = cast(HttpResponse, StreamingHttpResponse(_pieces(file.path, first, last), content_type=told, status=200 if whole else 206))
    response["Content-Length"] = str(last - first + 1)
    response["Content-Disposition"] = f'{"inline" if file.name.endswith(".json") else "attachment"}; filename="{file.name}"'
    if not whole:
        response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return response


def _part(request: HttpRequest, file: opendata.Offered) -> tuple[int, int] | None:
    """First and last byte that were asked for; the whole where nothing, several parts, or part of another version was asked; None for what lies outside."""
    whole = (0, file.size - 1)
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or asked.groups() == ("", "") or request.headers.get("If-Range", _tag(file)) != _tag(file):
        return whole
    first, last = asked.groups()
    if not first:
        return (max(0, file.size - int(last)), file.size - 1) if int(last) else None
    begins, ends = int(first), min(int(last), file.size - 1) if last else file.size - 1
    if last and int(last) < begins:
        return whole
    return (begins, ends) if begins < file.size else None


def _pieces(path: Path, first: int, last: int) -> Iterator[bytes]:
    """Opened at once, so that what is missing is told before anything is sent."""
    stream = path.open("rb")

    def flow() -> Iterator[bytes]:
        with stream:
            stream.seek(first)
            left = last - first + 1
            while left and (piece := stream.read(min(_PIECE, left))):
                left -= len(piece)
                yield piece

    return flow()


def _tag(file: opendata.Offered) -> str:
    return f'"{file.digest.removeprefix("sha256:")}"'


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
