"""外观: the setting of type and colour, and the page of parts with their states for who builds pages."""

import datetime as dt
from types import SimpleNamespace

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from chengxin.doors.desk.pages.respond import onward, page
from chengxin.ground.api import Audience, Instance, TermLine, audience, business_day, display


@audience(Audience.STAFF, "sign-in", methods=("GET", "HEAD", "POST"), keyed=False)
def display_settings(request: HttpRequest) -> HttpResponse:
    """大字版 and colours, kept by this browser; also for who has not signed in."""
    if request.method != "POST":
        return page(request, "display", {"next": onward(request)})
    response = HttpResponseRedirect(onward(request))
    display.keep(response, display.of_form(request.POST), name=settings.DISPLAY_COOKIE, secure=not settings.PLAIN_HTTP)
    return response


@audience(Audience.STAFF, "start-page")
def parts(request: HttpRequest) -> HttpResponse:
    """Every part with its states; not in an instance in earnest."""
    if Instance.objects.filter(kind="production").exists():
        raise Http404
    return page(request, "look", {"line": example(business_day.today())})


def example(today: dt.date) -> SimpleNamespace:
    """An invented adverse line whose term is half gone."""
    begins, repair, ends = today - dt.timedelta(days=160), today - dt.timedelta(days=70), today + dt.timedelta(days=205)
    articles = [{"instrument": "中华人民共和国食品安全法", "number": "", "label": "第一百二十四条第一款", "summary": "经营超过保质期的食品的，没收违法所得，并处罚款。"}]
    return SimpleNamespace(
        public_from=begins, earliest_repair=repair, term_ends=ends, ends_first=False, today=today, term_line=TermLine.of(begins, ends, repair, today),
        articles=articles, steps=[("notice", begins - dt.timedelta(days=20)), ("decision", begins - dt.timedelta(days=3)), ("service", begins)], by_statement=False,
    )  # fmt: skip
