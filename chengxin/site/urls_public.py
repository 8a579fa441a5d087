"""网址: the routes of the public side. The URL alone decides the language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from chengxin.doors.api import problem
from chengxin.doors.portal.pages import errors, health, robots

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("sitemap-pages.xml", robots.sitemap_pages, name="sitemap-pages"),
    path("sitemap-lines-<int:number>.xml", robots.sitemap_part, name="sitemap-part"),
    path("api/v1/", include("chengxin.doors.api.urls_public")),
    path("ledger/", include("chengxin.doors.portal.urls_ledger")),
    *i18n_patterns(path("", include("chengxin.doors.portal.urls")), prefix_default_language=False),
]

handler400 = problem.either(errors.bad_request, problem.bad_request)
handler403 = problem.either(errors.forbidden, problem.forbidden)
handler404 = problem.either(errors.not_found, problem.not_found)
handler500 = problem.either(errors.fault, problem.broken)
