"""collection 归集."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """The room collection (归集)."""

    name = "chengxin.collection"
    label = "collection"
    verbose_name = "归集"
