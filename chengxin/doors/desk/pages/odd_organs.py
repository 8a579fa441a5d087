"""名录外机关: for the district's office of credit: organs that the data of all sources name and the register does not know, and what to do about them."""

from django.http import HttpRequest, HttpResponse

from chengxin.collection import api as collection
from chengxin.doors.desk.guard import number, who
from chengxin.doors.desk.pages.respond import page
from chengxin.ground.api import Audience, audience

PAGE = 50


@audience(Audience.STAFF, "see-odd-organs")
def odd_organs(request: HttpRequest) -> HttpResponse:
    """Page by page, those of the latest batch first. Only a batch of one's own organ can be opened."""
    after = min(number(request.GET.get("after")) or 0, 1_000_000)
    found = collection.strange_organs(limit=PAGE + 1, after=after)
    post = who(request).post
    return page(
        request,
        "odd_organs",
        {
            "organs": found[:PAGE],
            "own": post.organ if post else None,
            "cut": any(one["cut"] for one in found[:PAGE]),
            "next": after + PAGE if len(found) > PAGE else None,
            "before": max(after - PAGE, 0) if after else None,
        },
    )
