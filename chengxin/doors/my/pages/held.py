"""经同意查询: for a bank's or a buyer's officer: the consents others gave to it, and what one of them covers. Each opening is a look, which the subject sees."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from chengxin.access import api as access
from chengxin.doors.my import reading
from chengxin.doors.my.pages.respond import me, page, subject
from chengxin.ground.api import Audience, NotFound, Refusal, audience, business_day


@audience(Audience.SUBJECT, "look-with-consent")
def held(request: HttpRequest) -> HttpResponse:
    """Who agreed, to what, why and until when; those that ended lately too. Nothing of anybody's record is shown."""
    return _held(request)


@audience(Audience.SUBJECT, "look-with-consent")
def look(request: HttpRequest, number: int) -> HttpResponse:
    """What one consent covers, read once its look is committed. Another's consent is not there; one that is over or taken back opens nothing."""
    subject(request)
    today = business_day.today()
    try:
        consent, told, groups, lines = reading.consented(me(request), number, on=today)
    except Refusal as refusal:
        if "no-such-consent" in refusal.codes:
            raise NotFound("没有这项同意") from refusal
        return _held(request, trouble=refusal, status=403)
    context = {"consent": consent, "identity": told["identity"], "groups": groups, "lines": lines, "today": today, "looks": access.agents.LOOKS}
    return page(request, "held_look", context)


def _held(request: HttpRequest, *, trouble: Refusal | None = None, status: int = 200) -> HttpResponse:
    subject(request)
    with access.agents.acting(me(request).key):
        found = access.agents.held()
    context: dict[str, Any] = {"consents": found, "looks": access.agents.LOOKS, "today": business_day.today(), "trouble": trouble}
    return page(request, "held", context, status=status)
