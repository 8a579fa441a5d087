"""doors.clock 时钟."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """The door clock (时钟)."""

    name = "chengxin.doors.clock"
    label = "clock"
    verbose_name = "时钟"

    def ready(self) -> None:
        """Register the periodic jobs."""
        from chengxin.doors.clock import jobs  # noqa: F401
