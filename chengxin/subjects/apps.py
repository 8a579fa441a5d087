"""subjects 主体."""

from django.apps import AppConfig


class SubjectsConfig(AppConfig):
    """The room subjects (主体)."""

    name = "chengxin.subjects"
    label = "subjects"
    verbose_name = "主体"
