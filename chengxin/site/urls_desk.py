"""网址: the routes of the desk's side: for now the API of organs' systems."""

from django.urls import URLPattern, URLResolver, include, path

from chengxin.doors.api import problem
from chengxin.doors.portal.pages import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("api/v1/", include("chengxin.doors.api.urls_organs")),
]

handler400 = problem.bad_request
handler403 = problem.forbidden
handler404 = problem.not_found
handler500 = problem.broken
