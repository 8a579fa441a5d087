"""catalogue 资源目录."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The room catalogue (资源目录)."""

    name = "chengxin.catalogue"
    label = "catalogue"
    verbose_name = "资源目录"
