"""doors.my 主体端."""

from django.apps import AppConfig


class MyConfig(AppConfig):
    """The door my (主体端)."""

    name = "chengxin.doors.my"
    label = "my"
    verbose_name = "主体端"
