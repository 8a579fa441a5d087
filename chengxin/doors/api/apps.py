"""doors.api 接口."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The door api (接口)."""

    name = "chengxin.doors.api"
    label = "api"
    verbose_name = "接口"
