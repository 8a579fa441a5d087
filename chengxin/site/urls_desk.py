"""网址: the routes of the desk's side: pages for staff, the API of organs' systems. The URL alone decides the language."""

from django.conf.urls.i18n import i18n_patterns
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

handler400 = problem.either(errors.bad_request, problem.bad_request)
handler403 = problem.either(errors.forbidden, problem.forbidden)
handler404 = problem.either(errors.not_found, problem.not_found)
handler500 = problem.either(errors.fault, problem.broken)
