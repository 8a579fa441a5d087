"""同一决定重复: decisions of one's organ that stand more than once, because their number was written in several ways before these were known to be one."""

from django.http import HttpRequest, HttpResponse

from chengxin.catalogue import api as catalogue
from chengxin.doors.desk.guard import who
from chengxin.doors.desk.pages.respond import page
from chengxin.ground.api import Audience, audience
from chengxin.records import api as records

_SHOWN = 100


@audience(Audience.STAFF, "speak-of-record")
def twins(request: HttpRequest) -> HttpResponse:
    """Which they are, with a way to each record and to its withdrawal. Holds no value of any."""
    post = who(request).post
    assert post is not None
    count, found = records.twins(post.organ, limit=_SHOWN)
    return page(request, "twins", {"count": count, "twins": [(catalogue.item(rows[0]["item"]).name, rows) for rows in found]})
