"""What signing in needs. Secrets are hashed, keyed or sealed: reading these tables opens nothing."""

from django.db import models
from django.db.models.functions import Now

from chengxin.access.models.people import Account, Appointment
from chengxin.ground.api import Nature


class Activation(models.Model):
    """启用码: handed over in person, opens an account once: to choose a password and a second factor anew."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="activations", verbose_name="账户")
    mac = models.CharField("启用码鉴别码", max_length=90, unique=True)
    made_by = models.CharField("建立人", max_length=120)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    expires_at = models.DateTimeField("失效时间")

    class Meta:
        verbose_name = "启用码"


class ActivationUse(models.Model):
    """启用: that an activation code was used."""

    NATURE = Nature.WORKING_PAPER

    activation = models.OneToOneField(Activation, on_delete=models.PROTECT, primary_key=True, related_name="use", verbose_name="启用码")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "启用"


class Password(models.Model):
    """密码: an argon2 hash; the latest counts."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="passwords", verbose_name="账户")
    encoded = models.CharField("密码散列", max_length=256)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "密码"


class TotpSecret(models.Model):
    """动态口令密钥: sealed; the latest counts. Stored only once a code made with it has been shown."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="totps", verbose_name="账户")
    sealed = models.TextField("密钥密文")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "动态口令密钥"


class TotpUse(models.Model):
    """动态口令使用: that the code of a half-minute was used; it opens nothing again."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name="账户")
    step = models.BigIntegerField("时间步")

    class Meta:
        verbose_name = "动态口令使用"
        constraints = [models.UniqueConstraint(fields=["account", "step"], name="access_totpuse_once")]


class RecoveryCode(models.Model):
    """恢复码: one of a set that was shown once; the latest set counts."""

    NATURE = Nature.WORKING_PAPER

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="recovery_codes", verbose_name="账户")
    series = models.IntegerField("组次")
    mac = models.CharField("恢复码鉴别码", max_length=90, unique=True)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "恢复码"


class RecoveryUse(models.Model):
    """恢复码使用: that a recovery code was used."""

    NATURE = Nature.WORKING_PAPER

    code = models.OneToOneField(RecoveryCode, on_delete=models.PROTECT, primary_key=True, related_name="use", verbose_name="恢复码")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "恢复码使用"


class Session(models.Model):
    """会话: one browser that signed in. After the password alone (``password``) it opens the second factor and nothing else.

    Of a subject's side it names the subject it acts for, which row-level security goes by.
    """

    NATURE = Nature.WORKING_PAPER

    mac = models.CharField("会话鉴别码", max_length=90, unique=True, help_text="keyed digest of the cookie")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sessions", verbose_name="账户")
    side = models.CharField("登录端", max_length=10, default="desk", db_default="desk", help_text="desk or my: a session of one side is nobody at the other")
    stage = models.CharField("阶段", max_length=10, choices=[("password", "待第二重验证"), ("full", "已登录")])
    chosen = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="所选任用")
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="代表的主体")
    address = models.CharField("来源地址", max_length=64)
    agent = models.CharField("浏览器", max_length=200)
    begun_at = models.DateTimeField("开始时间", db_default=Now())
    seen_at = models.DateTimeField("最近使用", db_default=Now(), help_text="to the minute")
    expires_at = models.DateTimeField("失效时间")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = "会话"
        indexes = [models.Index(fields=["account", "begun_at"], name="access_session_account")]


class Attempt(models.Model):
    """登录尝试: that somebody tried to sign in, and whether it was they. What was typed is kept as a keyed digest only."""

    NATURE = Nature.WORKING_PAPER

    name_mac = models.CharField("登录名鉴别码", max_length=90)
    source = models.CharField("来源", max_length=120, help_text="an address, or a browser that signed in before")
    held = models.BooleanField("成功")
    at = models.DateTimeField("时间", db_default=Now())

    class Meta:
        verbose_name = "登录尝试"
        indexes = [models.Index(fields=["name_mac", "at"], name="access_attempt_name"), models.Index(fields=["source", "at"], name="access_attempt_source")]
