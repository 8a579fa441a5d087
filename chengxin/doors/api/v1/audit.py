"""留痕日志: the newest signed head of the audit's log, and the proof that it goes on from an older one. Anonymous; tells no entry."""

import base64
import hashlib
from typing import Annotated

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from ninja import Path, Router, Schema
from pydantic import Field

from chengxin.doors.api.problem import Problem, example
from chengxin.doors.api.respond import tagged
from chengxin.ground.api import NotFound, auditlog

router = Router(tags=["留痕日志"])
_NOTE = "chengxin.audit/0123456789abcdef\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\ndigest sha256\ntime 2026-11-25T00:00:00.000000Z\nsnapshot 7/900:900:\n\n— chengxin.audit/0123456789abcdef …\n"


class Consistency(Schema):
    """一致性证明: that the newest log begins with the older one (RFC 9162, 2.1.4)."""

    model_config = example({"old_size": 1, "checkpoint": _NOTE, "proof": []})
    old_size: int = Field(description="较早的日志的条数")
    checkpoint: str = Field(description="最新的检查点（C2SP 签名文本）")
    proof: list[str] = Field(description="节点摘要，Base64，按 RFC 9162 2.1.4.1 的次序")


@router.get(
    "/checkpoint",
    response={200: None, 304: None, 404: Problem, 503: Problem},
    operation_id="readCheckpoint",
    description="留痕日志最新的检查点：来源、条数、根摘要、算法、时间和签名，C2SP 签名文本。不含任何一条留痕。请自行保存，日后可以证明历史未被改写。",
    summary="最新的检查点",
    url_name="audit-checkpoint",
    openapi_extra={"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}, "example": _NOTE}}}}},
)
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest head as a signed note."""
    note = auditlog.latest()
    if note is None:
        raise NotFound("日志还没有检查点")
    tag = f'"{hashlib.sha256(note.encode()).hexdigest()[:32]}"'
    known = {one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")}
    response = HttpResponseNotModified() if known & {tag, "*"} else HttpResponse(note, content_type="text/plain; charset=utf-8")
    response["ETag"], response["Cache-Control"], response["X-Robots-Tag"] = tag, "no-cache", "noindex"
    return response


@router.get(
    "/consistency/{int:size}",
    response={200: Consistency, 304: None, 404: Problem, 503: Problem},
    operation_id="readConsistency",
    description="证明最新的日志以较早的、有 size 条的日志为开头，其间没有改动。手里有那时的检查点就可以自行验算。",
    summary="一致性证明",
    url_name="audit-consistency",
)
def consistency(request: HttpRequest, size: Annotated[int, Path(description="较早的检查点的条数", example=1)]) -> HttpResponse:
    """The proof from a size to the newest head."""
    note, proof = auditlog.consistency(size)
    return tagged(request, {"old_size": size, "checkpoint": note, "proof": [base64.b64encode(step).decode() for step in proof]})
