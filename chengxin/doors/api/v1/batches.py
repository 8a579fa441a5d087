"""批次: a system of an organ sends a batch, and reads its own."""

import re
import time
import uuid
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema
from pydantic import Field

from chengxin.collection import api as collection
from chengxin.doors.api.problem import Problem, example, problem
from chengxin.doors.api.receiving import received
from chengxin.doors.api.respond import told
from chengxin.doors.api.signing_in import caller
from chengxin.ground.api import NotFound, Refusal, WrongUse
from chengxin.subjects import api as subjects

WAIT, LONGEST_WAIT = 5.0, 10.0
PAGE = 100
_KEY = re.compile(r"[\x21-\x7e]{8,200}")
router = Router(tags=["批次"])

_FINDING = {
    "code": "fine-missing",
    "field": "CF_NR_FK",
    "column": "罚款金额(万元)",
    "count": 1,
    "lines": [2],
    "returned": True,
    "message": "处罚类别含罚款，但罚款金额为空，请填写金额（万元）；没有罚款的请改处罚类别",
}
_FIGURES = {"batch": 24, "rows": 3, "accepted": 2, "unchanged": 0, "corrections": 0, "quarantined": 1, "late": 0, "unlinked": 0, "new_subjects": 1}
_ANSWER = {
    "receipt": "a24ec470-03df-413e-b505-de8773decffa", "state": "collected", "state_text": "已入库", "file": "处罚.csv", "source": "penalties", "received": "2026-11-25", "digest": "sha256:…",
    **_FIGURES, "repeated": False, "findings": [_FINDING], "told": ["按分隔文本读取，编码为 UTF-8，以逗号分隔。"], "message": "批次 24，共 3 行：接收 2 行，无变化 0 行，更正 0 行，退回 1 行。",
}  # fmt: skip


class Finding(Schema):
    """检查发现: one code at one column, with examples of lines."""

    model_config = example(_FINDING)
    code: str = Field(description="代码")
    field: str = Field(description="要素代码，空表示不在某一列")
    column: str = Field(description="列名")
    count: int = Field(description="次数")
    lines: list[int] = Field(description="行号示例，数据行从 1 起")
    returned: bool = Field(description="true 退回，false 仅提示")
    message: str = Field(description="说明")


class Figures(Schema):
    """批次 in figures: the four fates add up to the rows."""

    model_config = example(_FIGURES)
    batch: int = Field(description="批次编号")
    rows: int = Field(description="行数")
    accepted: int = Field(description="接收")
    unchanged: int = Field(description="无变化")
    corrections: int = Field(description="更正")
    quarantined: int = Field(description="退回")
    late: int = Field(description="接收的行中迟报的")
    unlinked: int = Field(description="接收的行中未关联的")
    new_subjects: int = Field(description="新主体")


class Answer(Figures):
    """回执: what became of an upload."""

    model_config = example(_ANSWER)
    receipt: str = Field(description="送达编号")
    state: str = Field(description="collected 已入库，repeated 重复送达")
    state_text: str = Field(description="状态")
    file: str = Field(description="文件名")
    source: str = Field(description="数据源")
    received: str = Field(description="收到日")
    digest: str = Field(description="内容摘要")
    repeated: bool = Field(description="同样的内容是否以前已经收过，而且此后没有变动；是则没有再写入")
    findings: list[Finding] = Field(description="检查发现")
    told: list[str] = Field(description="读取说明")
    message: str = Field(description="说明")


class Waiting(Schema):
    """待处理: where to ask what became of an upload."""

    model_config = example({"receipt": _ANSWER["receipt"], "state": "waiting", "state_text": "待处理", "location": f"/api/v1/uploads/{_ANSWER['receipt']}"})
    receipt: str = Field(description="送达编号")
    state: str = Field(description="waiting")
    state_text: str = Field(description="待处理")
    location: str = Field(description="到哪里询问结果")


class BatchShown(Figures):
    """批次 with its findings."""

    model_config = example(
        _FIGURES | {"source": "penalties", "received": "2026-11-25", "file": "处罚.csv", "findings": [_FINDING], "told": [], "returned": "/api/v1/batches/24/returned"}
    )
    source: str = Field(description="数据源")
    received: str = Field(description="收到日")
    file: str = Field(description="文件名")
    findings: list[Finding] = Field(description="检查发现")
    told: list[str] = Field(description="读取说明")
    returned: str | None = Field(None, description="退回的行在哪里取")


