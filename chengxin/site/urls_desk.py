"""网址: the routes of the desk's side: for now the API of organs' systems."""

from django.urls import URLPattern, URLResolver, include, path

from chengxin.doors.portal.pages import errors, health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health.health, name="health"),
    path("api/v1/", include("chengxin.doors.api.urls_organs")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.fault
