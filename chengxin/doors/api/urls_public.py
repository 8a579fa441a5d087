"""The public API, below ``/api/v1/``."""

from django.urls import path

from chengxin.doors.api.pages import docs, openapi
from chengxin.doors.api.public import api
from chengxin.doors.api.routes import routes
from chengxin.ground.api import Audience

urlpatterns = routes(api, Audience.PUBLIC, path("docs", docs, name="api-docs"), path("openapi.json", openapi, name="api-openapi"))
