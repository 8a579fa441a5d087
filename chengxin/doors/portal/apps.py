"""doors.portal 门户."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The door portal (门户)."""

    name = "chengxin.doors.portal"
    label = "portal"
    verbose_name = "门户"
