"""网址: the routes of the desk's side: pages for staff, the API of organs' systems. The URL alone decides the language."""

from collections.abc import Callable
from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from chengxin.doors.api import problem
from chengxin.doors.desk.pages import errors, metrics
from chengxin.doors.portal.pages import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("metrics", metrics.metrics, name="metrics"),
    path("api/v1/", include("chengxin.doors.api.urls_organs")),
    *i18n_patterns(path("", include("chengxin.doors.desk.urls")), prefix_default_language=False),
]


def _either(page: Callable[..., HttpResponse], told: Callable[..., HttpResponse]) -> Any:
    """A problem for a system, a page for a person."""

    def answered(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
        return (told if request.path.startswith("/api/") else page)(request, *args, **words)

    answered.audience, answered.act = page.audience, page.act  # type: ignore[attr-defined]
    return answered


handler400 = _either(errors.bad_request, problem.bad_request)
handler403 = _either(errors.forbidden, problem.forbidden)
handler404 = _either(errors.not_found, problem.not_found)
handler500 = _either(errors.fault, problem.broken)
