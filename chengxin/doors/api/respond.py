"""答复: public answers as JSON with an ETag. A cache may keep one but must ask each time, for a line that has ended must be gone at once."""

import hashlib
import json

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified


def tagged(request: HttpRequest, data: object) -> HttpResponse:
    """``data`` with the tag of its bytes; 304 where the asker has them."""
    body = json.dumps(data, ensure_ascii=False, default=str).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    response = HttpResponseNotModified() if known & {tag, "*"} else HttpResponse(body, content_type="application/json; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def told(data: object, *, status: int = 200) -> HttpResponse:
    """``data`` for a system that has signed in: kept by no cache."""
    response = HttpResponse(json.dumps(data, ensure_ascii=False, default=str), status=status, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
