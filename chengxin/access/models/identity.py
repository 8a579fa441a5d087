"""Which account the city's unified identity opens. What it calls somebody is kept as a keyed digest."""

from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.people import Account
from chengxin.ground.api import Nature


class Identity(models.Model):
    """统一身份: that an issuer's name for somebody is this account's."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="identities", verbose_name="账户")
    issuer = models.CharField("签发方", max_length=200)
    name_mac = models.CharField("统一身份鉴别码", max_length=90)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "统一身份"
        constraints = [models.UniqueConstraint(fields=["issuer", "name_mac"], name="access_identity_once")]


class IdentityUse(models.Model):
    """统一身份登录: that an answer of the issuer was used, or its word that a session is over; it counts once."""

    NATURE = Nature.WORKING_PAPER

    nonce_mac = models.CharField("随机数鉴别码", max_length=90, primary_key=True)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "统一身份登录"


class IdentitySession(models.Model):
    """统一身份会话: that a session began by an issuer's answer; by what the issuer calls its own session it ends this one (back-channel log-out)."""

    NATURE = Nature.WORKING_PAPER

    session = models.OneToOneField("access.Session", on_delete=models.PROTECT, primary_key=True, related_name="identity", verbose_name="会话")
    issuer = models.CharField("签发方", max_length=200)
    sid_mac = models.CharField("签发方会话鉴别码", max_length=90, default="", help_text="empty: the issuer names none")

    class Meta:
        verbose_name = "统一身份会话"
        indexes = [models.Index(fields=["issuer", "sid_mac"], name="access_identitysession_sid")]
