"""What the platform tells a subject by itself, and where a copy goes by mail."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.people import Account
from chengxin.ground.api import Nature


class Message(models.Model):
    """消息: that something happened which a subject should know. It names the thing; the room shows it."""

    NATURE = Nature.BENIGN

    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    kind = models.CharField("消息种类", max_length=24, help_text="access.messages.KINDS")
    reference = models.CharField("所指", max_length=60, help_text="publication:7, letter:3, question:2")
    on_day = models.DateField("消息日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "消息"
        constraints = [models.UniqueConstraint(fields=["subject", "kind", "reference"], name="access_message_once")]


class MessageRead(models.Model):
    """消息已读: up to which message somebody has opened the list. The latest counts."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name="账户")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    through = models.BigIntegerField("读到的消息")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "消息已读"


class MailWish(models.Model):
    """邮件提醒: where an account wants mail, sealed, and of which kinds. The latest counts; an empty address means none."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name="账户")
    address = models.TextField("邮箱密文", default="")
    kinds = ArrayField(models.CharField(max_length=24), verbose_name="要提醒的种类", default=list)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "邮件提醒"


class Mailing(models.Model):
    """邮件: that a message went to an account by mail, or why it could not."""

    NATURE = Nature.WORKING_PAPER

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="mailings", verbose_name="消息")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name="账户")
    trouble = models.CharField("未成原因", max_length=200, default="", help_text="empty: sent")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "邮件"
        constraints = [models.UniqueConstraint(fields=["message", "account"], name="access_mailing_once")]
