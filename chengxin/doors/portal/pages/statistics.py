"""统计分析: what is public, whose it is and how punctual government is: tables first, drawn as charts where a script runs, each as CSV."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, audience, cells
from chengxin.publicity import api as publicity
from chengxin.subjects import api as subjects

SERIES: dict[str, str | Promise] = {
    "lines": _("条数"), "licence": _("行政许可"), "penalty": _("行政处罚"), "other": _("其他"), "subjects": _("主体数"), "in-time": _("按时"), "late": _("迟报"), "times": _("次数"),
}  # fmt: skip
ACTS: dict[str, str | Promise] = {
    "search": _("查询"), "subject": _("看一个主体"), "line": _("看一条公示"), "list": _("看名单和清单"), "article": _("读文章"), "law": _("查法律依据"), "catalogue": _("查信用目录"),
    "guide": _("看办事指南"), "data": _("下载数据"), "verify": _("核验留痕"),
}  # fmt: skip


@dataclass(frozen=True)
class Chart:
    """统计图: a table of figures with its words and how it is drawn. ``draw``: bar, stack (one bar of several parts), line."""

    topic: str
    title: str | Promise
    about: str | Promise
    label: str | Promise
    draw: str
    empty: str | Promise = _("还没有可以统计的信息。每天公示之后重新统计。")


CHARTS: tuple[Chart, ...] = (
    Chart("items", _("现在公示的信息"), _("按信用目录的条目。期满的已经撤下，不在内。"), _("条目"), "bar"),
    Chart("months", _("每月新公示"), _("最近二十四个月第一次公示的条数，包括后来期满撤下的。"), _("月份"), "line"),
    Chart("kinds", _("处罚的种类"), _("公示中的行政处罚。一个决定有几种处罚的，每种各计一次。"), _("种类"), "bar"),
    Chart("subjects", _("涉及的主体"), _("有公示信息的主体，按类别。没有自然人：自然人的信息不公开。"), _("类别"), "bar"),
    Chart("organs", _("作出决定的机关"), _("公示中的信息，按作出决定的机关，条数最多的六十家。"), _("机关"), "stack"),
    Chart("punctual", _("及不及时"), _("最近十二个月作出的行政许可和行政处罚，作出之日起第七个工作日以后才报到本平台的，是迟报。"), _("机关"), "stack"),
    Chart("use", _("本站的使用"), _("最近三十天。只计次数，不记是谁、从哪里来、查了什么。"), _("做什么"), "bar"),
)


@audience(Audience.PUBLIC)
def statistics(request: HttpRequest) -> HttpResponse:
    """Every table with its chart."""
    tables = publicity.statistics.tables()
    shown = [{"chart": chart, **_shown(tables[chart.topic])} for chart in CHARTS]
    on = next((table.on for table in tables.values() if table.on), None)
    return page(request, "statistics", {"charts": shown, "on": on, "punctuality": publicity.statistics.punctuality(), "days": publicity.statistics.DAYS})


@audience(Audience.PUBLIC)
def table_csv(request: HttpRequest, topic: str) -> HttpResponse:
    """One table as CSV in UTF-8 with a mark, as spreadsheets want it."""
    chart = next((one for one in CHARTS if one.topic == topic), None)
    if chart is None:
        raise Http404
    shown, sink = _shown(publicity.statistics.tables()[topic]), io.StringIO()
    writer = csv.writer(sink)
    writer.writerow([str(chart.label), *shown["series"]])
    writer.writerows([cells.inert(label), *values] for label, values in shown["rows"])
    response = HttpResponse("\ufeff" + sink.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{topic}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _shown(table: publicity.statistics.Table) -> dict[str, Any]:
    words: dict[str, Mapping[Any, Any]] = {"subjects": subjects.KIND_LABELS, "use": ACTS}
    names = words.get(table.topic, {})
    rows = [(str(names.get(label, label)), values) for label, values in table.rows]
    totals = table.totals
    return {
        "series": [str(SERIES[name]) for name in table.series], "rows": rows, "totals": list(totals.values()) if table.topic not in ("kinds", "use") and len(rows) > 1 else None, "of_our_words": table.topic in ("use", "months"),
    }  # fmt: skip
