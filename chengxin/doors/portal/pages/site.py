"""网站地图, 无障碍声明, 联系我们."""

from django.http import HttpRequest, HttpResponse

from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, audience


@audience(Audience.PUBLIC)
def site_map(request: HttpRequest) -> HttpResponse:
    """Every place, by section."""
    return page(request, "site_map", {})


@audience(Audience.PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """What was done so that everybody can read this, and what is not good yet."""
    return page(request, "accessibility", {})


@audience(Audience.PUBLIC)
def contact(request: HttpRequest) -> HttpResponse:
    """Who keeps the site and how to reach them, from the district file."""
    return page(request, "contact", {})
