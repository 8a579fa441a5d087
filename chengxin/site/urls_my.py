"""网址: the routes of the subjects' side. The URL alone decides the language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from chengxin.doors.my.pages import errors
from chengxin.doors.portal.pages import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    *i18n_patterns(path("", include("chengxin.doors.my.urls")), prefix_default_language=False),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.fault
