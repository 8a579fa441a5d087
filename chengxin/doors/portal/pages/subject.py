"""主体: one subject with every line that is public now, each adverse one under its warrant."""

from django.http import HttpRequest, HttpResponse

from chengxin.catalogue import api as catalogue
from chengxin.doors.portal.pages.respond import not_for_robots, page
from chengxin.ground.api import Audience, NotFound, audience, business_day
from chengxin.publicity import api as publicity


@audience(Audience.PUBLIC)
def subject(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a code; where nothing of it is public, a page that says what that may mean."""
    catalogue.refresh(older_than=60)
    try:
        entry = publicity.subject(code)
    except NotFound:
        return page(request, "nothing", {"code": code}, status=404)
    today = business_day.today()
    lines = [publicity.shown(line, today=today) for line in publicity.lines_of(int(entry["id"]))]
    context = {
        "entry": entry,
        "adverse": [line for line in lines if line.adverse],
        "licences": [line for line in lines if line.item == "licence"],
        "others": [line for line in lines if not line.adverse and line.item not in ("licence", "registration")],
        "registration": next((line for line in lines if line.item == "registration"), None),
    }
    return not_for_robots(page(request, "subject", context), (line.term_ends for line in lines if line.adverse))
