"""Who may act or look for a subject because the subject said so. Row-level security keeps each to its own."""

from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.counter import CounterVisit
from chengxin.access.models.people import Person
from chengxin.ground.api import Nature


class AgentMandate(models.Model):
    """代理授权: that a person may act for a company in some matters, for a term; the company ends it at will."""

    NATURE = Nature.BENIGN

    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="授权主体")
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="被授权人")
    scope = models.CharField("授权范围", max_length=24, help_text="access.agents.SCOPES")
    begins_on = models.DateField("起始日")
    ends_on = models.DateField("终止日")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="授权人", help_text="at the window: the officer who saw the document")
    visit = models.ForeignKey(CounterVisit, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="窗口代办")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "代理授权"
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("begins_on")), name="access_agentmandate_days"),
            models.CheckConstraint(condition=~models.Q(agent=models.F("given_by")), name="access_agentmandate_other"),
        ]


class AgentMandateEnd(models.Model):
    """授权撤回: that a mandate of an agent opens nothing from this moment."""

    NATURE = Nature.BENIGN

    mandate = models.OneToOneField(AgentMandate, on_delete=models.PROTECT, primary_key=True, related_name="end", verbose_name="代理授权")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="授权主体")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "授权撤回"


class Consent(models.Model):
    """查询同意: that somebody named may look up a subject's archive, for a purpose, until a day."""

    NATURE = Nature.BENIGN

    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    receiver = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="查询方")
    scope = models.CharField("查询范围", max_length=24, help_text="access.agents.LOOKS")
    purpose = models.CharField("目的", max_length=200)
    ends_on = models.DateField("终止日")
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="同意人")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "查询同意"
        constraints = [models.CheckConstraint(condition=~models.Q(subject=models.F("receiver")), name="access_consent_other")]


class ConsentEnd(models.Model):
    """同意撤回: that a consent opens nothing from this moment."""

    NATURE = Nature.BENIGN

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, primary_key=True, related_name="end", verbose_name="查询同意")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "同意撤回"
