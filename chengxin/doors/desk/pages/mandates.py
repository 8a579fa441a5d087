"""公示授权: under which standing mandates what comes in files is published: who, who else, since when."""

from django.http import HttpRequest, HttpResponse

from chengxin.access import api as access
from chengxin.collection import api as collection
from chengxin.doors.desk.pages.respond import page
from chengxin.ground.api import Audience, audience, business_day
from chengxin.law import api as law


@audience(Audience.STAFF, "consult")
def mandates(request: HttpRequest) -> HttpResponse:
    """All of them, with whether each can be used today."""
    today = business_day.today()
    powers = {one["code"]: one["name"] for one in law.powers(on=today)}
    sources = {code: source.name for code, source in collection.sources().items()}
    sources[access.CONSENT_LOOKS.source] = access.CONSENT_LOOKS.name
    rows = access.standing_mandates()
    for one in rows:
        one["power_name"], one["source_name"] = powers.get(one["power"], one["power"]), sources.get(one["source"], one["source"])
        within = (one["begins_on"] is None or one["begins_on"] <= today) and (one["ends_on"] is None or one["ends_on"] >= today)
        one["valid"] = within and one["proposer_active"] and one["approver_active"]
    return page(request, "mandates", {"mandates": rows})
