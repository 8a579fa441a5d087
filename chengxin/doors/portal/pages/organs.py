"""机关页: who has published what: all organs, one organ item by item with its latest, and its feed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.doors.portal.feed import Feed, entry
from chengxin.doors.portal.pages.respond import never_for_robots, page
from chengxin.ground.api import Audience, NotFound, audience
from chengxin.publicity.api import dual

_IN_FEED = 50
_LATEST = 5


@audience(Audience.PUBLIC)
def organs(request: HttpRequest) -> HttpResponse:
    """Every organ that has something public."""
    return page(request, "organs", {"organs": dual.organs()})


@audience(Audience.PUBLIC)
def organ(request: HttpRequest, number: int) -> HttpResponse:
    """One organ: how much it has public of each item, and the latest."""
    who, of = _organ(number, _LATEST)
    items: list[dict[str, Any]] = [{"of": one, "lines": [dual.row(line) for line in one.lines]} for one in of]
    context = {"organ": who, "items": items, "exact_to": dual.EXACT_TO, "feed": reverse("organ-feed", args=[number])}
    return never_for_robots(page(request, "organ", context), any(one.adverse for one in of), (row.term_ends for one in items for row in one["lines"]))


@audience(Audience.PUBLIC)
def organ_feed(request: HttpRequest, number: int) -> HttpResponse:
    """What an organ published last, of every item."""
    who, of = _organ(number, _IN_FEED)
    rows = sorted((dual.row(line) for one in of for line in one.lines), key=lambda row: (row.laid_on, row.id), reverse=True)[:_IN_FEED]
    feed = Feed(request, title=f"{who['name']} · {access.district()['site_name']}", page=reverse("organ", args=[number]), entries=[entry(request, row) for row in rows])
    return never_for_robots(feed.answer(), any(row.adverse for row in rows), (row.term_ends for row in rows))


def _organ(number: int, latest: int) -> tuple[dict, list[dual.OfOrgan]]:
    catalogue.refresh(older_than=60)
    try:
        return dual.organ(number, latest=latest)
    except NotFound as error:
        raise Http404 from error
