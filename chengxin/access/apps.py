"""access 权责."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The room access (权责)."""

    name = "chengxin.access"
    label = "access"
    verbose_name = "权责"
