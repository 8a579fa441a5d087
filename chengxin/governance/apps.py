"""governance 考核治理."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The room governance (考核治理)."""

    name = "chengxin.governance"
    label = "governance"
    verbose_name = "考核治理"
