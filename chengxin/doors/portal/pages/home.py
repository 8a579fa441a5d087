"""首页: the search, and plainly how much is public now."""

from django.http import HttpRequest, HttpResponse

from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, audience
from chengxin.publicity import api as publicity


@audience(Audience.PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """The first page."""
    return page(request, "home", {"figures": publicity.figures()})
