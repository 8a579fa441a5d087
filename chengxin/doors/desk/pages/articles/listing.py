"""资讯列表, and what of it waits for whom."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from chengxin.access import api as access
from chengxin.doors.desk.guard import number as numbered
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.articles.shared import articles
from chengxin.doors.desk.pages.respond import page
from chengxin.doors.desk.work import Piece, Waiting, waits
from chengxin.governance import api as governance
from chengxin.ground.api import Audience, audience, business_day


@audience(Audience.STAFF, "write-article")
def listing(request: HttpRequest) -> HttpResponse:
    """The organ's articles of one stage, what moved last first. The address is the filter."""
    me = who(request)
    assert me.post is not None
    stage = request.GET.get("stage", "") if request.GET.get("stage") in articles.STAGES else ""
    column = request.GET.get("column", "") if request.GET.get("column") in articles.COLUMNS else ""
    found = articles.listing(me.post.organ, stage=stage, column=column, before=numbered(request.GET.get("before")), limit=articles.PAGE + 1)
    kept = {key: value for key, value in {"stage": stage, "column": column}.items() if value}
    counts = articles.counts(me.post.organ)
    stages = [
        {"code": code, "name": name, "count": counts.get(code, 0), "to": "?" + urlencode({"stage": code, **({"column": column} if column else {})})}
        for code, name in articles.STAGES.items()
    ]
    rows = [one | {"column": articles.COLUMNS[one["in_column"]].name, "stage_name": articles.STAGES[one["stage"]]} for one in found[: articles.PAGE]]
    more = "?" + urlencode({**kept, "before": rows[-1]["id"]}) if len(found) > articles.PAGE else None
    stale = governance.stale_columns(business_day.today()) if me.may("issue-bulletin") else []
    context = {
        "stale": stale,
        "articles": rows,
        "stage": stage,
        "stages": stages,
        "column": column,
        "columns": articles.COLUMNS.values(),
        "more": more,
        "paged": bool(request.GET.get("before")),
    }
    return page(request, "articles/list", context | {"all": sum(counts.values()), "done": request.GET.get("done", "")})


@waits("articles-to-review", _("待审核的资讯"), act="review-article")
def to_review(asking: access.Who, today: dt.date, limit: int) -> Waiting:
    """待审核的资讯: what others of one's organ have written and sent."""
    if asking.post is None or asking.officer is None:
        return Waiting(0, ())
    found = articles.waiting(asking.post.organ, asking.officer, limit)
    pieces = [Piece(f"审核资讯：{one['title']}", reverse("article", args=[one["id"]]), None, articles.COLUMNS[one["in_column"]].name, "审核") for one in found]
    return Waiting(found[0]["n"] if found else 0, pieces, f"{reverse('articles')}?stage=review")
