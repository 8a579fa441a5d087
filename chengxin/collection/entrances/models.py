"""What the entrances store: what arrived, what became of it, and that its sender has been told. Each row is added, none is changed.

The result is written in the transaction that collects, so that there is a result exactly where there is
a batch (or a reason why there is none); see decision record 0014.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Consignment(models.Model):
    """送达登记: one file, portion of a front-end table or upload as it arrived at an entrance; written before it is collected."""

    NATURE = Nature.WORKING_PAPER

    organ_id: int | None
    result: "ConsignmentResult"

    handle = models.UUIDField("送达编号", default=uuid.uuid4, unique=True, help_text="how its sender asks for it")
    entrance = models.CharField("入口", max_length=60, help_text="name in entrances.yaml, or http: and the organ's number")
    name = models.CharField("送达名称", max_length=255, help_text="file name, table, or idempotency key")
    mark = models.CharField("送达标记", max_length=120, default="", help_text="what tells it from a later one of the same name: time and size")
    digest = models.CharField("摘要", max_length=80, help_text="of the bytes")
    size = models.BigIntegerField("字节数")
    source = models.CharField("数据源", max_length=60)
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="报送机关")
    file_name = models.CharField("文件名", max_length=255)
    received_on = models.DateField("收到日")
    keys = ArrayField(models.CharField(max_length=200), verbose_name="行键", default=list, help_text="front-end table: the key of each row, in the order of lines")
    began_at = models.DateTimeField("开始时间", db_default=Now())

    class Meta:
        verbose_name = "送达登记"
        constraints = [
            # An upload is known by its key for ever (ruling 164); files of one name may come again.
            models.UniqueConstraint(fields=["entrance", "name"], condition=models.Q(entrance__startswith="http:"), name="collection_consignment_key"),
        ]
        indexes = [models.Index(fields=["entrance", "name", "id"], name="collection_consignment_name")]


class ConsignmentResult(models.Model):
    """送达结果: what became of a consignment: its batch, or the code and the reason why there is none."""

    NATURE = Nature.WORKING_PAPER

    batch_id: int | None

    consignment = models.OneToOneField(Consignment, on_delete=models.PROTECT, primary_key=True, related_name="result", verbose_name="送达登记")
    batch = models.ForeignKey("collection.Batch", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="批次")
    repeated = models.BooleanField("重复送达", default=False, help_text="the same bytes had come before")
    code = models.CharField("原因代码", max_length=60, default="")
    answer = models.JSONField("答复", help_text="figures and findings as the sender is told; no values of rows")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "送达结果"
        constraints = [
            models.CheckConstraint(condition=models.Q(batch__isnull=False) ^ ~models.Q(code=""), name="collection_result_one_of_two"),
        ]


class ConsignmentClosing(models.Model):
    """送达了结: that receipt and state have reached the sender's side, so that nothing is left to do."""

    NATURE = Nature.WORKING_PAPER

    consignment = models.OneToOneField(Consignment, on_delete=models.PROTECT, primary_key=True, related_name="closing", verbose_name="送达登记")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "送达了结"
