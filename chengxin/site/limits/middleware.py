"""限量 at the public side: whoever wants much is told where all of it is to be had; nobody is asked to prove that they are human."""

import time
from collections.abc import Callable
from math import ceil
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chengxin.doors.api.problem import problem
from chengxin.doors.portal.pages import errors
from chengxin.ground.api import addresses
from chengxin.site.limits.store import Store, Verdict
from chengxin.site.limits.table import RECORDS, cost
from chengxin.site.observing import figures
from chengxin.site.observing.middleware import route_of

WHERE = "/data"


class Limits:
    """Meters a request once it is known which page it wants. This machine itself is not metered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.store = Store(settings.LIMITS_FILE, factor=settings.LIMITS) if settings.LIMITS else None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        whose = getattr(request, "whose", None)
        if whose and self.store and response.status_code == 404 and route_of(request) in RECORDS:
            self.store.missed(whose, now=time.time())
        verdict = getattr(request, "verdict", None)
        if verdict and (response.status_code == 429 or request.path_info.startswith("/api/")):
            _tell(response, verdict, settings.LIMITS)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], words: dict[str, Any]) -> HttpResponse | None:
        """The answer to whoever has had too much; None lets the page be made."""
        network = addresses.network(addresses.of(request.META, settings.PROXIES))
        costs = cost(route_of(request), words, request.GET) if network else None
        if self.store is None or costs is None:
            return None
        said = request.headers
        whose = {"network": network, "reader": f"{network}|{said.get('User-Agent', '')[:300]}|{said.get('Accept-Language', '')[:100]}"}
        verdict = self.store.ask(whose, costs, now=time.time())
        request.whose, request.verdict = whose, verdict  # type: ignore[attr-defined]
        if verdict is None or verdict.allowed:
            return None
        request.whose = None  # type: ignore[attr-defined]
        figures.STOPPED.labels(verdict.meter.name).inc()
        seconds = ceil(verdict.seconds)
        if request.path_info.startswith("/api/"):
            detail = f"请求过多，请在 {seconds} 秒后再试。需要大量数据的，请在 {WHERE} 下载整份的开放数据"
            return problem(request, 429, "too-many-requests", detail, headers={"Link": f'<{WHERE}>; rel="alternate"'})
        return errors.too_many(request, seconds)


def _tell(response: HttpResponse, verdict: Verdict, factor: float) -> None:
    """As draft-ietf-httpapi-ratelimit-headers has it: the meter with the least room, its size and the seconds until it is empty."""
    meter, holds = verdict.meter, verdict.meter.holds * factor
    wait = ceil(verdict.seconds)
    response["RateLimit-Policy"] = f'"{meter.name}";q={int(holds)};w={int(meter.seconds)}'
    response["RateLimit"] = f'"{meter.name}";r={int(verdict.left)};t={wait or ceil((holds - verdict.left) / (meter.pace * factor))}'
    if response.status_code == 429:
        response["Retry-After"] = str(wait)
