"""系统 for administrators: how the instance does. Figures only, no record."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from chengxin.doors.desk.pages.respond import page
from chengxin.ground.api import Audience, audience, business_day, health, replication
from chengxin.publicity import api as publicity


@audience(Audience.STAFF, "see-health")
def system(request: HttpRequest) -> HttpResponse:
    """What an administrator looks at in the morning."""
    now, today = timezone.now(), business_day.today()
    told = health.figures(settings.HOME.path, now=now)
    through = publicity.figures()["published_through"]
    if through is None or through < today - dt.timedelta(days=1):
        told["trouble"].append("not-published")
    told["ledger"] = publicity.ledger.health()
    if told["ledger"]["oldest"] and (now - told["ledger"]["oldest"]).total_seconds() > health.BEHIND:
        told["trouble"].append("ledger-behind")
    told["replication"] = replication.replication()
    told["trouble"] += replication.trouble(told["replication"])
    told["pulse_seconds"] = int((now - told["pulse"]).total_seconds()) if told["pulse"] else None
    told["disk_used"] = round(100 - 100 * told["disk_free"] / told["disk_total"])
    return page(request, "health", {"told": told, "now": now, "today": today, "through": through})
