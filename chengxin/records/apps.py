"""records 信用信息."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The room records (信用信息)."""

    name = "chengxin.records"
    label = "records"
    verbose_name = "信用信息"
