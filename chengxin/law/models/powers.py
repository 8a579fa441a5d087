"""权力: what may be done to whom, and the rules of the days."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chengxin.ground.api import Nature
from chengxin.law.models.library import Article

SUBJECT_KINDS = ("enterprise", "individual-business", "organisation", "organ", "person")
KINDS = {
    "publication": "公示", "disclosure": "对外提供", "listing": "列入名单", "supervision": "重点监管", "measure": "惩戒措施", "order": "责令", "interview": "约谈", "ban": "禁入",
    "refusal": "不予", "grading": "降低等级", "erasure": "销毁",
}  # fmt: skip


class Power(models.Model):
    """权力: what an organ may do to a subject, and to whom not."""

    NATURE = Nature.WORKING_PAPER

    code = models.CharField("代码", max_length=60, primary_key=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("种类", max_length=20, default="publication", help_text="one of KINDS")
    may_touch = ArrayField(models.CharField(max_length=24), verbose_name="可及主体")
    held_by = models.CharField("持有者", max_length=40, help_text="deciding-organ: the organ that decided the facts; holders: the organs named; any-organ; nobody")
    holders = ArrayField(models.CharField(max_length=200), verbose_name="持有机关", default=list, help_text="official names, where it is held by named organs")
    needs_items = ArrayField(models.CharField(max_length=40), verbose_name="所需事实", default=list, help_text="catalogue items a fact may be of; empty: any")
    least_facts = models.IntegerField("最少事实数", default=0, help_text="0: it needs no fact")
    on_disputed = models.BooleanField("可就异议中的事实作出", default=False)
    procedure = models.CharField("程序", max_length=40, default="", help_text="the step table it follows")
    needs_steps = ArrayField(models.CharField(max_length=20), verbose_name="所需步骤")
    person_steps = ArrayField(models.CharField(max_length=20), verbose_name="对自然人另需的步骤", default=list)
    measure = models.CharField("措施", max_length=20, null=True, help_text="the entry of the list of measures it is; it ends with the entry")
    span = models.CharField("期限类别", max_length=12, help_text="term, momentary or lifelong")
    verified = models.BooleanField("依据已核实")
    exit = models.TextField("退出")
    remedy = models.TextField("救济")
    in_force_from = models.DateField("起始日", null=True)
    in_force_to = models.DateField("终止日", null=True)

    class Meta:
        verbose_name = "权力"


class Measure(models.Model):
    """惩戒措施清单: what may be done to those on a list at all; nothing outside it."""

    NATURE = Nature.WORKING_PAPER

    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=120)
    category = models.CharField("类别", max_length=120, help_text="which of the three classes of the national list, or the opinion it is from")
    targets = models.CharField("对象", max_length=200, default="")
    in_force_from = models.DateField("起始日", null=True)
    in_force_to = models.DateField("终止日", null=True)
    source = models.CharField("出处标记", max_length=40)

    class Meta:
        verbose_name = "惩戒措施清单"


class PowerArticle(models.Model):
    """权力依据: an article a power rests on, for the days it does."""

    NATURE = Nature.WORKING_PAPER

    power = models.ForeignKey(Power, on_delete=models.PROTECT, verbose_name="权力")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, verbose_name="条文")
    regime = models.CharField("规则时期", max_length=20, default="", help_text="empty: at all times")
    from_memory = models.CharField(
        "凭记忆的内容", max_length=120, default="", help_text="what of the power should stand in this article and is from memory, the term for one; empty: nothing"
    )
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
    counted_from = models.CharField("起算", max_length=12, help_text="publication (its first day), asking or decided")
    shortest_months = models.IntegerField("最短月数", null=True, help_text="what an organ may ask for at least; null: no floor")
    longest_months = models.IntegerField("最长月数", null=True)
    repair_months = models.IntegerField("最早修复月数", null=True, help_text="null: no early repair")

    class Meta:
        verbose_name = "期限"
        constraints = [models.UniqueConstraint(fields=["regime", "severity"], name="law_term_once")]
