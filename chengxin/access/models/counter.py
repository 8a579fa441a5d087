"""What is done at the window for somebody without a phone, and how an account is closed."""

from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.people import Account, Person
from chengxin.ground.api import Nature


class CounterVisit(models.Model):
    """窗口代办: that somebody came to the window, and with which document an officer knew them. Opens that subject to the officer for an hour."""

    NATURE = Nature.WORKING_PAPER

    subject_id: int

    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="到窗口的主体")
    document = models.CharField("出示的证件", max_length=24, help_text="access.counter.DOCUMENTS")
    officer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="核验人")
    organ = models.ForeignKey("subjects.Organ", on_delete=models.PROTECT, related_name="+", verbose_name="窗口所属机关")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "窗口代办"


class AccountClosing(models.Model):
    """账户注销: that an account opens nothing any more. Records and entries stay, for they are not the account's."""

    NATURE = Nature.WORKING_PAPER

    account = models.OneToOneField(Account, on_delete=models.PROTECT, primary_key=True, related_name="closing", verbose_name="账户")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "账户注销"
