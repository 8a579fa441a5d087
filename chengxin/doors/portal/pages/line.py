"""公示信息: one public line whole, with every field and the whole of its warrant."""

from django.http import Http404, HttpRequest, HttpResponse

from chengxin.catalogue import api as catalogue
from chengxin.doors.portal.pages.respond import not_for_robots, page
from chengxin.ground.api import Audience, NotFound, audience, business_day
from chengxin.publicity import api as publicity
from chengxin.publicity.api import dual


@audience(Audience.PUBLIC)
def line(request: HttpRequest, number: int) -> HttpResponse:
    """The page of one line, while it is public."""
    catalogue.refresh(older_than=60)
    try:
        row = publicity.line(number)
    except NotFound as error:
        raise Http404 from error
    found = publicity.shown(row, today=business_day.today())
    context = {"line": found, "column": dual.column(found.item), "organ": dual.organ_number(found.item, found.organ)}
    return not_for_robots(page(request, "line", context), [found.term_ends] if found.adverse else [])
