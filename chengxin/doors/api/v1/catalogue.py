"""资源目录: what is collected and by which elements. Anonymous."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from chengxin.catalogue import api as catalogue
from chengxin.doors.api.problem import Problem, example
from chengxin.doors.api.respond import tagged
from chengxin.ground.api import business_day

FRESH_SECONDS = 60
router = Router(tags=["资源目录"])

_ITEM = {"code": "penalty", "name": "行政处罚信息", "category": "行政处罚信息", "nature": "adverse", "openness": "社会公开", "version": "2018", "in_force_from": "2018-07-25"}
_ELEMENT = {"code": "CF_WSH", "name": "行政处罚决定书文号", "type": "text", "mandatory": True, "longest": 64, "code_set": None, "public": True}


class CatalogueEntry(Schema):
    """条目 as the list tells it."""

    model_config = example(_ITEM)
    code: str = Field(description="条目代码")
    name: str = Field(description="条目名称")
    category: str = Field(description="类别")
    nature: str = Field(description="adverse 不利，benign 有利或中性")
    openness: str = Field(description="公开范围")
    version: str = Field(description="今日有效的版本")
    in_force_from: dt.date = Field(description="该版本自何日起有效")


class CatalogueList(Schema):
    """资源目录."""

    model_config = example({"items": [_ITEM]})
    items: list[CatalogueEntry] = Field(description="全部条目")


class ElementShown(Schema):
    """要素: one column of an item."""

    model_config = example(_ELEMENT)
    code: str = Field(description="要素代码，可作列名")
    name: str = Field(description="要素名称，可作列名")
    type: str = Field(description="类型")
    mandatory: bool = Field(description="是否必填（缺少则退回）")
    longest: int | None = Field(None, description="最多几个字")
    code_set: str | None = Field(None, description="代码集")
    public: bool = Field(description="是否向社会公开")


class CatalogueItem(CatalogueEntry):
    """条目 with the elements of one version."""

    model_config = example(_ITEM | {"basis": ["《…》"], "elements": [_ELEMENT]})
    basis: list[str] = Field(description="依据（条文编号）")
    elements: list[ElementShown] = Field(description="要素")


@router.get(
    "", response={200: CatalogueList, 304: None, 503: Problem}, operation_id="listCatalogue", description="全部条目和今天适用的版本。", summary="资源目录", url_name="catalogue"
)
def items(request: HttpRequest) -> HttpResponse:
    """All items with the version in force today."""
    catalogue.refresh(older_than=FRESH_SECONDS)
    today = business_day.today()
    return tagged(request, {"items": [_entry(item, item.version_on(today)) for item in catalogue.items().values()]})


@router.get(
    "/{item}",
    response={200: CatalogueItem, 304: None, 400: Problem, 404: Problem, 503: Problem},
    operation_id="readCatalogueItem",
    description="一个条目及其要素。",
    summary="一个条目及其要素",
    url_name="catalogue-item",
)
def item(
    request: HttpRequest,
    item: Annotated[str, Path(description="条目代码", example="penalty")],
    on: Annotated[dt.date | None, Query(description="哪一日有效的版本，默认今日", example="2026-11-25")] = None,
) -> HttpResponse:
    """One item with its elements."""
    catalogue.refresh(older_than=FRESH_SECONDS)
    entry = catalogue.item(item)
    version = entry.version_on(on or business_day.today())
    elements = [
        {
            "code": e.code, "name": e.name, "type": e.type, "mandatory": bool(e.mandatory and e.mandatory.startswith("S")),
            "longest": e.longest, "code_set": e.code_set, "public": bool(e.public) and entry.openness == "社会公开",
        }
        for e in version.elements
    ]  # fmt: skip
    return tagged(request, _entry(entry, version) | {"basis": list(entry.basis), "elements": elements})


def _entry(item: catalogue.Item, version: catalogue.ItemVersion) -> dict[str, object]:
    same = {name: getattr(item, name) for name in ("code", "name", "category", "nature", "openness")}
    return same | {"version": version.version, "in_force_from": version.in_force_from}
