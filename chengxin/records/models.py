"""What records stores: facts in two times. Nothing is updated in place or deleted.

A Record is one decision or register fact by its key (ruling 8); a Version is what was received
about it on a day; Marks, Holds, Withdrawals and Classings are added beside it. Personal values lie
in Personal and Salt, which erasure empties; the history keeps references and salted digests.
"""

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Record(models.Model):
    """信用记录: one fact by its key: organ, document number, party, item."""

    NATURE = Nature.WORKING_PAPER

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, verbose_name="条目", db_index=False)
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="认定机关", db_index=False)
    organ_code = models.CharField("机关代码", max_length=18, default="", help_text="part of the key; empty where the item's key has no organ")
    document_number = models.CharField("文书号", max_length=400, default="")
    party = models.CharField("相对人键", max_length=90, help_text="the subject's id, or the keyed digest of an unlinked name")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="主体", help_text="null: unlinked, never public")
    item_id: str
    organ_id: int | None
    subject_id: int | None
    of_person = models.BooleanField("自然人", help_text="reading it is a look")
    batch = models.BigIntegerField("首批次")
    source = models.CharField("数据源", max_length=60)

    class Meta:
        verbose_name = "信用记录"
        constraints = [
            models.UniqueConstraint(fields=["document_number", "organ_code", "item", "party"], name="records_record_key"),
            models.UniqueConstraint(fields=["id", "subject"], name="records_record_subject"),
        ]
        indexes = [models.Index(fields=["batch"], name="records_record_batch")]


class Version(models.Model):
    """记录版本: what was received about a record on a day, read by one version of the item."""

    NATURE = Nature.WORKING_PAPER

    record = models.ForeignKey(Record, on_delete=models.PROTECT, verbose_name="记录", db_index=False)
    item_version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+", verbose_name="条目版本", db_index=False)
    of_person = models.BooleanField("自然人")
    held_on = models.DateField("事实日", null=True, help_text="the document's date, or since when the register fact holds")
    values = models.JSONField("要素值", help_text="element code to text; nothing personal")
    traits = models.JSONField("法律特征", help_text="what the law asks of the fact: kinds, procedure, field, given_end")
    digest = models.CharField("加盐摘要", max_length=80)
    received_on = models.DateField("收到日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    batch = models.BigIntegerField("批次")
    line = models.IntegerField("行号")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, verbose_name="更正", db_index=False)

    class Meta:
        verbose_name = "记录版本"
        indexes = [models.Index(fields=["record", "-id"], name="records_version_latest"), models.Index(fields=["batch"], name="records_version_batch")]


class Personal(models.Model):
    """个人要素: the personal values of one version, apart from the history and erasable."""

    NATURE = Nature.WORKING_PAPER

    version = models.OneToOneField(Version, on_delete=models.PROTECT, primary_key=True, verbose_name="版本")
    of_person = models.BooleanField("自然人")
    values = models.JSONField("个人要素值")

    class Meta:
        verbose_name = "个人要素"


class Salt(models.Model):
    """盐: without it a record's digests say nothing; erased with the values."""

    NATURE = Nature.WORKING_PAPER

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, verbose_name="记录")
    salt = models.BinaryField("盐")

    class Meta:
        verbose_name = "盐"


class Hold(models.Model):
    """暂缓: two records of one document about different subjects, kept off the shelf until the organ speaks (ruling 15)."""

    NATURE = Nature.WORKING_PAPER

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", verbose_name="记录")
    against_id: int
    against = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+", verbose_name="对方记录")
    opened_on = models.DateField("起始日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "暂缓"
        constraints = [models.UniqueConstraint(fields=["record", "against"], name="records_hold_once")]


class Settlement(models.Model):
    """暂缓处理: the organ's word on a hold: also (one decision, several parties) or instead."""

    NATURE = Nature.WORKING_PAPER

    hold = models.OneToOneField(Hold, on_delete=models.PROTECT, primary_key=True, verbose_name="暂缓")
    outcome = models.CharField("处理结果", max_length=10, choices=[("also", "一决定多当事人"), ("instead", "以此代彼")])
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    settled_on = models.DateField("处理日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "暂缓处理"


class Withdrawal(models.Model):
    """撤回: the deciding organ takes a record back (变更, 撤销, 确认违法或无效)."""

    NATURE = Nature.BENIGN

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, verbose_name="记录")
    reason = models.TextField("理由")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    withdrawn_on = models.DateField("撤回日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "撤回"


class Mark(models.Model):
    """标注: disputed (异议中) or no longer; the latest counts. Set by remedies through records.api."""

    NATURE = Nature.WORKING_PAPER

    record = models.ForeignKey(Record, on_delete=models.PROTECT, verbose_name="记录")
    disputed = models.BooleanField("异议中")
    marked_on = models.DateField("标注日")
    reference = models.CharField("依据", max_length=200)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "标注"


class Classing(models.Model):
    """失信等级认定: the unit's stored decision on a record's class, with its reason; the latest counts (ruling 20).

    A working paper by itself: it weighs on nobody until the kernel gives a warrant for what follows from it.
    """

    NATURE = Nature.WORKING_PAPER

    record = models.ForeignKey(Record, on_delete=models.PROTECT, verbose_name="记录")
    severity = models.CharField("等级", max_length=10, choices=[(c, c) for c in ("轻微", "一般", "严重", "特定严重")])
    reason = models.TextField("理由")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    decided_on = models.DateField("认定日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "失信等级认定"


class Arrival(models.Model):
    """待并入行: accepted rows of a batch on their way into the history; gone when the batch is done."""

    NATURE = Nature.WORKING_PAPER

    batch = models.BigIntegerField("批次")
    line = models.IntegerField("行号")
    organ_code = models.CharField("机关代码", max_length=18, default="")
    organ_name = models.CharField("机关名称", max_length=400, default="")
    document_number = models.CharField("文书号", max_length=400, default="")
    subject_kind = models.CharField("主体类别", max_length=24, null=True)
    subject_code = models.CharField("统一社会信用代码", max_length=18, null=True)
    identity_mac = models.CharField("证件号码鉴别码", max_length=90, null=True)
    identity_sealed = models.TextField("证件号码密文", null=True, help_text="base64")
    identity_kind = models.CharField("证件类型", max_length=64, null=True)
    name_mac = models.CharField("名称鉴别码", max_length=90, null=True, help_text="for unlinked rows")
    name = models.CharField("名称", max_length=4000)
    held_on = models.DateField("事实日", null=True)
    late = models.BooleanField("迟报")
    values = models.JSONField("要素值")
    personal = models.JSONField("个人要素值")
    traits = models.JSONField("法律特征")
    content = models.CharField("内容摘要", max_length=80)

    class Meta:
        verbose_name = "待并入行"
        indexes = [HashIndex(fields=["batch"], name="records_arrival_batch")]
