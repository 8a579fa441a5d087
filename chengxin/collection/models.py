"""What collection stores: batches with their figures, and the rows that could not go on."""

from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Batch(models.Model):
    """批次: one file of one source, with what became of its rows. All or nothing."""

    NATURE = Nature.WORKING_PAPER

    source = models.CharField("数据源", max_length=60)
    file = models.ForeignKey("ground.StoredFile", on_delete=models.PROTECT, verbose_name="原始文件")
    attempt = models.IntegerField("第几次", default=0, help_text="how often the same bytes became a batch before: it was taken back, or others changed since what it said")
    file_name = models.CharField("文件名", max_length=255)
    item_version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+", verbose_name="条目版本")
    organ_id: int | None
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, verbose_name="报送机关")
    received_on = models.DateField("收到日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    rows = models.IntegerField("行数")
    accepted = models.IntegerField("接收")
    unchanged = models.IntegerField("无变化")
    corrections = models.IntegerField("更正")
    quarantined = models.IntegerField("退回")
    late = models.IntegerField("迟报")
    unlinked = models.IntegerField("未关联")
    new_subjects = models.IntegerField("新主体")
    findings = models.JSONField("检查发现", help_text="count by code")
    quality = models.JSONField(
        "检查统计", default=dict, help_text="by check: how many rows it applied to, how many failed, in which elements; lines to look at where rows were not returned"
    )
    notes = models.JSONField("读取说明", help_text="what was taken for granted in reading: encoding, separator, what stood above the header, unknown columns, values normalised")

    written_as = models.JSONField("原件写法", default=dict, help_text="kind, encoding, separator, line ends and header as sent, so that rows go back as they came")

    class Meta:
        verbose_name = "批次"
        indexes = [
            models.Index(fields=["organ", "-id"], name="collection_batch_organ"),
            models.Index(fields=["id"], condition=models.Q(findings__has_key="organ-not-registered"), name="collection_batch_strange"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "file", "attempt"], name="collection_batch_once"),
            models.CheckConstraint(
                condition=models.Q(rows=models.F("accepted") + models.F("unchanged") + models.F("corrections") + models.F("quarantined")),
                name="collection_batch_adds_up",
            ),
        ]


class Quarantined(models.Model):
    """退回行: a row that could not go on, with its findings; its original text is sealed."""

    NATURE = Nature.WORKING_PAPER

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", verbose_name="批次")
    line = models.IntegerField("行号", help_text="data rows, from 1")
    sealed = models.BinaryField("原文密文", help_text="JSON of header to text, sealed")
    findings = models.JSONField("检查发现", help_text="list of code, field, message")
    of_person = models.BooleanField("自然人", help_text="reading it is a look")
    identity_mac = models.CharField("证件号码鉴别码", max_length=90, null=True)
    organ_code = models.CharField(
        "机关代码", max_length=18, default="", db_default="", help_text="the organ the row names, where its code is sound: who is told that it was returned"
    )

    class Meta:
        verbose_name = "退回行"
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="collection_quarantined_once")]


class Mending(models.Model):
    """补正: that a returned row was sent again in a consignment, or stays returned and why. It counts unless that consignment was refused."""

    NATURE = Nature.WORKING_PAPER

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", verbose_name="批次", db_index=False)
    line = models.IntegerField("行号")
    consignment = models.ForeignKey("collection.Consignment", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="送达登记")
    reason = models.CharField("不再补正的理由", max_length=500, default="", db_default="")
    actor = models.CharField("经办人", max_length=120)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "补正"
        indexes = [models.Index(fields=["batch", "line"], name="collection_mending_line")]
        constraints = [models.CheckConstraint(condition=models.Q(consignment__isnull=False) ^ ~models.Q(reason=""), name="collection_mending_one_of_two")]


class ToMend(models.Model):
    """待补正批次: how many returned rows of a batch are left to mend. Drawn from the rows and their mendings (``collection_unmended``) whenever one of them changes."""

    NATURE = Nature.WORKING_PAPER

    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, primary_key=True, related_name="+", verbose_name="批次")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="报送机关", db_index=False)
    received_on = models.DateField("收到日")
    open = models.IntegerField("待补正行数")

    class Meta:
        verbose_name = "待补正批次"
        indexes = [models.Index(fields=["organ", "received_on", "batch"], name="collection_tomend_oldest")]
        constraints = [models.CheckConstraint(condition=models.Q(open__gt=0), name="collection_tomend_some")]


class RevokeAsk(models.Model):
    """整批撤回申请: that an officer of the sending organ asked for a whole batch to be taken back; the worker does it."""

    NATURE = Nature.WORKING_PAPER

    batch_id: int
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", verbose_name="批次")
    reason = models.TextField("理由")
    actor = models.CharField("经办人", max_length=120)
    asked_on = models.DateField("申请日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "整批撤回申请"


class RevokeAnswer(models.Model):
    """整批撤回答复: that the worker did what was asked, or why it could not."""

    NATURE = Nature.WORKING_PAPER

    ask = models.OneToOneField(RevokeAsk, on_delete=models.PROTECT, primary_key=True, related_name="answer", verbose_name="整批撤回申请")
    refused = models.TextField("未办理的原因", default="", help_text="empty where it was done")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "整批撤回答复"


class Erasure(models.Model):
    """销毁证明: that under a warrant everything personal about a subject was destroyed; holds counts and digests only."""

    NATURE = Nature.BENIGN

    subject = models.OneToOneField("subjects.Subject", on_delete=models.PROTECT, primary_key=True, verbose_name="主体")
    warrant = models.OneToOneField("law.Warrant", on_delete=models.PROTECT, verbose_name="凭据")
    reason = models.TextField("理由")
    erased = models.JSONField("销毁清单", help_text="how many rows of which table; digests of the files whose key is gone")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "销毁证明"


# The applet's models belong to this app.
from chengxin.collection.entrances.models import Consignment, ConsignmentClosing, ConsignmentResult  # noqa: E402, F401
