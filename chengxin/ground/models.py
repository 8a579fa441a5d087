"""What ground stores: the instance itself, the audit log, the outbox, files by digest."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models.functions import Now, StrIndex, Substr

from chengxin.ground.nature import Nature


class TransactionId(models.Func):
    """The number of the current transaction, as a column default."""

    function = "txid_current"
    output_field = models.BigIntegerField()


class SessionUser(models.Func):
    """The database role that signed in, as a column default."""

    template = "SESSION_USER"
    output_field = models.CharField()


class RandomId(models.Func):
    """A random UUID, as a column default."""

    function = "gen_random_uuid"
    output_field = models.UUIDField()


class Instance(models.Model):
    """本实例: what this database is (one row): production, demo or test, and the schema it carries."""

    NATURE = Nature.WORKING_PAPER

    kind = models.CharField("实例类别", max_length=16, help_text="production, demo or test")
    created_at = models.DateTimeField("建立时间", db_default=Now())
    fingerprint = models.CharField("结构指纹", max_length=80, default="", help_text="digest of the shipped schema and data")
    seal_inner = models.BinaryField("营业日密封内块", help_text="inner HMAC block of the day seal")
    seal_outer = models.BinaryField("营业日密封外块", help_text="outer HMAC block of the day seal")
    mac = models.CharField("鉴别码算法", max_length=20, default="hmac-sha256", db_default="hmac-sha256", help_text="by which people are looked up; fixed at birth")

    class Meta:
        verbose_name = "本实例"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="ground_instance_single"),
            models.CheckConstraint(condition=models.Q(kind__in=["production", "demo", "test"]), name="ground_instance_kind"),
        ]


class LogMark(models.Model):
    """日志位置: how far the database's own log was at a time, some minutes back; tells how many seconds a replica is behind. A ring of rows."""

    NATURE = Nature.WORKING_PAPER

    slot = models.SmallIntegerField("位", primary_key=True)
    at = models.DateTimeField("时间")
    position = models.BigIntegerField("位置", help_text="bytes from the beginning of the log")

    class Meta:
        verbose_name = "日志位置"


class ReplicaState(models.Model):
    """副本状态: on a replica, how it stands to its main database (one row), written every second by whoever looks after it; empty on a main database."""

    NATURE = Nature.WORKING_PAPER

    name = models.CharField("复制槽", max_length=63, help_text="by which the main database knows this replica")
    state = models.CharField("状态", max_length=12, help_text="copying, following, away, stopped or lost")
    looked_at = models.DateTimeField("查看时间")
    heard_at = models.DateTimeField("最近听到主库", null=True)
    fresh_at = models.DateTimeField("内容截至", null=True, help_text="everything the main database had committed by then is here")
    applied = models.CharField("已应用到", max_length=20, default="", db_default="", help_text="position in the main database's log")
    behind_bytes = models.BigIntegerField("落后字节", null=True)
    whole = models.BooleanField("首次复制完成", default=False, db_default=False)

    class Meta:
        verbose_name = "副本状态"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="ground_replicastate_single"),
            models.CheckConstraint(condition=models.Q(state__in=["copying", "following", "away", "stopped", "lost"]), name="ground_replicastate_word"),
        ]


class AuditEntry(models.Model):
    """留痕: one act or one look: who, for which organ, what, about whom, why, when. References only, never values."""

    NATURE = Nature.WORKING_PAPER

    at = models.DateTimeField("时间", db_default=Now())
    xact = models.BigIntegerField("事务号", db_default=TransactionId(), help_text="the transaction that wrote it; a read demands another, committed one")
    side = models.CharField("数据库角色", max_length=63, db_default=SessionUser(), help_text="the database role that wrote it")
    act = models.CharField("行为", max_length=40)
    actor = models.CharField("行为人", max_length=120, help_text="handle of the officer or account; 'system' for jobs")
    post = models.CharField("岗位", max_length=80, default="", db_default="", help_text="the actor's post; while nobody has signed in, the door they came by")
    organ_ref = models.BigIntegerField("机关", null=True)
    subject_ref = models.BigIntegerField("主体", null=True)
    purpose = models.CharField("目的", max_length=200, default="")
    reference = models.CharField("对象引用", max_length=120, default="", help_text="record, batch or warrant, by id")
    fields = ArrayField(models.CharField(max_length=40), verbose_name="字段", default=list)
    salt = models.UUIDField("盐", db_default=RandomId(), help_text="so that a digest of the log tells nobody what the entry says")

    class Meta:
        verbose_name = "留痕"
        indexes = [
            models.Index(fields=["subject_ref", "id"], name="ground_audit_subject"),
            models.Index(fields=["xact"], name="ground_audit_xact"),
            # What auditors filter by: the name behind the door, the act, and the day, by which rows lie in order as they come.
            models.Index(Substr("actor", StrIndex("actor", models.Value(":")) + 1), "id", name="ground_audit_actor"),
            models.Index(fields=["act", "id"], name="ground_audit_act"),
            BrinIndex(fields=["at"], name="ground_audit_at", autosummarize=True),
        ]


