"""What open data stores: which files were offered of which day, with their digests; what left earlier days. Append-only; the files lie in the home."""

from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class OpenEdition(models.Model):
    """开放数据版本: the files of one day as they were made at one time; of a day the one with the highest number is offered."""

    NATURE = Nature.WORKING_PAPER

    on_day = models.DateField("数据日", help_text="the day whose shelf it shows")
    number = models.IntegerField("次序", help_text="from 1 for each day; more than 1 where it was made anew")
    run = models.BigIntegerField("公示批次", help_text="the last run of publication it shows that changed anything; 0 for none")
    keep_until = models.DateField("提供至", help_text="the last day it is offered")
    made_at = models.DateTimeField("制作时间", db_default=Now())

    class Meta:
        verbose_name = "开放数据版本"
        constraints = [
            models.UniqueConstraint(fields=["on_day", "number"], name="publicity_openedition_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="publicity_openedition_count"),
        ]


class OpenFile(models.Model):
    """开放数据文件: one file of an edition, by which it can be shown later what was offered."""

    NATURE = Nature.WORKING_PAPER

    edition = models.ForeignKey(OpenEdition, on_delete=models.PROTECT, related_name="+", verbose_name="版本")
    item = models.CharField("条目", max_length=40, default="", help_text="empty for the description of the whole package")
    layout = models.CharField("格式", max_length=10, help_text="csv, jsonl, parquet or package")
    name = models.CharField("文件名", max_length=60)
    lines = models.BigIntegerField("条数")
    size = models.BigIntegerField("字节数")
    digest = models.CharField("摘要", max_length=71, help_text="sha256: and 64 hexadecimal digits")
    removed = models.BigIntegerField("已知撤出", help_text="how much had been removed from this item and day when it was made; more since: no longer offered")

    class Meta:
        verbose_name = "开放数据文件"
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="publicity_openfile_once")]


class OpenRebuild(models.Model):
    """开放数据重做: an edition was made anew without what was removed from an item."""

    NATURE = Nature.WORKING_PAPER

    edition = models.ForeignKey(OpenEdition, on_delete=models.PROTECT, related_name="+", verbose_name="版本")
    item = models.CharField("条目", max_length=40)

    class Meta:
        verbose_name = "开放数据重做"
        constraints = [models.UniqueConstraint(fields=["edition", "item"], name="publicity_openrebuild_once")]


class OpenRemoval(models.Model):
    """撤出: that lines of an item may not be in the files of some days any more: how many, never which. Written by triggers, in the transaction of the removal."""

    NATURE = Nature.WORKING_PAPER

    item = models.CharField("条目", max_length=40, db_index=True)
    from_day = models.DateField("起", help_text="the first day whose files may hold them")
    until_day = models.DateField("止", null=True, help_text="the first day whose files do not")
    lines = models.BigIntegerField("条数")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "撤出"
