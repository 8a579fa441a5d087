"""凭据: what was asked, and what the answer was."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature
from chengxin.law.models.powers import Power


class Ask(models.Model):
    """请示: what the kernel is asked in one run; emptied when it has answered."""

    NATURE = Nature.WORKING_PAPER

    run = models.UUIDField("批号")
    power = models.CharField("权力", max_length=60)
    subject = models.BigIntegerField("主体", null=True)
    organ = models.BigIntegerField("机关", null=True)
    proposer = models.BigIntegerField("经办", null=True)
    approver = models.BigIntegerField("批准", null=True)
    records = ArrayField(models.BigIntegerField(), verbose_name="事实")
    steps = models.JSONField("步骤", null=True, help_text="null: by the unit's statement (依报送单位陈述)")
    on_day = models.DateField("请示日")
    first_public = models.DateField("首次公示日", null=True)
    asked_end = models.DateField("所请最后日", null=True, help_text="the last day the organ asks for; null: the longest the power allows")

    class Meta:
        verbose_name = "请示"
        indexes = [models.Index(fields=["run"], name="law_ask_run")]


class Grounds(models.Model):
    """凭据所据: what warrants of one kind rest on alike: the articles as worded on their day, how it ends early, what the subject can do. Append-only."""

    NATURE = Nature.WORKING_PAPER

    digest = models.CharField("所据摘要", max_length=80, primary_key=True)
    articles = ArrayField(models.CharField(max_length=80), verbose_name="依据条文")
    wording = models.CharField("条文文字摘要", max_length=80, help_text="digest of the articles' wording on that day")
    exit = models.TextField("退出")
    remedy = models.TextField("救济")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "凭据所据"


class Warrant(models.Model):
    """凭据: why this organ may do this to this subject, on these facts, from this day to that. Append-only.

    Its number is the ask's. What it refers to is checked for all rows of a statement at once (sql/references.sql), and is never removed.
    """

    NATURE = Nature.WORKING_PAPER

    power = models.ForeignKey(Power, on_delete=models.PROTECT, verbose_name="权力", db_index=False, db_constraint=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体", db_constraint=False)
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关", db_index=False, db_constraint=False)
    proposer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="经办", db_index=False, db_constraint=False)
    approver = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="批准", db_index=False, db_constraint=False)
    regime = models.CharField("规则时期", max_length=20, default="")
    severity = models.CharField("等级", max_length=20, default="")
    grounds = models.ForeignKey(Grounds, on_delete=models.PROTECT, verbose_name="所据", db_index=False, db_constraint=False)
    steps = models.JSONField("步骤")
    by_statement = models.BooleanField("依报送单位陈述")
    span = models.CharField("期限类别", max_length=12)
    begins_on = models.DateField("起始日")
    first_day = models.DateField("首次公示日", null=True, help_text="of what it carries; its terms count from there; null: its own first day")
    ends_on = models.DateField("最后日", null=True)
    repair = models.JSONField("最早修复", default=list, help_text="per regime, from when it rules: the earliest day of repair")
    asked_on = models.DateField("请示日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    digest = models.CharField("凭据摘要", max_length=80)

    class Meta:
        verbose_name = "凭据"
        constraints = [
            models.CheckConstraint(condition=~models.Q(proposer=models.F("approver")), name="law_warrant_two_officers"),
            models.CheckConstraint(condition=models.Q(span="term", ends_on__isnull=False) | models.Q(span__in=["momentary", "lifelong"]), name="law_warrant_has_end"),
            models.CheckConstraint(condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("begins_on")), name="law_warrant_order"),
            models.UniqueConstraint(fields=["id", "subject", "ends_on"], name="law_warrant_subject_end"),
        ]


class WarrantFact(models.Model):
    """凭据事实: a fact a warrant rests on, by the very version that was read."""

    NATURE = Nature.WORKING_PAPER

    pk = models.CompositePrimaryKey("warrant_id", "record_id")
    warrant = models.ForeignKey(Warrant, on_delete=models.PROTECT, verbose_name="凭据", db_index=False, db_constraint=False)
    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+", verbose_name="记录", db_constraint=False)
    version = models.ForeignKey("records.Version", on_delete=models.PROTECT, related_name="+", verbose_name="版本", db_index=False, db_constraint=False)

    class Meta:
        verbose_name = "凭据事实"


class Refused(models.Model):
    """拒绝记录: that the kernel said no, with every code that applied."""

    NATURE = Nature.WORKING_PAPER

    run = models.UUIDField("批号")
    ask = models.BigIntegerField("请示", unique=True)
    power = models.CharField("权力", max_length=60)
    subject = models.BigIntegerField("主体", null=True)
    organ = models.BigIntegerField("机关", null=True)
    records = ArrayField(models.BigIntegerField(), verbose_name="事实")
    codes = ArrayField(models.CharField(max_length=30), verbose_name="代码")
    asked_on = models.DateField("请示日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "拒绝记录"
        indexes = [models.Index(fields=["run"], name="law_refused_run")]
