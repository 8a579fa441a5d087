"""接口文档页: the committed OpenAPI document, as it is and for reading; nothing of it comes from outside."""

import functools
import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chengxin.ground.api import Audience, audience

DOCUMENT = Path(__file__).parent / "static" / "api" / "openapi.json"


@audience(Audience.PUBLIC)
def openapi(request: HttpRequest) -> HttpResponse:
    """The document for programs."""
    return HttpResponse(DOCUMENT.read_bytes(), content_type="application/json; charset=utf-8")


@audience(Audience.PUBLIC)
def docs(request: HttpRequest) -> HttpResponse:
    """The document for people."""
    return render(request, "api/docs.html", {"about": _document()["info"], "sections": _sections(), "schemas": _schemas()})


@functools.cache
def _document() -> dict[str, Any]:
    return json.loads(DOCUMENT.read_text(encoding="utf-8"))


def _sections() -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {tag["name"]: [] for tag in _document()["tags"]}
    for path, entry in _document()["paths"].items():
        for method in ("get", "post"):
            if method in entry:
                found[entry[method]["tags"][0]].append(_operation(path, method, entry[method]) | {"signed_in": "servers" in entry})
    return [{"name": tag["name"], "description": tag["description"], "operations": found[tag["name"]]} for tag in _document()["tags"]]


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    answers = [{"status": status, "description": answer["description"], "schema": _named(answer)} for status, answer in operation["responses"].items()]
    return {
        "path": path,
        "method": method.upper(),
        "id": operation["operationId"],
        "summary": operation["summary"],
        "description": operation["description"],
        "parameters": operation.get("parameters", []),
        "bodies": list(operation.get("requestBody", {}).get("content", {})),
        "answers": answers,
    }


def _named(answer: dict[str, Any]) -> str:
    for content in answer.get("content", {}).values():
        return content["schema"].get("$ref", "").rpartition("/")[2]
    return ""


def _schemas() -> list[dict[str, Any]]:
    shown = []
    for name, schema in _document()["components"]["schemas"].items():
        fields = [{"name": field, "description": told.get("description", ""), "needed": field in schema.get("required", [])} for field, told in schema["properties"].items()]
        shown.append({"name": name, "description": schema.get("description", ""), "fields": fields, "example": json.dumps(schema.get("example"), ensure_ascii=False, indent=1)})
    return shown
