"""公示: columns, lists with their filters, one line, organs. Anonymous; only what is public today."""

from typing import Annotated
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from chengxin.catalogue import api as catalogue
from chengxin.doors.api.problem import Problem, example
from chengxin.doors.api.respond import tagged
from chengxin.doors.api.v1.subjects import LINE_EXAMPLE, Line, line_as_told
from chengxin.ground.api import NotFound, WrongUse
from chengxin.publicity import api as publicity
from chengxin.publicity.api import dual

LARGEST_PAGE = 100
_FRESH_SECONDS = 60
router = Router(tags=["公示"])

_COLUMN = {"item": "penalty", "name": "行政处罚信息", "nature": "adverse", "public": True, "policy": "按处罚决定日适用的规则时期和失信等级确定"}
_ORGAN = {"id": 12, "name": "天津市河北区应急管理局", "code": "11120105MB1F00022J", "items": ["licence", "penalty"]}
_WRONG = {"day": "日期应写作 YYYY-MM-DD", "reversed": "to 早于 from", "place": "cursor 无法识别，请用上一次答复中的 next 或 previous", "long": "最多 100 个字"}


class ColumnEntry(Schema):
    """栏目: one item of the columns and whether it is public."""

    model_config = example(_COLUMN)
    item: str = Field(description="条目代码")
    name: str = Field(description="条目名称")
    nature: str = Field(description="adverse 不利，benign 有利或中性")
    public: bool = Field(description="是否向社会公示")
    policy: str = Field(description="公示到何时，或者为何不公示")


class ColumnList(Schema):
    """双公示 and the eight other acts."""

    model_config = example({"columns": [_COLUMN]})
    columns: list[ColumnEntry] = Field(description="全部栏目")


class LinePage(Schema):
    """One page of a list, newest decision first."""

    model_config = example({"total": 1, "more": False, "lines": [LINE_EXAMPLE], "next": None, "previous": None, "invented": False})
    total: int | None = Field(None, description="符合的条数，1000 以内为准确数；按常见字筛选时不统计，为空")
    more: bool = Field(description="是否多于 1000 条")
    lines: list[Line] = Field(description="本页的公示信息")
    next: str | None = Field(None, description="下一页的地址；没有则为空")
    previous: str | None = Field(None, description="上一页的地址；没有则为空")
    invented: bool = Field(description="是否示范或测试数据（均为虚构）")


class Organ(Schema):
    """机关 with the items in which it has something public."""

    model_config = example(_ORGAN)
    id: int = Field(description="机关编号，可作筛选值")
    name: str = Field(description="机关全称")
    code: str = Field(description="统一社会信用代码；不知道则为空")
    items: list[str] = Field(description="有公示信息的条目代码")


class OrganList(Schema):
    """Every organ that has something public."""

    model_config = example({"organs": [_ORGAN]})
    organs: list[Organ] = Field(description="机关，按名称排列")


@router.get(
    "/columns",
    response={200: ColumnList, 304: None, 503: Problem},
    operation_id="listColumns",
    description="双公示和其他行政行为的栏目，以及各栏目是否向社会公示。",
    summary="栏目",
    url_name="api-columns",
)
def columns(request: HttpRequest) -> HttpResponse:
    """The columns in their order."""
    catalogue.refresh(older_than=_FRESH_SECONDS)
    told = [{"item": one.code, "name": one.name, "nature": "adverse" if one.adverse else "benign", "public": one.public, "policy": one.policy} for one in dual.columns()]
    return tagged(request, {"columns": told})


@router.get(
    "/lines",
    response={200: LinePage, 304: None, 400: Problem, 404: Problem, 503: Problem},
    operation_id="listLines",
    description="一个条目现在公示的信息，按决定日从近到远，可按机关、种类、日期、行业、街道、主体任意组合筛选；用答复中的 next 翻页，没有尽头。",
    summary="公示信息列表",
    url_name="api-lines",
)
def lines(
    request: HttpRequest,
    item: Annotated[str, Query(description="条目代码", example="penalty")],
    organ: Annotated[str, Query(description="机关编号", example="12")] = "",
    kind: Annotated[str, Query(description="许可类别或处罚种类", example="罚款")] = "",
    sector: Annotated[str, Query(description="行业门类代码", example="F")] = "",
    street: Annotated[str, Query(description="街道", example="王串场街道")] = "",
    subject: Annotated[str, Query(description="主体名称的一部分或统一社会信用代码", example="北运宏达")] = "",
    since: Annotated[str, Query(alias="from", description="决定日从（含）", example="2026-01-01")] = "",
    until: Annotated[str, Query(alias="to", description="决定日到（含）", example="2026-11-25")] = "",
    cursor: Annotated[str, Query(description="翻页位置，取自 next 或 previous", example="after_2026-05-12_357")] = "",
    size: Annotated[int, Query(description="每页条数，至多 100", example=30, ge=1, le=LARGEST_PAGE)] = 30,
) -> HttpResponse:
    """One page of a list, by any combination of filters."""
    shown = _public(item)
    way, _, place = cursor.partition("_")
    if cursor and way not in ("after", "before"):
        raise WrongUse(_WRONG["place"], code="bad-parameter")
    given = {"organ": organ, "kind": kind, "sector": sector, "street": street, "subject": subject, "from": since, "to": until}
    asked = dual.read(shown.code, given | ({way: place} if cursor else {}))
    if asked.wrong:
        raise WrongUse("；".join(f"{'cursor' if name in ('after', 'before') else name}：{_WRONG[code]}" for name, code in asked.wrong.items()), code="bad-parameter")
    found = dual.listed(asked, size=size, whole=True)

    def to(way: str, place: dual.Place | None) -> str | None:
        """The address of another page of the same list."""
        if place is None:
            return None
        return f"{reverse('api-lines')}?{urlencode({'item': item, **asked.filters(), 'size': size, 'cursor': f'{way}_{place}'})}"

    return tagged(
        request,
        {
            "total": None if found.total is None else min(found.total, dual.EXACT_TO),
            "more": (found.total or 0) > dual.EXACT_TO,
            "lines": [line_as_told(line) for line in found.lines],
            "next": to("after", found.after),
            "previous": to("before", found.before),
            "invented": publicity.invented(),
        },
    )


@router.get(
    "/lines/{int:line}",
    response={200: Line, 304: None, 404: Problem, 503: Problem},
    operation_id="readLine",
    description="一条公示信息。没有这条、公示期已满、已经撤下，答复相同。",
    summary="一条公示信息",
    url_name="api-line",
)
def line(request: HttpRequest, line: Annotated[int, Path(description="公示信息编号", example=356)]) -> HttpResponse:
    """One line while it is public."""
    return tagged(request, line_as_told(dual.one(line)))


@router.get("/organs", response={200: OrganList, 304: None, 503: Problem}, operation_id="listOrgans", description="有公示信息的机关。", summary="机关", url_name="api-organs")
def organs(request: HttpRequest) -> HttpResponse:
    """Every organ that has something public."""
    return tagged(request, {"organs": [one | {"items": [item for item, _name in one["items"]]} for one in dual.organs()]})


def _public(item: str) -> dual.Column:
    catalogue.refresh(older_than=_FRESH_SECONDS)
    shown = dual.column(item)
    if not shown.public:
        raise NotFound(f"“{shown.name}”不向社会公示：{shown.policy}")
    return shown
