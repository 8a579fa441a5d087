"""What a subject asks about a look at its records, and what the organ answers. Never changed."""

from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.counter import CounterVisit
from chengxin.access.models.people import Person
from chengxin.ground.api import Nature


class LookQuestion(models.Model):
    """查阅疑问: that a subject asks an organ why it looked, once for each look. The organ owes an answer by a day."""

    NATURE = Nature.BENIGN

    subject_id: int

    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    entry = models.OneToOneField("ground.AuditEntry", on_delete=models.PROTECT, related_name="+", verbose_name="所问的查阅")
    organ = models.ForeignKey(
        "subjects.Organ", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="答复机关", help_text="null: a look of no organ's; the platform answers"
    )
    text = models.TextField("疑问")
    asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="提出人", help_text="null: at the window, by somebody without an account"
    )
    visit = models.ForeignKey(CounterVisit, on_delete=models.PROTECT, null=True, related_name="questions", verbose_name="窗口代办")
    asked_on = models.DateField("提出日")
    due_on = models.DateField("答复期限")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "查阅疑问"
        indexes = [models.Index(fields=["organ", "id"], name="access_lookquestion_organ"), models.Index(fields=["subject", "id"], name="access_lookquestion_subject")]
        constraints = [
            models.CheckConstraint(condition=models.Q(due_on__gt=models.F("asked_on")), name="access_lookquestion_days"),
            models.CheckConstraint(condition=models.Q(asked_by__isnull=False) | models.Q(visit__isnull=False), name="access_lookquestion_by"),
        ]


class LookAnswer(models.Model):
    """查阅答复: what the organ answered, by an officer in post."""

    NATURE = Nature.BENIGN

    question = models.OneToOneField(LookQuestion, on_delete=models.PROTECT, primary_key=True, related_name="answer", verbose_name="查阅疑问")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    text = models.TextField("答复")
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="答复人")
    answered_on = models.DateField("答复日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "查阅答复"
