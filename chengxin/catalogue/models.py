"""What catalogue stores: items and versions for SQL, loaded from YAML at every migration; proposals of new versions, their approval and their rejection."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Item(models.Model):
    """目录条目: what may be collected and what its publication does to a subject."""

    NATURE = Nature.WORKING_PAPER

    code = models.CharField("条目代码", max_length=40, primary_key=True)
    name = models.CharField("条目名称", max_length=120)
    nature = models.CharField("性质", max_length=16, help_text="adverse or benign")
    power = models.CharField("公示权力", max_length=60, null=True, help_text="the power an adverse item is published by; without one it is never public")
    openness = models.CharField("公开范围", max_length=20)

    class Meta:
        verbose_name = "目录条目"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nature="benign") | models.Q(power__isnull=False) | ~models.Q(openness="社会公开"),
                name="catalogue_adverse_power",
                violation_error_message="对主体不利的条目没有公示权力，不得社会公开",
            ),
            models.UniqueConstraint(fields=["code", "nature"], name="catalogue_item_nature"),
        ]


class ItemVersion(models.Model):
    """条目版本: the elements of an item from a day on; never changed once rows were read by it."""

    NATURE = Nature.WORKING_PAPER

    item = models.ForeignKey(Item, on_delete=models.PROTECT, verbose_name="条目")
    version = models.CharField("版本", max_length=20)
    in_force_from = models.DateField("生效日")
    digest = models.CharField("定义摘要", max_length=80)
    private_keys = ArrayField(models.CharField(max_length=40), verbose_name="不公开要素")
    text_keys = ArrayField(models.CharField(max_length=40), verbose_name="长文本要素", help_text="looked through for identity and telephone numbers")
    street_keys = ArrayField(models.CharField(max_length=40), verbose_name="地址要素", help_text="shown only down to the street for individual businesses")
    leader_keys = ArrayField(models.CharField(max_length=40), verbose_name="负责人要素", help_text="shown only for organisations")
    number_keys = ArrayField(
        models.CharField(max_length=40), verbose_name="号码要素", default=list, help_text="themselves a number, code, day or amount: eleven figures in it are no telephone"
    )
    name_key = models.CharField("名称要素", max_length=40, default="", help_text="what the subject is called, of a natural person the name")
    definition = models.TextField("定义原文", null=True, help_text="YAML of a version this district approved; null: shipped in a file")

    class Meta:
        verbose_name = "条目版本"
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="catalogue_version_once")]


class VersionProposal(models.Model):
    """版本提案: somebody proposes the next version of an item. Append-only; nothing follows from it until it is approved."""

    NATURE = Nature.WORKING_PAPER

    item_id: str
    proposer_id: int

    item = models.ForeignKey(Item, on_delete=models.PROTECT, verbose_name="条目")
    version = models.CharField("版本", max_length=20)
    in_force_from = models.DateField("生效日")
    digest = models.CharField("定义摘要", max_length=80)
    definition = models.TextField("定义原文")
    private_keys = ArrayField(models.CharField(max_length=40), verbose_name="不公开要素")
    text_keys = ArrayField(models.CharField(max_length=40), verbose_name="长文本要素")
    street_keys = ArrayField(models.CharField(max_length=40), verbose_name="地址要素")
    leader_keys = ArrayField(models.CharField(max_length=40), verbose_name="负责人要素")
    number_keys = ArrayField(models.CharField(max_length=40), verbose_name="号码要素", default=list)
    name_key = models.CharField("名称要素", max_length=40, default="")
    reason = models.TextField("理由")
    proposer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="经办")
    proposed_on = models.DateField("提案日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "版本提案"
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="catalogue_prop_reason", violation_error_message="提案应当说明理由")]


class VersionApproval(models.Model):
    """版本批准: a second officer approved a proposal; written with the version itself, by one database function only."""

    NATURE = Nature.WORKING_PAPER

    proposal = models.OneToOneField(VersionProposal, on_delete=models.PROTECT, verbose_name="提案")
    item_version = models.OneToOneField(ItemVersion, on_delete=models.PROTECT, verbose_name="条目版本")
    proposer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="经办")
    approver = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="批准")
    approved_on = models.DateField("批准日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "版本批准"
        constraints = [
            models.CheckConstraint(condition=~models.Q(proposer=models.F("approver")), name="catalogue_approval_two", violation_error_message="经办与批准应为两名不同的人员")
        ]


class VersionRejection(models.Model):
    """版本退回: another officer did not approve a proposal, and says why. Append-only; a mended one is another proposal. Never beside an approval."""

    NATURE = Nature.WORKING_PAPER

    proposal_id: int

    proposal = models.OneToOneField(VersionProposal, on_delete=models.PROTECT, primary_key=True, verbose_name="提案")
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="退回人")
    reason = models.TextField("理由")
    rejected_on = models.DateField("退回日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "版本退回"
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="catalogue_rejected_why", violation_error_message="退回应当说明理由")]
