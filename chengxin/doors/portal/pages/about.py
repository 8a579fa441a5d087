"""关于本站: what this site is, who keeps it, how long things stay and what one can do."""

from django.http import HttpRequest, HttpResponse

from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, audience


@audience(Audience.PUBLIC)
def about(request: HttpRequest) -> HttpResponse:
    """The page about the site."""
    return page(request, "about", {})
