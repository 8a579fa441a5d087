"""demo 演示."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo district. Outside the layers; nothing imports it."""

    name = "chengxin.demo"
    label = "demo"
    verbose_name = "演示"
