"""运行指标: what the operator's monitoring reads at ``/metrics``, with the key in ``secrets/metrics``. Names of routes and numbers; nothing of anybody's."""

import hmac
import os

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from chengxin.doors.desk.gauges import Instance
from chengxin.ground.api import Audience, audience

_instance = Instance()


@audience(Audience.SYSTEM, "read-metrics")
def metrics(request: HttpRequest) -> HttpResponse:
    """The counters of all processes of this machine, and the figures of the instance. While the database is away, the counters alone."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not hmac.compare_digest(given.encode(), settings.HOME.secret("metrics").encode()):
        response = HttpResponse("请在 Authorization 头中以 Bearer 方式给出 secrets/metrics 里的密钥\n", status=401, content_type="text/plain; charset=utf-8")
        response["WWW-Authenticate"] = 'Bearer realm="chengxin-metrics"'
    else:
        response = HttpResponse(_told(), content_type=CONTENT_TYPE_LATEST)
    response["Cache-Control"] = "no-store"
    return response


def _told() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        processes = CollectorRegistry()
        MultiProcessCollector(processes)  # type: ignore[no-untyped-call]
        told = generate_latest(processes)
    else:
        told = generate_latest(REGISTRY)
    whole = CollectorRegistry()
    try:
        whole.register(_instance)
        return told + generate_latest(whole) + b"chengxin_database_up 1\n"
    except Error:
        return told + b"chengxin_database_up 0\n"
