"""doors.desk 工作台."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The door desk (工作台)."""

    name = "chengxin.doors.desk"
    label = "desk"
    verbose_name = "工作台"
