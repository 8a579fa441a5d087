"""What law stores: instruments and articles, powers with their regimes, and the warrants given under them.

No application role may insert, update or delete here; the only way in is the database function
``law_authorise`` (architecture, section 2).
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Instrument(models.Model):
    """法律文件: a law, regulation or document, with the days it is in force."""

    NATURE = Nature.WORKING_PAPER

    code = models.CharField("代码", max_length=60, primary_key=True)
    name = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=100, default="")
    issuer = models.CharField("制定机关", max_length=200, default="")
    in_force_from = models.DateField("施行日", null=True)
    in_force_to = models.DateField("失效日", null=True)
    source = models.CharField("出处标记", max_length=40, help_text="S<n>: found in a source; M: from memory")

    class Meta:
        verbose_name = "法律文件"


class Article(models.Model):
    """条文: one article of an instrument with our own one-sentence summary."""

    NATURE = Nature.WORKING_PAPER

    code = models.CharField("代码", max_length=80, primary_key=True)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, verbose_name="法律文件")
    label = models.CharField("条号", max_length=40, default="", help_text="empty where the sources do not tell the article")
    summary = models.TextField("摘要")
    source = models.CharField("出处标记", max_length=40)
    digest = models.CharField("文字摘要", max_length=80)

    class Meta:
        verbose_name = "条文"


class Power(models.Model):
    """权力: what an organ may do to a subject, and to whom not."""

    NATURE = Nature.WORKING_PAPER

    code = models.CharField("代码", max_length=60, primary_key=True)
    name = models.CharField("名称", max_length=120)
    may_touch = ArrayField(models.CharField(max_length=24), verbose_name="可及主体")
    held_by = models.CharField("持有者", max_length=40, help_text="deciding-organ: the organ that decided the fact; any-organ")
    needs_item = models.CharField("所需事实", max_length=40, null=True, help_text="catalogue item the facts must be of; null: no fact")
    needs_steps = ArrayField(models.CharField(max_length=20), verbose_name="所需步骤")
    span = models.CharField("期限类别", max_length=12, help_text="term, momentary or lifelong")
    verified = models.BooleanField("依据已核实")
    exit = models.TextField("退出")
    remedy = models.TextField("救济")
    in_force_from = models.DateField("起始日", null=True)
    in_force_to = models.DateField("终止日", null=True)

    class Meta:
        verbose_name = "权力"


class PowerArticle(models.Model):
    """权力依据: an article a power rests on, for the days it does."""

    NATURE = Nature.WORKING_PAPER

    power = models.ForeignKey(Power, on_delete=models.PROTECT, verbose_name="权力")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, verbose_name="条文")
    regime = models.CharField("规则时期", max_length=20, default="", help_text="empty: at all times")
    seq = models.IntegerField("次序")

    class Meta:
        verbose_name = "权力依据"


class Regime(models.Model):
    """规则时期: the rules of a power between two days."""

    NATURE = Nature.WORKING_PAPER

    power = models.ForeignKey(Power, on_delete=models.PROTECT, verbose_name="权力")
    code = models.CharField("代码", max_length=20)
    in_force_from = models.DateField("起始日", null=True)
    in_force_to = models.DateField("终止日", null=True)
    unit_classes = ArrayField(models.CharField(max_length=10), verbose_name="单位认定的等级", help_text="classes a unit may decide that bind in this regime")
    reads = models.JSONField("等级对应", default=dict, help_text="a class of another regime as this one reads it")
    never_repair = ArrayField(models.CharField(max_length=10), verbose_name="不得提前修复的等级")

    class Meta:
        verbose_name = "规则时期"
        constraints = [models.UniqueConstraint(fields=["power", "code"], name="law_regime_once")]


class ClassRule(models.Model):
    """等级默认规则: the class until the unit decides; the first rule that fits counts (ruling 20)."""

    NATURE = Nature.WORKING_PAPER

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, verbose_name="规则时期")
    seq = models.IntegerField("次序")
    severity = models.CharField("等级", max_length=20)
    procedure = models.CharField("程序", max_length=20, null=True)
    all_kinds_in = ArrayField(models.CharField(max_length=40), verbose_name="种类全属", null=True)
    any_kind_is = ArrayField(models.CharField(max_length=40), verbose_name="种类含有", null=True)
    any_kind_begins = ArrayField(models.CharField(max_length=40), verbose_name="种类起首", null=True)
    field_in = ArrayField(models.CharField(max_length=20), verbose_name="领域属于", null=True)

    class Meta:
        verbose_name = "等级默认规则"


class Term(models.Model):
    """期限: for a class in a regime: published or not, the longest term, the earliest repair."""

    NATURE = Nature.WORKING_PAPER

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, verbose_name="规则时期")
    severity = models.CharField("等级", max_length=20)
    label = models.CharField("名称", max_length=40)
    published = models.BooleanField("公示")
    counted_from = models.CharField("起算", max_length=12, help_text="publication or decided")
    longest_months = models.IntegerField("最长月数", null=True)
    repair_months = models.IntegerField("最早修复月数", null=True, help_text="null: no early repair")

    class Meta:
        verbose_name = "期限"
        constraints = [models.UniqueConstraint(fields=["regime", "severity"], name="law_term_once")]


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

    class Meta:
        verbose_name = "请示"
        indexes = [models.Index(fields=["run"], name="law_ask_run")]


class Warrant(models.Model):
    """凭据: why this organ may do this to this subject, on these facts, from this day to that. Append-only."""

    NATURE = Nature.WORKING_PAPER

    ask = models.BigIntegerField("请示", unique=True)
    power = models.ForeignKey(Power, on_delete=models.PROTECT, verbose_name="权力", db_index=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关", db_index=False)
    proposer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="经办", db_index=False)
    approver = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="批准", db_index=False)
    regime = models.CharField("规则时期", max_length=20, default="")
    severity = models.CharField("等级", max_length=20, default="")
    articles = ArrayField(models.CharField(max_length=80), verbose_name="依据条文")
    wording = models.CharField("条文文字摘要", max_length=80, help_text="digest of the articles' wording on that day")
    steps = models.JSONField("步骤")
    by_statement = models.BooleanField("依报送单位陈述")
    span = models.CharField("期限类别", max_length=12)
    begins_on = models.DateField("起始日")
    ends_on = models.DateField("最后日", null=True)
    repair = models.JSONField("最早修复", default=list, help_text="per regime, from when it rules: the earliest day of repair")
    exit = models.TextField("退出")
    remedy = models.TextField("救济")
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

    warrant = models.ForeignKey(Warrant, on_delete=models.PROTECT, verbose_name="凭据", db_index=False)
    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+", verbose_name="记录")
    version = models.ForeignKey("records.Version", on_delete=models.PROTECT, related_name="+", verbose_name="版本", db_index=False)

    class Meta:
        verbose_name = "凭据事实"
        constraints = [models.UniqueConstraint(fields=["warrant", "record"], name="law_warrant_fact_once")]


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
