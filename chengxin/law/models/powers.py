"""权力: what may be done to whom, and the rules of the days."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chengxin.ground.api import Nature
from chengxin.law.models.library import Article


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
