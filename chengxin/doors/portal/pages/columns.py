"""双公示与其他行政行为: the columns, the list of one with its filters, the same list as CSV and as a feed."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.doors.portal.feed import Feed, entry
from chengxin.doors.portal.pages.respond import never_for_robots, page, streamed
from chengxin.ground.api import Audience, NotFound, audience, business_day
from chengxin.publicity.api import dual

_IN_FEED = 50
_AT_A_TIME = 200


@audience(Audience.PUBLIC)
def columns(request: HttpRequest) -> HttpResponse:
    """Every column with what is newest in it, or why there is nothing to see."""
    catalogue.refresh(older_than=60)
    every = dual.columns()
    latest = dual.latest([one.code for one in every if one.public], each=3)
    shelves: list[dict[str, Any]] = [
        {"column": one, "total": total, "lines": [dual.row(line) for line in lines]} for one in every for total, lines in [latest.get(one.code, (0, []))]
    ]
    context = {"two": shelves[: len(dual.TWO)], "others": shelves[len(dual.TWO) :], "exact_to": dual.EXACT_TO}
    return never_for_robots(
        page(request, "columns", context), any(shelf["column"].adverse and shelf["lines"] for shelf in shelves), (line.term_ends for shelf in shelves for line in shelf["lines"])
    )


@audience(Audience.PUBLIC)
def column(request: HttpRequest, item: str) -> HttpResponse:
    """One page of a column, narrowed by whatever the address asks."""
    shown, asked = _asked(request, item)
    found = dual.listed(asked) if shown.public and not asked.wrong else dual.ListPage([], 0, None, None)
    said = asked.filters()
    here, choices = reverse("column", args=[item]), _choices(item, asked)
    context: dict[str, Any] = {
        "column": shown,
        "asked": asked,
        "said": {name: request.GET.get(name, "") for name in ("from", "to")},
        "choices": choices,
        "organs": {name: value for value, name in choices["organ"]},
        "lines": [dual.row(line) for line in found.lines],
        "total": found.total,
        "exact_to": dual.EXACT_TO,
        "wrong": _wrong(asked.wrong),
        "begin": _to(here, said) if asked.after or asked.before else None,
        "earlier": _to(here, said | {"before": str(found.before)}) if found.before else None,
        "later": _to(here, said | {"after": str(found.after)}) if found.after else None,
        "table": None if shown.adverse else _to(reverse("column-csv", args=[item]), said),
        "feed": reverse("column-feed", args=[item]),
    }
    response = page(request, "column", context, status=400 if asked.wrong else 200)
    return never_for_robots(response, shown.adverse or bool(request.GET), (line.term_ends for line in context["lines"]))


@audience(Audience.PUBLIC)
def column_csv(request: HttpRequest, item: str) -> HttpResponse:
    """The whole list as a table, streamed; the same filters as the page. Not of what is adverse: a file that was taken does not end with the term."""
    shown, asked = _asked(request, item)
    if shown.adverse:
        raise Http404
    if asked.wrong:
        return HttpResponse("\n".join(_wrong(asked.wrong).values()), status=400, content_type="text/plain; charset=utf-8")
    response = streamed(_table(asked, shown.public), "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{item}-{business_day.today().isoformat()}.csv"'
    return never_for_robots(response, True)


@audience(Audience.PUBLIC)
def column_feed(request: HttpRequest, item: str) -> HttpResponse:
    """The latest of a column as a feed."""
    shown, _asked_too = _asked(request, item)
    found = dual.listed(dual.Asked(item), size=_IN_FEED, count=False).lines if shown.public else []
    rows = [dual.row(line) for line in found]
    feed = Feed(request, title=f"{shown.short} · {access.district()['site_name']}", page=reverse("column", args=[item]), entries=[entry(request, row) for row in rows])
    return never_for_robots(feed.answer(), shown.adverse, (row.term_ends for row in rows))


def _asked(request: HttpRequest, item: str) -> tuple[dual.Column, dual.Asked]:
    """404 for what is no column."""
    catalogue.refresh(older_than=60)
    try:
        shown = dual.column(item)
    except NotFound as error:
        raise Http404 from error
    if not shown.public and item not in dual.TWO + dual.OTHERS:
        raise Http404
    return shown, dual.read(item, request.GET.dict())


def _choices(item: str, asked: dual.Asked) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen; a value of the address that is not among it is kept, so that the form says what was asked."""
    found = dual.choices(item)
    letters, ours = dual.sectors(), access.district()["streets"]
    found["sector"] = [(value, letters.get(value, value)) for value, _label in found["sector"]]
    found["street"] = [(value, value) for value in ours if (value, value) in found["street"]]
    for facet in dual.FACETS:
        value = getattr(asked, facet)
        if value and value not in {known for known, _label in found[facet]}:
            found[facet].append((value, letters.get(value, value)))
    return found


def _wrong(wrong: dict[str, str]) -> dict[str, str]:
    words = {
        "day": _("请按“年-月-日”填写日期，例如 2026-05-12。"),
        "reversed": _("结束日期早于开始日期，请对调或修改。"),
        "place": _("翻页的位置无法识别，请回到开头再翻。"),
        "long": _("最多 100 个字，请缩短。"),
    }
    return {name: words[code] for name, code in wrong.items()}


def _to(path: str, said: dict[str, str]) -> str:
    return f"{path}?{urlencode(said)}" if said else path


class _Echo:
    """Gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _table(asked: dual.Asked, public: bool) -> Iterator[str]:
    """With a mark at the front by which spreadsheets know UTF-8."""
    elements = dual.csv_elements(asked.item)
    writer: Any = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([*dual.CSV_HEAD, *(name for _code, name in elements)])
    gathered: list[str] = []
    for line in dual.every(asked) if public else ():
        gathered.append(writer.writerow(dual.csv_row(line, [code for code, _name in elements])))
        if len(gathered) == _AT_A_TIME:
            yield "".join(gathered)
            gathered = []
    yield "".join(gathered)
