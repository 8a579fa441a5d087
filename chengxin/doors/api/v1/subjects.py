"""主体: search, and one subject with its public lines. Anonymous; natural persons are never among them."""

import datetime as dt
import unicodedata
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from chengxin.doors.api.problem import Problem, example
from chengxin.doors.api.respond import tagged
from chengxin.ground.api import NotFound, WrongUse
from chengxin.publicity import api as publicity

EXACT_TO = 1000
LARGEST_PAGE = 100
router = Router(tags=["主体"])

_SUBJECT = {"code": "91120105MA0000007Q", "name": "津北示例商贸有限公司", "kind": "enterprise"}
LINE_EXAMPLE = {
    "id": 356, "item": "penalty", "item_name": "行政处罚信息", "nature": "adverse", "document_number": "津北应急罚〔2026〕901号", "organ": "天津市河北区应急管理局",
    "decided_on": "2026-11-16", "public_from": "2026-11-20", "term_ends": "2027-11-16", "severity": "一般失信", "earliest_repair": "2027-02-16", "disputed": False, "corrected": False,
    "warrant": 356, "fields": {"CF_CFLB": "罚款"},
}  # fmt: skip


class FoundSubject(Schema):
    """主体 as a search tells it."""

    model_config = example(_SUBJECT)
    code: str = Field(description="统一社会信用代码")
    name: str = Field(description="名称")
    kind: str = Field(description="主体类别")


class SubjectPage(Schema):
    """One page of found subjects."""

    model_config = example({"total": 1, "more": False, "page": 1, "size": 20, "subjects": [_SUBJECT], "invented": False})
    total: int = Field(description="符合的主体数，1000 以内为准确数")
    more: bool = Field(description="是否多于 1000 个")
    page: int = Field(description="第几页")
    size: int = Field(description="每页个数")
    subjects: list[FoundSubject] = Field(description="本页的主体")
    invented: bool = Field(description="是否示范或测试数据（均为虚构）")


class Line(Schema):
    """公示信息: one line that is public now."""

    model_config = example(LINE_EXAMPLE)
    id: int = Field(description="公示信息编号")
    item: str = Field(description="目录条目代码")
    item_name: str = Field(description="目录条目名称")
    nature: str = Field(description="adverse 不利，benign 有利或中性")
    document_number: str = Field(description="文书号")
    organ: str = Field(description="机关")
    decided_on: dt.date | None = Field(None, description="决定日或事实日")
    public_from: dt.date = Field(description="公示自")
    term_ends: dt.date | None = Field(None, description="公示至（含当日）")
    severity: str = Field(description="等级")
    earliest_repair: dt.date | None = Field(None, description="最早修复日")
    disputed: bool = Field(description="是否在异议处理中")
    corrected: bool = Field(description="是否更正过")
    warrant: int | None = Field(None, description="凭据编号")
    fields: dict[str, Any] = Field(description="公开的要素，按要素代码")


class OneSubject(Schema):
    """主体 with everything of it that is public now."""

    model_config = example(_SUBJECT | {"lines": [LINE_EXAMPLE], "invented": False})
    code: str = Field(description="统一社会信用代码")
    name: str = Field(description="名称")
    kind: str = Field(description="主体类别")
    lines: list[Line] = Field(description="正在公示的信息，不利的在前")
    invented: bool = Field(description="是否示范或测试数据（均为虚构）")


@router.get(
    "",
    response={200: SubjectPage, 304: None, 400: Problem, 503: Problem},
    operation_id="searchSubjects",
    description="按名称的一部分、拼音首字母或者代码的一部分查询有公开信息的主体。自然人不在查询之列。",
    summary="查询主体",
    url_name="subjects",
)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(description="名称的一部分、拼音首字母或代码的一部分", example="北运宏达")],
    page: Annotated[int, Query(description="第几页，从 1 起", example=1, ge=1)] = 1,
    size: Annotated[int, Query(description="每页个数，至多 100", example=20, ge=1, le=LARGEST_PAGE)] = 20,
) -> HttpResponse:
    """Subjects with something public whose name or code holds ``q``; never a natural person."""
    text = "".join(c for c in q if unicodedata.category(c) not in ("Cc", "Cs")).strip()
    if not text or len(text) > 100:
        raise WrongUse("q 应为 1 到 100 个字", code="bad-parameter")
    if page * size > EXACT_TO:
        raise WrongUse("最多可翻到第 1000 个，请把 q 写得更具体", code="too-far")
    found = publicity.search(text, limit=size, offset=(page - 1) * size)
    subjects = [{name: one[name] for name in ("code", "name", "kind")} for one in found.subjects]
    total = found.total or (_counted(text) if page > 1 else 0)
    return tagged(request, {"total": min(total, EXACT_TO), "more": total > EXACT_TO, "page": page, "size": size, "subjects": subjects, "invented": publicity.invented()})


@router.get(
    "/{code}",
    response={200: OneSubject, 304: None, 404: Problem, 503: Problem},
    operation_id="readSubject",
    description="一个主体现在公示的全部信息。代码有误、没有公开信息、公示期已满，答复相同。",
    summary="一个主体的公示信息",
    url_name="subject",
)
def subject(request: HttpRequest, code: Annotated[str, Path(description="统一社会信用代码", example="91120105MA0000007Q")]) -> HttpResponse:
    """Every line of a subject that is public now. A wrong code, nothing public and an ended term get the same answer."""
    entry = publicity.subject(code) if len(code) == 18 and code.isascii() and code.isalnum() else None
    if entry is None:
        raise NotFound("没有查到这个代码的公开信息")
    lines = [line_as_told(line) for line in publicity.lines_of(int(entry["id"]))]
    return tagged(request, {"code": entry["code"], "name": entry["name"], "kind": entry["kind"], "lines": lines, "invented": publicity.invented()})


def line_as_told(line: dict[str, Any]) -> dict[str, Any]:
    """A row of the public view as the API tells it."""
    same = ("id", "item", "item_name", "nature", "document_number", "public_from", "term_ends", "severity", "earliest_repair", "disputed", "corrected", "warrant", "fields")
    return {name: line[name] for name in same} | {"organ": line["organ_name"], "decided_on": line["held_on"]}


def _counted(text: str) -> int:
    """A page past the last one still tells how many there are."""
    return publicity.search(text, limit=1).total
