"""law 依据."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """The room law (依据)."""

    name = "chengxin.law"
    label = "law"
    verbose_name = "依据"
