"""People and the posts they hold. All append-only: who held which post on a day can be told for ever."""

from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Person(models.Model):
    """人员: somebody who acts. Where it is known which subject they are, their own case is kept from them."""

    NATURE = Nature.WORKING_PAPER

    subject_id: int | None

    name = models.CharField("姓名", max_length=80)
    subject = models.OneToOneField("subjects.Subject", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="本人主体")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "人员"


class Account(models.Model):
    """账户: by which a person signs in. It says who somebody is, never what they may do."""

    NATURE = Nature.WORKING_PAPER

    person_id: int

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account", verbose_name="人员")
    login = models.CharField("登录名", max_length=40, unique=True, db_collation="C", help_text="small letters, digits, dot, hyphen")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "账户"
        constraints = [models.CheckConstraint(condition=models.Q(login__regex=r"^[a-z0-9][a-z0-9.-]{2,39}$"), name="access_account_login")]


class Post(models.Model):
    """岗位: a seat of an organ with one role, from a day, perhaps until one."""

    NATURE = Nature.WORKING_PAPER

    organ_id: int

    organ = models.ForeignKey("subjects.Organ", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    role = models.CharField("角色", max_length=24, help_text="access.roles")
    title = models.CharField("岗位名称", max_length=80)
    begins_on = models.DateField("起始日")
    ends_on = models.DateField("终止日", null=True)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "岗位"
        constraints = [
            models.UniqueConstraint(fields=["organ", "title"], name="access_post_title"),
            models.CheckConstraint(condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("begins_on")), name="access_post_days"),
        ]


class Appointment(models.Model):
    """任用: the proposal that a person hold a post, or stand in for its holder. Nothing until another has approved it."""

    NATURE = Nature.WORKING_PAPER

    post_id: int
    person_id: int
    proposed_by_id: int | None
    stands_for_id: int | None

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments", verbose_name="岗位")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments", verbose_name="人员")
    stands_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="deputies", verbose_name="代理", help_text="whose appointment a deputy stands in for")
    begins_on = models.DateField("起始日")
    ends_on = models.DateField("终止日", null=True)
    reason = models.CharField("理由", max_length=200, default="")
    proposed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="提名人", help_text="null: the machine's owner, for the first administrator"
    )
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "任用"
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("begins_on")), name="access_appointment_days"),
            models.CheckConstraint(condition=models.Q(stands_for__isnull=True) | models.Q(ends_on__isnull=False), name="access_appointment_term"),
            models.CheckConstraint(condition=models.Q(proposed_by__isnull=True) | ~models.Q(proposed_by=models.F("person")), name="access_appointment_other"),
        ]


class AppointmentDecision(models.Model):
    """任用审批: that a second person approved an appointment, or did not."""

    NATURE = Nature.WORKING_PAPER

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, primary_key=True, related_name="decision", verbose_name="任用")
    approved = models.BooleanField("同意")
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="审批人", help_text="null: the machine's owner, for the first administrator"
    )
    reason = models.CharField("理由", max_length=200, default="")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "任用审批"


class Handover(models.Model):
    """岗位移交: the last day somebody holds a post, and who takes over what is open."""

    NATURE = Nature.WORKING_PAPER

    appointment = models.OneToOneField(Appointment, on_delete=models.PROTECT, primary_key=True, related_name="handover", verbose_name="任用")
    last_day = models.DateField("最后一日")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="接手人")
    open_matters = models.TextField("未了事项", default="")
    handed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="移交人")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "岗位移交"
