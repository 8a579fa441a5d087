"""ground 底座: words without domain."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """The room of words without domain."""

    name = "chengxin.ground"
    label = "ground"
    verbose_name = "底座"