class LookUse(models.Model):
    """查阅凭证使用: a committed look opens exactly one read."""

    NATURE = Nature.WORKING_PAPER

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, primary_key=True, verbose_name="留痕")
    used_at = models.DateTimeField("使用时间", db_default=Now())

    class Meta:
        verbose_name = "查阅凭证使用"


class Event(models.Model):
    """事件: what a room tells the rooms above, written in the transaction of the change (outbox)."""

    NATURE = Nature.WORKING_PAPER

    topic = models.CharField("主题", max_length=60)
    payload = models.JSONField("内容", help_text="references only")
    emitted_at = models.DateTimeField("发出时间", db_default=Now())

    class Meta:
        verbose_name = "事件"


class Delivery(models.Model):
    """送达: that one handler has dealt with one event, in the handler's own transaction."""

    NATURE = Nature.WORKING_PAPER

    event = models.ForeignKey(Event, on_delete=models.PROTECT, verbose_name="事件")
    handler = models.CharField("处理者", max_length=80)
    delivered_at = models.DateTimeField("送达时间", db_default=Now())

    class Meta:
        verbose_name = "送达"
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="ground_delivery_once")]


class StoredFile(models.Model):
    """文件: an original kept by the digest of its bytes, encrypted under a key of its own."""

    NATURE = Nature.WORKING_PAPER

    digest = models.CharField("摘要", max_length=80, unique=True)
    size = models.BigIntegerField("字节数")
    cipher = models.CharField("加密算法", max_length=20)
    stored_at = models.DateTimeField("存入时间", db_default=Now())

    class Meta:
        verbose_name = "文件"


class FileKey(models.Model):
    """文件密钥: the wrapped key of a stored file; deleting the row makes the file unreadable for ever."""

    NATURE = Nature.WORKING_PAPER

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, primary_key=True, verbose_name="文件")
    wrapped = models.BinaryField("封装的密钥")

    class Meta:
        verbose_name = "文件密钥"


class CalendarTable(models.Model):
    """节假日安排: the official table of a year as imported; a later one of the same year replaces it and both are kept."""

    NATURE = Nature.WORKING_PAPER

    year = models.IntegerField("年份")
    source = models.TextField("出处", help_text="number and title of the notice")
    digest = models.CharField("摘要", max_length=80)
    imported_at = models.DateTimeField("导入时间", db_default=Now())

    class Meta:
        verbose_name = "节假日安排"
        indexes = [models.Index(fields=["year", "id"], name="ground_calendar_year")]


class CalendarDay(models.Model):
    """安排日: a day that a table takes out of the ordinary week: off, or a weekend day worked."""

    NATURE = Nature.WORKING_PAPER

    table = models.ForeignKey(CalendarTable, on_delete=models.PROTECT, related_name="+", verbose_name="节假日安排")
    day = models.DateField("日期")
    working = models.BooleanField("上班", help_text="otherwise a day off")
    name = models.CharField("名称", max_length=40, default="")

    class Meta:
        verbose_name = "安排日"
        constraints = [models.UniqueConstraint(fields=["table", "day"], name="ground_calendar_day_once")]


# The applet's models belong to this app.
from chengxin.ground.auditlog.models import AuditCheckpoint, AuditLeaf, AuditLog, AuditNode  # noqa: E402, F401


class Request(models.Model):
    """请求: that a form with this key was sent and what it asked for was done; the same form is answered once."""

    NATURE = Nature.WORKING_PAPER

    key = models.UUIDField("请求键", primary_key=True)
    asker = models.CharField("提出人", max_length=60)
    act = models.CharField("行为", max_length=40)
    asked = models.CharField("所求鉴别码", max_length=90, help_text="keyed digest of address and fields")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "请求"


class RequestAnswer(models.Model):
    """请求答复: where the answer led. A page that was the answer itself is not kept: it may have held what is shown once."""

    NATURE = Nature.WORKING_PAPER

    request = models.OneToOneField(Request, on_delete=models.PROTECT, primary_key=True, related_name="answer", verbose_name="请求")
    status = models.SmallIntegerField("状态码")
    location = models.CharField("去处", max_length=600, default="")

    class Meta:
        verbose_name = "请求答复"