class BatchListed(Figures):
    """批次 as the list tells it."""

    model_config = example(_FIGURES | {"source": "penalties", "received": "2026-11-25", "file": "处罚.csv"})
    source: str = Field(description="数据源")
    received: str = Field(description="收到日")
    file: str = Field(description="文件名")


class BatchList(Schema):
    """批次清单, the latest first."""

    model_config = example({"batches": [_FIGURES | {"source": "penalties", "received": "2026-11-25", "file": "处罚.csv"}], "next": None})
    batches: list[BatchListed] = Field(description="批次，最近的在前")
    next: int | None = Field(None, description="下一页的 before，没有更多则为空")


_FILE = {"type": "string", "format": "binary", "description": "文件：CSV、XLSX、JSON 等，第一行为列名"}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": _FILE, "example": "行政相对人名称,行政相对人类别,…"},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": _FILE, "source": {"type": "string", "description": "数据源"}, "organ": {"type": "string", "description": "报送机关"}},
                },
                "example": {"file": "处罚.csv", "source": "penalties"},
            },
        },
    }
}


@router.post(
    "",
    response={
        201: Answer,
        200: Answer,
        202: Waiting,
        400: Problem,
        401: Problem,
        403: Problem,
        404: Problem,
        411: Problem,
        413: Problem,
        422: Problem,
        429: Problem,
        503: Problem,
        507: Problem,
    },
    operation_id="sendBatch",
    description="报送一份文件，作为一批收下。201 答复数字；来不及处理完则 202，并告知询问之处；同一个键再来，200 答复与前相同。收到日为送达之日。",
    summary="报送一批",
    url_name="batches",
    openapi_extra=_BODY,
)
def send(
    request: HttpRequest,
    key: Annotated[
        str, Header(alias="Idempotency-Key", description="幂等键：每份内容一个，8 到 200 个可见的 ASCII 字符。断线后用同一个键重发，不会收两次", example="2026-11-25-0001")
    ] = "",
    source: Annotated[str, Query(description="数据源；表单中也可写", example="penalties")] = "",
    organ: Annotated[str, Query(description="报送机关的代码或名称，应为密钥所属机关；可不写", example="11120105MB1F00022J")] = "",
    file_name: Annotated[str, Query(description="文件名，以请求体报送时可写", example="处罚.csv")] = "",
    prefer: Annotated[str, Header(alias="Prefer", description="wait=秒：至多等几秒再答复，默认 5，至多 10", example="wait=5")] = "",
) -> HttpResponse:
    """One batch: 201 with its figures, 202 with the place to ask while it waits, 200 for a key that came before. The day of receipt is the day it came."""
    who = caller(request)
    if not _KEY.fullmatch(key):
        raise WrongUse("请在 Idempotency-Key 头中给出幂等键（8 到 200 个可见的 ASCII 字符）", code="idempotency-key-missing")
    came = received(request)
    try:
        source = _source(came.fields.get("source") or source)
        _check_organ(came.fields.get("organ") or organ, who.organ)
        sent = collection.submit(came.laid, proof=who.proof, key=key, source=source, file_name=_file_name(came.file_name or file_name, source))
    except BaseException:
        collection.discard(came.laid)
        raise
    sent = _after(sent, _seconds(prefer), who.organ)
    if sent.result is None:
        place = f"/api/v1/uploads/{sent.handle}"
        response = told(_waiting(sent, place), status=202)
        response["Location"], response["Retry-After"] = place, "5"
        return response
    return _settled(request, sent)


@router.get(
    "",
    response={200: BatchList, 401: Problem, 429: Problem, 503: Problem},
    operation_id="listBatches",
    description="本机关的各批，不论从哪个入口送来，最近的在前。",
    summary="本机关的批次",
    url_name="batches",
)
def list_batches(request: HttpRequest, before: Annotated[int | None, Query(description="只要编号小于它的批次", example=24)] = None) -> HttpResponse:
    """The batches of the asking organ, through whichever entrance they came, the latest first."""
    found = collection.batches_of(caller(request).organ, before=before, limit=PAGE + 1)
    shown = [_figures(one) for one in found[:PAGE]]
    return told({"batches": shown, "next": shown[-1]["batch"] if len(found) > PAGE else None})


@router.get(
    "/{int:number}",
    response={200: BatchShown, 401: Problem, 404: Problem, 429: Problem, 503: Problem},
    operation_id="readBatch",
    description="本机关一个批次的数字和检查发现。",
    summary="一个批次",
    url_name="batch",
)
def read(request: HttpRequest, number: Annotated[int, Path(description="批次编号", example=24)]) -> HttpResponse:
    """Figures and findings of one batch of the asking organ."""
    _own(number, caller(request).organ)
    found: dict[str, Any] = collection.batch(number)
    returned = f"/api/v1/batches/{number}/returned" if found["quarantined"] else None
    return told(_figures(found) | {"findings": found["by_code"], "told": found["told"], "returned": returned})


