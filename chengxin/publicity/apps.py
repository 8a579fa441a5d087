"""publicity 公示."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """The room publicity (公示)."""

    name = "chengxin.publicity"
    label = "publicity"
    verbose_name = "公示"

    def ready(self) -> None:
        """Let the handlers of events register themselves."""
        from chengxin.publicity import actions  # noqa: F401
