"""公示留痕: proofs of the public ledger as JSON, for programs that do not want to make them from tiles. Anonymous; tells digests only."""

import base64
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from chengxin.doors.api.problem import Problem, example
from chengxin.doors.api.respond import tagged
from chengxin.publicity import api as publicity

router = Router(tags=["公示留痕"])
Size = Annotated[int, Path(description="日志的条数", example=2)]


class Inclusion(Schema):
    """包含证明: that a leaf is in the log of that size (RFC 9162, 2.1.3)."""

    model_config = example({"leaf": 0, "size": 1, "proof": []})
    leaf: int = Field(description="叶序号，从 0 起")
    size: int = Field(description="日志的条数")
    proof: list[str] = Field(description="节点摘要，Base64，按 RFC 9162 2.1.3.1 的次序")


class Growth(Schema):
    """一致性证明: that the log of the newer size begins with that of the older (RFC 9162, 2.1.4)."""

    model_config = example({"old_size": 1, "size": 1, "proof": []})
    old_size: int = Field(description="较早的日志的条数")
    size: int = Field(description="较新的日志的条数")
    proof: list[str] = Field(description="节点摘要，Base64，按 RFC 9162 2.1.4.1 的次序")


@router.get(
    "/inclusion/{int:leaf}/{int:size}",
    response={200: Inclusion, 304: None, 404: Problem, 503: Problem},
    operation_id="readLedgerInclusion",
    description="证明公示留痕日志的第 leaf 条在有 size 条的日志里。检查点、瓦片和条目见网址前缀 /ledger（C2SP tlog-tiles）。",
    summary="包含证明",
    url_name="ledger-inclusion",
)
def inclusion(request: HttpRequest, leaf: Annotated[int, Path(description="叶序号，从 0 起", example=1)], size: Size) -> HttpResponse:
    """The path from a leaf to the root of a size."""
    return tagged(request, {"leaf": leaf, "size": size, "proof": _told(publicity.ledger.inclusion(leaf, size))})


@router.get(
    "/consistency/{int:old_size}/{int:size}",
    response={200: Growth, 304: None, 404: Problem, 503: Problem},
    operation_id="readLedgerConsistency",
    description="证明有 size 条的公示留痕日志以有 old_size 条的为开头，其间没有改动。",
    summary="一致性证明",
    url_name="ledger-consistency",
)
def consistency(request: HttpRequest, old_size: Annotated[int, Path(description="较早的日志的条数", example=1)], size: Size) -> HttpResponse:
    """The proof from a size to a later one."""
    return tagged(request, {"old_size": old_size, "size": size, "proof": _told(publicity.ledger.consistency(old_size, size))})


def _told(proof: list[bytes]) -> list[str]:
    return [base64.b64encode(step).decode() for step in proof]
