"""What an account had typed when its session ended."""

from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.people import Account
from chengxin.ground.api import Nature


class Draft(models.Model):
    """草稿: a form that was sent when its session was over, sealed; kept for a day. The latest of a form replaces the one before."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name="账户", db_index=False)
    form = models.CharField("表单", max_length=300, help_text="the path of its page")
    sealed = models.TextField("内容密文")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "草稿"
        constraints = [models.UniqueConstraint(fields=["account", "form"], name="access_draft_once")]
