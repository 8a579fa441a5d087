"""Officers as the kernel sees them, the standing mandates under which rows of files are published, keys of systems."""

from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Officer(models.Model):
    """经办人员: somebody, or a post, who acts for an organ, as the kernel sees it. Active only while holding the post.

    A standing post of the district file has no holder. A person has one row, in whatever posts: so two rows are two people.
    """

    NATURE = Nature.WORKING_PAPER

    organ_id: int | None

    handle = models.CharField("工号", max_length=40, unique=True)
    name = models.CharField("姓名或岗位", max_length=80)
    organ = models.ForeignKey("subjects.Organ", on_delete=models.PROTECT, null=True, verbose_name="机关")
    person = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, verbose_name="本人主体", help_text="to notice one's own case")
    holder = models.OneToOneField(
        "access.Person", on_delete=models.PROTECT, null=True, related_name="officer", verbose_name="在岗人员", help_text="null: a standing post of the district file"
    )
    active = models.BooleanField("在岗", default=True, help_text="of a holder only together with a post of today: access_officer_now")

    class Meta:
        verbose_name = "经办人员"


class Mandate(models.Model):
    """公示授权: a signed standing mandate: who proposes and who approves the publication of a source's rows."""

    NATURE = Nature.WORKING_PAPER

    source = models.CharField("数据源", max_length=60)
    power = models.CharField("权力", max_length=60)
    organ = models.ForeignKey("subjects.Organ", on_delete=models.PROTECT, null=True, verbose_name="机关", help_text="null: every organ that reports through the source")
    proposer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="proposes", verbose_name="经办")
    approver = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="approves", verbose_name="批准")
    statement = models.TextField("授权陈述")
    signed = models.CharField("签署摘要", max_length=80, help_text="digest of source, power, pair and statement as signed")
    begins_on = models.DateField("起始日", null=True)
    ends_on = models.DateField("终止日", null=True)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "公示授权"
        constraints = [
            models.CheckConstraint(condition=~models.Q(proposer=models.F("approver")), name="access_mandate_two"),
            models.UniqueConstraint(fields=["source", "power", "signed"], name="access_mandate_once"),
        ]


class AccessKey(models.Model):
    """接口密钥: by which a system of an organ signs in at the API. Shown once; what is stored opens nothing."""

    NATURE = Nature.WORKING_PAPER

    organ_id: int

    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    mac = models.CharField("密钥鉴别码", max_length=90, unique=True, help_text="keyed digest of the key")
    note = models.CharField("备注", max_length=80, default="", help_text="which system holds it")
    made_by = models.CharField("建立人", max_length=120)
    made_at = models.DateTimeField("建立时间", db_default=Now())
    last_used_at = models.DateTimeField("最近使用", null=True, help_text="to the minute")

    class Meta:
        verbose_name = "接口密钥"


class AccessKeyRevocation(models.Model):
    """密钥吊销: that a key opens nothing any more."""

    NATURE = Nature.WORKING_PAPER

    key = models.OneToOneField(AccessKey, on_delete=models.PROTECT, primary_key=True, related_name="revocation", verbose_name="接口密钥")
    revoked_by = models.CharField("吊销人", max_length=120)
    revoked_at = models.DateTimeField("吊销时间", db_default=Now())

    class Meta:
        verbose_name = "密钥吊销"
