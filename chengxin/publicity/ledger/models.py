"""What the ledger stores: leaves, which are the truth, and what is derived from them. Append-only but for the salts, which may be destroyed."""

from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class LedgerLog(models.Model):
    """公示留痕日志: the log itself (one row): the name it goes by for ever."""

    NATURE = Nature.WORKING_PAPER

    origin = models.CharField("来源", max_length=120, help_text="name of the log and of the keys that sign its checkpoints")
    born_at = models.DateTimeField("建立时间", db_default=Now())

    class Meta:
        verbose_name = "公示留痕日志"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="publicity_ledgerlog_single")]


class LedgerKey(models.Model):
    """签名公钥: a key that signs checkpoints, from the one that covers its leaf until that of the next key."""

    NATURE = Nature.WORKING_PAPER

    number = models.SmallIntegerField("序号", primary_key=True)
    key = models.CharField("公钥", max_length=250)
    leaf = models.BigIntegerField("叶序号", unique=True, help_text="where the log itself says that this key signs from here on")
    made_at = models.DateTimeField("启用时间", db_default=Now())

    class Meta:
        verbose_name = "签名公钥"


class LedgerLeaf(models.Model):
    """公示留痕叶: one place of the log, counted from 0. Salted digests only.

    ``laid``: the digest of what was shown. ``closed``: a mark that whoever holds the salt of the publication can work
    out alone, and the digest of when and why. ``key``: a signing key, in clear.
    """

    NATURE = Nature.WORKING_PAPER

    id = models.BigIntegerField("序号", primary_key=True)
    kind = models.CharField("种类", max_length=6, help_text="laid, closed or key")
    publication = models.BigIntegerField("公示记录", null=True)  # without a foreign key, so that a loss shows as a loss
    digest = models.BinaryField("加盐摘要", max_length=32, null=True)
    detail = models.BinaryField("撤下情况的加盐摘要", max_length=32, null=True)
    key = models.CharField("公钥", max_length=250, null=True)

    class Meta:
        verbose_name = "公示留痕叶"
        constraints = [
            models.UniqueConstraint(fields=["publication", "kind"], name="publicity_ledgerleaf_once"),
            models.CheckConstraint(
                name="publicity_ledgerleaf_form",
                condition=models.Q(kind="laid", publication__isnull=False, digest__isnull=False, detail__isnull=True, key__isnull=True)
                | models.Q(kind="closed", publication__isnull=False, digest__isnull=False, detail__isnull=False, key__isnull=True)
                | models.Q(kind="key", publication__isnull=True, digest__isnull=True, detail__isnull=True, key__isnull=False),
            ),
        ]


class LedgerSalt(models.Model):
    """盐: what makes the digests of one publication that stands unguessable. Apart from the leaves; salts are the only thing here that can be destroyed."""

    NATURE = Nature.WORKING_PAPER

    publication = models.BigIntegerField("公示记录", primary_key=True)
    salt = models.BinaryField("盐", max_length=16, help_text="128 bits, drawn from a secret of the round that is not kept")

    class Meta:
        verbose_name = "盐"


class LedgerSaltKept(models.Model):
    """留存的盐: the salt of a publication that left, moved here as its removal takes its place in the log; kept inside, never on a machine for readers."""

    NATURE = Nature.WORKING_PAPER

    publication = models.BigIntegerField("公示记录", primary_key=True)
    salt = models.BinaryField("盐", max_length=16)

    class Meta:
        verbose_name = "留存的盐"


class LedgerForgotten(models.Model):
    """盐已销毁: that the salt of a publication was destroyed; its leaves say nothing to anybody since."""

    NATURE = Nature.WORKING_PAPER

    publication = models.BigIntegerField("公示记录", primary_key=True)
    forgotten_at = models.DateTimeField("销毁时间", db_default=Now())

    class Meta:
        verbose_name = "盐已销毁"


class LedgerNode(models.Model):
    """公示留痕节点: the digest over 2^height leaves, for every eighth height: the rows of tiles above the lowest. Derived."""

    NATURE = Nature.WORKING_PAPER

    height = models.SmallIntegerField("高度")
    index = models.BigIntegerField("次序")
    hash = models.BinaryField("节点摘要", max_length=32)

    class Meta:
        verbose_name = "公示留痕节点"
        constraints = [models.UniqueConstraint(fields=["height", "index"], name="publicity_ledgernode_once")]


class LedgerCheckpoint(models.Model):
    """公示留痕检查点: the signed head of the log at a size."""

    NATURE = Nature.WORKING_PAPER

    size = models.BigIntegerField("条数", primary_key=True)
    at = models.DateTimeField("时间", db_default=Now())
    root = models.BinaryField("根摘要", max_length=32)
    peaks = models.BinaryField("完整子树", help_text="digests of the complete subtrees, the largest first; the log goes on from them")
    note = models.TextField("签名文本")

    class Meta:
        verbose_name = "公示留痕检查点"


class LedgerRound(models.Model):
    """排序批次: how far the history of publication was in the log at a size. Bound to a checkpoint of that size when it is committed."""

    NATURE = Nature.WORKING_PAPER

    checkpoint = models.OneToOneField(LedgerCheckpoint, on_delete=models.PROTECT, primary_key=True, db_column="size", verbose_name="检查点")
    first = models.BigIntegerField("首叶")
    publications = models.BigIntegerField("公示记录至")
    closings = models.BigIntegerField("撤下记录至")

    class Meta:
        verbose_name = "排序批次"


class LedgerSeen(models.Model):
    """见证过的检查点: a checkpoint of another log that we checked, and our cosignature under it."""

    NATURE = Nature.WORKING_PAPER

    origin = models.CharField("来源", max_length=120)
    size = models.BigIntegerField("条数")
    root = models.BinaryField("根摘要", max_length=32)
    note = models.TextField("签名文本")
    keys = models.TextField("所认公钥", help_text="keys of that log, one a line; the last signs now")
    address = models.CharField("网址", max_length=400)
    seen_at = models.DateTimeField("见证时间", db_default=Now())

    class Meta:
        verbose_name = "见证过的检查点"
        constraints = [models.UniqueConstraint(fields=["origin", "size"], name="publicity_ledgerseen_once")]
