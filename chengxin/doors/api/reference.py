"""接口文档: both APIs as one OpenAPI document, drawn from the endpoints by tools/reference.py; committed, and served as it is.

It loads both sides; no web process imports it.
"""

import json
from typing import Any

from ninja import NinjaAPI

from chengxin.doors.api import organs, public
from chengxin.doors.api.problem import CONTENT_TYPE, TITLES

PREFIX = "/api/v1"
_SERVERS = {
    "public": {"url": "http://localhost:8000", "description": "公众端，任何人可读"},
    "organs": {"url": "http://localhost:8002", "description": "工作人员端，机关系统凭密钥使用"},
}
_ABOUT = "公开接口与机关系统接口。出错一律答复 application/problem+json（RFC 9457），code 供程序判断，detail 为中文说明。日期写作 YYYY-MM-DD，北京时间。"
_OTHER = {200: "成功", 201: "已收取", 202: "已收下，待处理", 304: "与已有的相同"}


def document() -> dict[str, Any]:
    """The OpenAPI document of version 1."""
    whole: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "诚信平台接口", "version": "1", "description": _ABOUT},
        "servers": [_SERVERS["public"]],
        "paths": {},
        "components": {"schemas": {}, "securitySchemes": {"OrganKey": {"type": "http", "scheme": "bearer", "description": "接口密钥，由 chengxin api-key 建立"}}},
        "tags": [
            {"name": "主体", "description": "公开的信用主体"},
            {"name": "公示", "description": "双公示与其他行政行为：栏目、列表、机关"},
            {"name": "资源目录", "description": "归集什么、有哪些要素"},
            {"name": "公示留痕", "description": "公示留痕日志的包含证明和一致性证明"},
            {"name": "留痕日志", "description": "留痕日志的检查点和一致性证明"},
            {"name": "批次", "description": "机关系统报送与查询"},
        ],
    }
    for side, api in (("public", public.api), ("organs", organs.api)):
        _add(whole, side, api)
    whole["components"]["schemas"] = dict(sorted(whole["components"]["schemas"].items()))
    return whole


def as_text() -> str:
    """The document as it is committed."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=False) + "\n"


def _add(whole: dict[str, Any], side: str, api: NinjaAPI) -> None:
    drawn = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    whole["components"]["schemas"] |= drawn["components"]["schemas"]
    for path, operations in drawn["paths"].items():
        plain = path.replace("{int:", "{").replace("{uuid:", "{").rstrip("/")
        entry = whole["paths"].setdefault(plain, {})
        if side != "public":
            entry["servers"] = [_SERVERS[side]]
        for method, operation in operations.items():
            if side == "public":  # the limits of that side stand before every route
                operation["responses"]["429"] = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
            entry[method] = _polished(operation)


def _polished(operation: dict[str, Any]) -> dict[str, Any]:
    """Errors under their own content type; every answer described."""
    for status, answer in operation["responses"].items():
        number = int(status)
        answer["description"] = TITLES.get(number) or _OTHER[number]
        content = answer.get("content", {})
        if number >= 400 and "application/json" in content:
            answer["content"] = {CONTENT_TYPE: content["application/json"]}
    for parameter in operation.get("parameters", []):
        parameter["schema"].pop("title", None)
        parameter["required"] = parameter["required"] or parameter["name"] == "Idempotency-Key"  # its absence is told in our own words
    return operation
