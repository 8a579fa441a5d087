"""信用公示 and its columns: what each is, what law it rests on, and where it stands, plainly also where nothing is in it yet."""

from django.http import HttpRequest, HttpResponse

from chengxin.catalogue import api as catalogue
from chengxin.doors.portal import frame
from chengxin.doors.portal.pages.basis import bases
from chengxin.doors.portal.pages.respond import page
from chengxin.ground.api import Audience, audience
from chengxin.publicity import api as publicity


@audience(Audience.PUBLIC)
def hub(request: HttpRequest) -> HttpResponse:
    """The columns of publicity."""
    return page(request, "publicity", {"places": frame.PUBLICITY.places, "figures": publicity.figures()})


@audience(Audience.PUBLIC)
def incentives(request: HttpRequest) -> HttpResponse:
    """守信激励."""
    return page(request, "incentives", {"bases": bases("tj-2020-social-credit:第四条,第十条"), "count": _public("tax_credit_a", "honour")})


@audience(Audience.PUBLIC)
def serious(request: HttpRequest) -> HttpResponse:
    """严重失信主体名单."""
    return page(request, "serious", {"bases": bases("sc-2020-49", "ndrc-order-36-2025", "samr-order-44", "mem-order-11", "mohrss-order-45"), "count": _public("serious_list")})


@audience(Audience.PUBLIC)
def commitments(request: HttpRequest) -> HttpResponse:
    """信用承诺."""
    return page(request, "commitments", {"bases": bases("gb-t-credit-commitment-guide", "tj-2020-social-credit:第四条"), "count": _public("commitment")})


def _public(*items: str) -> int:
    """How much of some items is public, as reckoned last."""
    known = {one.name for code, one in catalogue.items().items() if code in items}
    table = publicity.statistics.tables()["items"]
    return sum(values[0] for label, values in table.rows if label in known)
