"""What an account keeps for its own convenience."""

from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.people import Account
from chengxin.ground.api import Nature


class SavedFilter(models.Model):
    """保存的筛选: a filter of a list under a name of one's own; nobody else sees it."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name="账户", db_index=False)
    page = models.CharField("列表", max_length=40, help_text="the name of its route")
    name = models.CharField("名称", max_length=40)
    query = models.CharField("条件", max_length=300, help_text="the query of its address")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "保存的筛选"
        constraints = [models.UniqueConstraint(fields=["account", "page", "name"], name="access_savedfilter_once")]
