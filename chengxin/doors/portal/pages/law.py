"""法律依据: the law this site acts on, by level, by instrument, by article, on any day, for anybody to read and dispute."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse

from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, NotFound, WrongUse, audience, business_day
from chengxin.law import api as law

_LONGEST = 60


@audience(Audience.PUBLIC)
def law_list(request: HttpRequest) -> HttpResponse:
    """All instruments by level, each with whether it is in force on the day."""
    on = _day(request)
    rows = law.instruments(on=on)
    levels = [*law.LEVELS, ""]
    shelves = [{"level": level, "instruments": [row for row in rows if row["level"] == level]} for level in levels]
    return page(request, "law", {"shelves": [shelf for shelf in shelves if shelf["instruments"]], "count": len(rows), "on": on, "today": business_day.today()})


@audience(Audience.PUBLIC)
def law_instrument(request: HttpRequest, code: str) -> HttpResponse:
    """One instrument: its days, its articles as we summarise them, and the articles of its text where one is on file."""
    on = _day(request)
    try:
        found = law.instrument(code, on=on)
        units = law.text(code, on=on)["units"] if any(version["in_force"] for version in found["texts"]) else []
    except WrongUse as error:
        raise Http404 from error
    return page(
        request,
        "law_instrument",
        {"law": found, "number": law.one_bracket(found["number"]), "sections": law.sections(units), "beside": law.beside(units), "on": on, "today": business_day.today()},
    )


@audience(Audience.PUBLIC)
def law_article(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """One article: our summary, its wording on the day, its history, and the powers resting on it."""
    on = _day(request)
    if len(number) > _LONGEST or len(code) > _LONGEST:
        raise Http404
    try:
        found = law.article(code, number, on=on)
    except NotFound as error:
        raise Http404 from error
    if not found["article"]:
        raise Http404
    return page(request, "law_article", {"article": found, "number": law.one_bracket(found["number"]), "history": found["history"][::-1], "on": on, "today": business_day.today()})


def _day(request: HttpRequest) -> dt.date:
    """The day asked about; today where the address names none or none that is."""
    told = request.GET.get("on", "")
    try:
        return dt.date.fromisoformat(told) if len(told) == 10 else business_day.today()
    except ValueError:
        return business_day.today()