@router.get("/{int:number}/returned", response={200: None, 401: Problem, 404: Problem, 429: Problem, 503: Problem}, operation_id="readReturned", description="一个批次的退回行，按送来时的格式，改正后可以再报。调阅记录在案。", summary="退回的行", url_name="returned",
    openapi_extra={"responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}, "example": "行政相对人名称,…,检查发现"}}}}})  # fmt: skip
def returned(request: HttpRequest, number: Annotated[int, Path(description="批次编号", example=24)]) -> HttpResponse:
    """The returned rows of one batch in the form they came in, to be corrected and sent again. Reading them is on file."""
    who = caller(request)
    _own(number, who.organ)
    with TemporaryDirectory(prefix="out", dir=settings.HOME.run) as folder:
        from pathlib import Path as FilePath

        out = FilePath(folder) / "returned"
        given = collection.give_back(number, out, actor=f"接口密钥:{who.key}", purpose="退回报送机关", organ=who.organ)
        response = HttpResponse(out.read_bytes(), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="returned-{number}.{given["kind"]}"'
    response["Cache-Control"] = "no-store"
    return response


def read_upload(request: HttpRequest, handle: Annotated[uuid.UUID, Path(description="送达编号", example=_ANSWER["receipt"])]) -> HttpResponse:
    """What became of an upload that was still waiting."""
    sent = collection.upload(handle, organ=caller(request).organ)
    if sent.result is None:
        response = told(_waiting(sent, request.path))
        response["Retry-After"] = "5"
        return response
    return _settled(request, sent)


uploads = Router(tags=["批次"])
uploads.get(
    "/{uuid:handle}",
    response={200: Answer, 401: Problem, 404: Problem, 422: Problem, 429: Problem, 503: Problem},
    operation_id="readUpload",
    description="等待处理的送达，现在的结果。",
    summary="送达的结果",
    url_name="upload",
)(read_upload)


def _settled(request: HttpRequest, sent: collection.Upload) -> HttpResponse:
    assert sent.result is not None and sent.answer is not None
    if sent.result.batch_id is None:
        status = 500 if sent.result.code == "fault" else 422
        return problem(request, status, sent.result.code, sent.answer["message"], codes=sent.answer["codes"], receipt=str(sent.handle))
    response = told(sent.answer, status=201 if sent.fresh else 200)
    response["Location"] = f"/api/v1/batches/{sent.result.batch_id}"
    return response


def _after(sent: collection.Upload, seconds: float, organ: int) -> collection.Upload:
    """The upload once it has a result, or after some seconds."""
    until, pause = time.monotonic() + seconds, 0.02
    while sent.result is None and time.monotonic() < until:
        time.sleep(pause)
        pause = min(pause * 1.5, 0.25)
        now = collection.upload(sent.handle, organ=organ)
        sent = collection.Upload(sent.handle, sent.fresh, now.result)
    return sent


def _waiting(sent: collection.Upload, place: str) -> dict[str, str]:
    return {"receipt": str(sent.handle), "state": "waiting", "state_text": "待处理", "location": place}


def _seconds(prefer: str) -> float:
    asked = re.search(r"\bwait=(\d{1,3})\b", prefer)
    return min(float(asked.group(1)), LONGEST_WAIT) if asked else WAIT


def _source(code: str) -> str:
    if not code:
        raise WrongUse("请给出数据源 source", code="source-missing")
    return collection.source(code).code


def _check_organ(named: str, organ: int) -> None:
    """The organ that is named must be the one whose key it is."""
    if not named:
        return
    try:
        found = subjects.organ(named).subject_id
    except NotFound:
        found = None
    if found != organ:
        raise Refusal(["wrong-organ"], "密钥不属于所写的报送机关，没有收取")


def _file_name(name: str, source: str) -> str:
    plain = "".join(character for character in name.replace("/", "_") if character.isprintable())
    return plain[-200:] or f"{source}.upload"


def _own(number: int, organ: int) -> None:
    if not collection.batches_of(organ, number=number):
        raise NotFound("本机关没有这个批次")


def _figures(found: dict[str, Any]) -> dict[str, Any]:
    same = ("batch", "rows", "accepted", "unchanged", "corrections", "quarantined", "late", "unlinked", "new_subjects", "source")
    return {name: found[name] for name in same} | {"received": str(found["received"]), "file": found["file_name"]}
