"""What records stores: facts in two times. Nothing is updated in place or deleted.

A Record is one decision or register fact by its key (ruling 8); a Version is what was received
about it on a day; Marks, Holds, Withdrawals and Classings are added beside it. Personal values lie
in Personal, which erasure empties; the history keeps references and digests, salted where
something personal is in them. Foreign keys of what arrives by the million are checked by
``records_lay``, many rows at a time (docs/decisions/0013).
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Record(models.Model):
    """信用记录: one fact by its key: organ, document number, party, item; of an entry of a list also which list."""

    NATURE = Nature.WORKING_PAPER

    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, verbose_name="条目", db_index=False, db_constraint=False)
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="认定机关", db_index=False, db_constraint=False)
    organ_code = models.CharField("机关代码", max_length=18, default="", help_text="part of the key; empty where the item's key has no organ")
    document_number = models.CharField("文书号", max_length=400, default="", db_collation="C")
    list_kind = models.CharField("名单种类", max_length=400, default="", db_default="", help_text="part of the key; empty where the item's key has no list")
    party = models.CharField("相对人键", max_length=90, default="", help_text="the keyed digest of an unlinked name; empty where there is a subject")
    subject = models.ForeignKey(
        "subjects.Subject",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="主体",
        db_index=False,
        db_constraint=False,
        help_text="null: unlinked, never public",
    )
    item_id: str
    organ_id: int | None
    subject_id: int | None
    of_person = models.BooleanField("自然人", help_text="reading it is a look")
    batch = models.BigIntegerField("首批次")
    source = models.CharField("数据源", max_length=60)

    class Meta:
        verbose_name = "信用记录"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "item", "document_number", "organ_code", "list_kind"], condition=models.Q(subject__isnull=False), name="records_record_linked"
            ),
            models.UniqueConstraint(
                fields=["party", "item", "document_number", "organ_code", "list_kind"], condition=models.Q(subject__isnull=True), name="records_record_unlinked"
            ),
        ]
        indexes = [
            models.Index(
                models.Func(models.F("document_number"), function="records_number_key"),
                models.F("organ_code"),
                condition=~models.Q(document_number=""),
                name="records_record_number",
            ),
            BrinIndex(fields=["batch"], pages_per_range=16, name="records_record_batch"),
        ]


class Version(models.Model):
    """记录版本: what was received about a record on a day, read by one version of the item."""

    NATURE = Nature.WORKING_PAPER

    record = models.ForeignKey(Record, on_delete=models.PROTECT, verbose_name="记录", db_index=False, db_constraint=False)
    item_version = models.ForeignKey("catalogue.ItemVersion", on_delete=models.PROTECT, related_name="+", verbose_name="条目版本", db_index=False, db_constraint=False)
    of_person = models.BooleanField("自然人")
    held_on = models.DateField("事实日", null=True, help_text="the document's date, or since when the register fact holds")
    values = models.JSONField("要素值", help_text="element code to text; nothing personal")
    traits = models.JSONField("法律特征", help_text="what the law asks of the fact: kinds, procedure, field, given_end")
    digest = models.CharField("内容摘要", max_length=80, help_text="salted where the version has personal values")
    received_on = models.DateField("收到日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    batch = models.BigIntegerField("批次")
    line = models.IntegerField("行号")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, verbose_name="更正", db_index=False, db_constraint=False)

    class Meta:
        verbose_name = "记录版本"
        indexes = [models.Index(fields=["record", "-id"], name="records_version_latest"), BrinIndex(fields=["batch"], pages_per_range=16, name="records_version_batch")]


class Personal(models.Model):
    """个人要素: the personal values of one version and the salt of its digest, apart from the history and erasable."""

    NATURE = Nature.WORKING_PAPER

    version = models.OneToOneField(Version, on_delete=models.PROTECT, primary_key=True, verbose_name="版本", db_constraint=False)
    of_person = models.BooleanField("自然人")
    values = models.JSONField("个人要素值")
    salt = models.BinaryField("盐", null=True, help_text="without it the version's digest says nothing")

    class Meta:
        verbose_name = "个人要素"


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


class WithdrawalKind(models.TextChoices):
    """撤回事由: what became of the decision (行政处罚法第四十八条), or that there was none to send, or that another record is it (ruling 15)."""

    CHANGED = "changed", "决定依法变更"
    ANNULLED = "annulled", "决定被撤销"
    UNLAWFUL = "unlawful", "决定被确认违法"
    VOID = "void", "决定被确认无效"
    MISTAKE = "mistake", "报送有误"
    REPLACED = "replaced", "同号文书以另一记录为准"


class Withdrawal(models.Model):
    """撤回: the deciding organ takes a record back (变更, 撤销, 确认违法或无效), or what it sent by mistake."""

    NATURE = Nature.BENIGN

    record = models.OneToOneField(Record, on_delete=models.PROTECT, primary_key=True, verbose_name="记录")
    kind = models.CharField("撤回事由", max_length=10, choices=WithdrawalKind.choices)
    reason = models.TextField("理由")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    withdrawn_on = models.DateField("撤回日")
    based_on = models.DateField("变更或撤销日", null=True, help_text="the day of the decision it rests on, from which its time runs; null: not told, or sent by mistake")
    document = models.ForeignKey("ground.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="所依据的文书")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "撤回"
        constraints = [
            models.CheckConstraint(condition=models.Q(based_on__isnull=True) | models.Q(based_on__lte=models.F("withdrawn_on")), name="records_withdrawal_days"),
            models.CheckConstraint(condition=models.Q(kind__in=WithdrawalKind.values), name="records_withdrawal_kind"),
        ]


class Revocation(models.Model):
    """整批撤回: a whole batch is taken back by its sender; what it brought stands no longer from that day."""

    NATURE = Nature.BENIGN

    batch = models.BigIntegerField("批次", primary_key=True)
    reason = models.TextField("理由")
    revoked_on = models.DateField("撤回日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "整批撤回"


class Mark(models.Model):
    """标注: disputed (异议中) or no longer; the latest counts. Set by remedies through records.api."""

    NATURE = Nature.WORKING_PAPER

    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, verbose_name="记录")
    disputed = models.BooleanField("异议中")
    marked_on = models.DateField("标注日")
    reference = models.CharField("依据", max_length=200)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "标注"
        indexes = [models.Index(fields=["record", "-id"], name="records_mark_latest")]


CLASSES = ("轻微", "一般", "严重", "特定严重")  # 失信等级


class Classing(models.Model):
    """失信等级认定: the unit's stored decision on a record's class, with its reason; the latest counts (ruling 20).

    A working paper by itself: it weighs on nobody until the kernel gives a warrant for what follows from it.
    """

    NATURE = Nature.WORKING_PAPER

    record = models.ForeignKey(Record, on_delete=models.PROTECT, db_index=False, verbose_name="记录")
    severity = models.CharField("等级", max_length=10, choices=[(c, c) for c in CLASSES])
    reason = models.TextField("理由")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    decided_on = models.DateField("认定日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "失信等级认定"
        indexes = [models.Index(fields=["record", "-id"], name="records_classing_latest")]


class Arrival(models.Model):
    """待并入行: rows of a batch on their way into the history, with the fate they were given; gone at the end of each portion."""

    NATURE = Nature.WORKING_PAPER

    version = models.BigIntegerField("版本", primary_key=True, db_column="version_id")
    line = models.IntegerField("行号")
    record = models.BigIntegerField("记录", db_column="record_id")
    is_new = models.BooleanField("新记录")
    corrects = models.BigIntegerField("更正", null=True, db_column="corrects_id")
    subject = models.BigIntegerField("主体", null=True, db_column="subject_id")
    of_person = models.BooleanField("自然人")
    organ = models.BigIntegerField("机关", null=True, db_column="organ_id")
    organ_code = models.CharField("机关代码", max_length=18, default="")
    document_number = models.CharField("文书号", max_length=400, default="")
    list_kind = models.CharField("名单种类", max_length=400, default="", db_default="")
    party = models.CharField("相对人键", max_length=90, default="")
    held_on = models.DateField("事实日", null=True)
    values = models.JSONField("要素值")
    personal = models.JSONField("个人要素值", null=True)
    salt = models.CharField("盐", max_length=64, null=True, help_text="hexadecimal")
    traits = models.JSONField("法律特征")
    digest = models.CharField("内容摘要", max_length=80)

    class Meta:
        verbose_name = "待并入行"
