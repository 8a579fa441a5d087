"""通行密钥: a second factor bound to this site's address. What is stored opens nothing: the private half never leaves the authenticator."""

from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.people import Account
from chengxin.ground.api import Nature


class Passkey(models.Model):
    """通行密钥: one that an account registered, with the name its owner gave it."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="passkeys", verbose_name="账户")
    credential = models.CharField("凭据号", max_length=1400, unique=True, help_text="base64url, as the authenticator gave it")
    public_key = models.BinaryField("公钥")
    count = models.BigIntegerField("登记时的签名计数")
    label = models.CharField("名称", max_length=40)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "通行密钥"


class PasskeyUse(models.Model):
    """通行密钥使用: that a challenge was answered; none is answered twice. The highest ``count`` is what the next one must exceed."""

    NATURE = Nature.WORKING_PAPER

    passkey = models.ForeignKey(Passkey, on_delete=models.PROTECT, related_name="uses", verbose_name="通行密钥")
    challenge = models.CharField("挑战摘要", max_length=90, unique=True)
    count = models.BigIntegerField("签名计数")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "通行密钥使用"


class PasskeyRemoval(models.Model):
    """移除通行密钥: it opens nothing any more."""

    NATURE = Nature.WORKING_PAPER

    passkey = models.OneToOneField(Passkey, on_delete=models.PROTECT, primary_key=True, related_name="removal", verbose_name="通行密钥")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "移除通行密钥"
