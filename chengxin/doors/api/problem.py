"""问题: every error as ``application/problem+json`` (RFC 9457) with a code of ours and a sentence in Chinese."""

import json
import logging
import traceback
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field

from chengxin.ground.api import Audience, Refusal, WrongUse, audience

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "请求有误", 401: "未认证", 403: "不允许", 404: "未找到", 405: "方法不允许", 409: "冲突", 411: "缺少长度", 413: "内容过大",
    415: "内容类型不支持", 422: "内容不能收取", 429: "请求过多", 500: "程序出错", 503: "暂停服务", 507: "存储已满",
}  # fmt: skip
log = logging.getLogger(__name__)


def example(value: Any) -> ConfigDict:
    """The configuration of a schema that shows ``value`` as its example."""
    return ConfigDict(json_schema_extra={"example": value})


class Problem(Schema):
    """What went wrong, for a program (``code``) and for a person (``detail``)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"type": "about:blank", "title": "未找到", "status": 404, "code": "not-found", "detail": "没有查到这个代码的公开信息", "instance": "/api/v1/subjects/911…"}
        }
    )
    type: str = Field(description="URI of the kind of problem; about:blank, the code says it")
    title: str = Field(description="题目：状态码的中文名")
    status: int = Field(description="HTTP 状态码")
    code: str = Field(description="原因代码，供程序判断")
    detail: str = Field(description="发生了什么、怎样改正（中文）")
    instance: str = Field("", description="所请求的路径")


def problem(request: HttpRequest, status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: Any) -> HttpResponse:
    """An error as it is answered."""
    body = {"type": "about:blank", "title": TITLES.get(status, HTTPStatus(status).phrase), "status": status, "code": code, "detail": detail, "instance": request.path, **more}
    response = HttpResponse(json.dumps(body, ensure_ascii=False, default=str), status=status, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def answer_all(api: NinjaAPI) -> None:
    """Give every exception of an API its problem."""

    @api.exception_handler(WrongUse)
    def wrong_use(request: HttpRequest, error: WrongUse) -> HttpResponse:
        return problem(request, error.http_status, error.code, str(error))

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        return problem(request, error.http_status, error.codes[0], str(error), codes=list(error.codes))

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(request, 401, "not-signed-in", "请在 Authorization 头中以 Bearer 方式给出有效的接口密钥", headers={"WWW-Authenticate": 'Bearer realm="chengxin"'})

    @api.exception_handler(ValidationError)
    def unclear(request: HttpRequest, error: ValidationError) -> HttpResponse:
        named = sorted({".".join(str(part) for part in one["loc"][1:]) for one in error.errors})
        return problem(request, 400, "bad-parameter", f"参数有误：{'、'.join(named)}", parameters=named)

    @api.exception_handler(Http404)
    def absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(request, 404, "not-found", "没有这个资源")

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(request, error.status_code, "bad-request", TITLES.get(error.status_code, "请求有误"))

    @api.exception_handler(OperationalError)
    @api.exception_handler(InterfaceError)
    def away(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(request, 503, "unavailable", "数据库暂时不可用，请稍后再试", headers={"Retry-After": "30"})

    @api.exception_handler(Exception)
    def fault(request: HttpRequest, error: Exception) -> HttpResponse:
        """Our own fault: its kind and place are logged, never its text, which may hold a person's values."""
        log.error("fault: %s at %s", type(error).__name__, "; ".join(f"{f.filename}:{f.lineno}" for f in traceback.extract_tb(error.__traceback__)[-4:]))
        return problem(request, 500, "fault", "程序出错，已记录")


def _page(status: int, code: str, detail: str) -> Any:
    @audience(Audience.SYSTEM, methods=("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
    def answered(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return problem(request, status, code, detail)

    return answered


def either(page: Callable[..., HttpResponse], told: Callable[..., HttpResponse]) -> Any:
    """A problem for a system, a page for a person: by whether an interface was asked."""

    def answered(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
        return (told if request.path.startswith("/api/") else page)(request, *args, **words)

    answered.audience, answered.act = page.audience, page.act  # type: ignore[attr-defined]
    return answered


#: What a side without pages answers where Django would show one.
bad_request = _page(400, "bad-request", "请求有误")
forbidden = _page(403, "forbidden", "不允许")
not_found = _page(404, "not-found", "没有这个接口，见 /api/v1/docs")
broken = _page(500, "fault", "程序出错，已记录")
