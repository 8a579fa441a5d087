"""文书: templates by version, letters with their numbers, and how they were served."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature
from chengxin.law.models.warrants import Warrant


class LetterTemplate(models.Model):
    """文书模板: one version of the text a kind of letter is set by. Shipped, or proposed by an officer of this district. Append-only."""

    NATURE = Nature.WORKING_PAPER

    proposer_id: int | None

    kind = models.CharField("文书种类", max_length=24)
    label = models.CharField("模板版本", max_length=40)
    source = models.TextField("模板文字")
    digest = models.CharField("摘要", max_length=80)
    shipped = models.BooleanField("随产品提供", default=False)
    effective_on = models.DateField("启用日")
    reason = models.TextField("理由", default="")
    proposer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="经办", help_text="null: shipped")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "文书模板"
        constraints = [
            models.UniqueConstraint(fields=["kind", "label"], name="law_lettertemplate_once"),
            models.CheckConstraint(condition=models.Q(shipped=True) | models.Q(proposer__isnull=False), name="law_lettertemplate_proposer"),
        ]


class LetterTemplateApproval(models.Model):
    """模板批准: that another officer approved a proposed template. Append-only."""

    NATURE = Nature.WORKING_PAPER

    template = models.OneToOneField(LetterTemplate, on_delete=models.PROTECT, primary_key=True, related_name="approval", verbose_name="文书模板")
    approver = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="批准")
    approved_on = models.DateField("批准日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "模板批准"


class LetterCounter(models.Model):
    """文号计数: the last number an organ gave to a kind of letter in a year. Locked until the letter that takes the next is stored."""

    NATURE = Nature.WORKING_PAPER

    organ_id: int

    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关", db_index=False)
    kind = models.CharField("文书种类", max_length=24)
    year = models.IntegerField("年份")
    last = models.IntegerField("末号")

    class Meta:
        verbose_name = "文号计数"
        constraints = [models.UniqueConstraint(fields=["organ", "kind", "year"], name="law_lettercounter_once")]


class Letter(models.Model):
    """文书: one letter with its number, and the digest of the very page that was made. Append-only; put right by a letter that replaces it."""

    NATURE = Nature.WORKING_PAPER

    organ_id: int
    subject_id: int
    warrant_id: int | None
    power_id: str | None
    about_id: int | None
    together_id: int | None
    replaces_id: int | None
    file_id: int
    template_id: int

    kind = models.CharField("文书种类", max_length=24)
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关", db_index=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="受送达人")
    year = models.IntegerField("年份")
    seq = models.IntegerField("序号")
    number = models.CharField("发文字号", max_length=200)
    word_mark = models.CharField("代字出处", max_length=10, help_text="ours: not confirmed by the organ (待核实)")
    day = models.DateField("成文日期")
    warrant = models.ForeignKey(Warrant, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="凭据")
    power = models.ForeignKey(
        "law.Power", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="权力", db_index=False, help_text="of an intended act or the warrant's"
    )
    records = ArrayField(models.BigIntegerField(), verbose_name="事实", default=list)
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="所述文书", help_text="of a public notice")
    together = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="companion", verbose_name="同达文书", help_text="两书同达: the decision this is served with"
    )
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by", verbose_name="更正的文书")
    replaces_reason = models.TextField("更正理由", default="")
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="+", verbose_name="文书模板", db_index=False)
    frame = models.CharField("版式摘要", max_length=80)
    file = models.ForeignKey("ground.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="文件")
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="经办", db_index=False)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "文书"
        indexes = [models.Index(fields=["number"], name="law_letter_number"), models.Index(fields=["organ", "id"], name="law_letter_register")]
        constraints = [
            models.UniqueConstraint(fields=["organ", "kind", "year", "seq"], name="law_letter_number_once"),
            models.UniqueConstraint(fields=["warrant", "kind"], condition=models.Q(replaces__isnull=True), name="law_letter_once"),
            models.CheckConstraint(condition=models.Q(replaces__isnull=True) | ~models.Q(replaces_reason=""), name="law_letter_replaced_why"),
        ]


class Service(models.Model):
    """送达记录: how, when and to whom a letter was served, and by when it counts. Append-only; put right by a row that corrects it."""

    NATURE = Nature.WORKING_PAPER

    letter_id: int
    receipt_id: int | None
    corrects_id: int | None

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="services", verbose_name="文书")
    way = models.CharField("送达方式", max_length=12)
    handed_on = models.DateField("交付日", help_text="handed over, received by mail, left, or announced")
    served_on = models.DateField("送达日", help_text="the day it counts: of a public notice, the last day of its term")
    term_days = models.IntegerField("公告期天数", null=True)
    tracking = models.CharField("邮件号码", max_length=60, default="")
    reference = models.CharField("依据", max_length=200, default="", help_text="the consent to electronic service")
    announcement = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="公告")
    receipt = models.ForeignKey("ground.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="回证文件")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by", verbose_name="更正的送达")
    reason = models.TextField("更正理由", default="")
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="送达人", db_index=False)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "送达记录"
        constraints = [
            models.UniqueConstraint(fields=["letter"], condition=models.Q(corrects__isnull=True), name="law_service_first"),
            models.CheckConstraint(condition=models.Q(corrects__isnull=True) | ~models.Q(reason=""), name="law_service_corrected_why"),
            models.CheckConstraint(condition=~models.Q(way="mail") | ~models.Q(tracking=""), name="law_service_mail"),
            models.CheckConstraint(condition=~models.Q(way="account") | ~models.Q(reference=""), name="law_service_account"),
            models.CheckConstraint(
                condition=models.Q(way="notice", announcement__isnull=False, term_days__gt=0)
                | (~models.Q(way="notice") & models.Q(announcement__isnull=True, term_days__isnull=True)),
                name="law_service_notice",
            ),
            models.CheckConstraint(
                condition=models.Q(term_days__isnull=True, served_on=models.F("handed_on")) | models.Q(term_days__isnull=False, served_on__gt=models.F("handed_on")),
                name="law_service_day",
            ),
        ]


class ServiceSigner(models.Model):
    """签收人: who received or witnessed a service, sealed; apart from the history, because nobody is kept for ever (ruling 31)."""

    NATURE = Nature.WORKING_PAPER

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="signers", verbose_name="送达记录")
    role = models.CharField("身份", max_length=10, help_text="receiver or witness")
    name_sealed = models.TextField("姓名密文")

    class Meta:
        verbose_name = "签收人"
        constraints = [models.UniqueConstraint(fields=["service", "role"], name="law_servicesigner_once")]
