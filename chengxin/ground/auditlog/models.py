"""What the log of the audit stores beside the entries: leaves, nodes, checkpoints. Append-only; written by ``ground_audit_append`` alone."""

from django.db import models
from django.db.models.functions import Now

from chengxin.ground.nature import Nature


class AuditLog(models.Model):
    """留痕日志: the log itself (one row): its name and the digest it was born with, which never changes."""

    NATURE = Nature.WORKING_PAPER

    origin = models.CharField("来源", max_length=120, help_text="name of the log and of the key that signs its heads")
    digest = models.CharField("摘要算法", max_length=20)
    born_at = models.DateTimeField("建立时间", db_default=Now())

    class Meta:
        verbose_name = "留痕日志"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ground_auditlog_single")]


class AuditLeaf(models.Model):
    """留痕序号: the place of an entry in the log (id, from 0) and the digest of what it said when it was put there."""

    NATURE = Nature.WORKING_PAPER

    id = models.BigIntegerField("序号", primary_key=True)
    # checked by ground_audit_append, many at a time; without a key of its own, so that a loss shows as a loss
    entry = models.OneToOneField("ground.AuditEntry", on_delete=models.PROTECT, db_constraint=False, related_name="leaf", verbose_name="留痕")
    hash = models.BinaryField("叶摘要", max_length=32)

    class Meta:
        verbose_name = "留痕序号"


class AuditNode(models.Model):
    """日志节点: the digest over 2^height entries, for every eighth height; from these proofs are made."""

    NATURE = Nature.WORKING_PAPER

    height = models.SmallIntegerField("高度")
    index = models.BigIntegerField("次序")
    hash = models.BinaryField("节点摘要", max_length=32)

    class Meta:
        verbose_name = "日志节点"
        constraints = [models.UniqueConstraint(fields=["height", "index"], name="ground_auditnode_once")]


class AuditCheckpoint(models.Model):
    """检查点: the signed head of the log at a size."""

    NATURE = Nature.WORKING_PAPER

    size = models.BigIntegerField("条数", primary_key=True)
    at = models.DateTimeField("时间")
    root = models.BinaryField("根摘要", max_length=32)
    peaks = models.BinaryField("完整子树", help_text="digests of the complete subtrees, the largest first; the log goes on from them")
    cluster = models.CharField("数据库服务器", max_length=40, help_text="whose numbers of transactions the horizon counts in")
    horizon = models.BigIntegerField("界限事务号", help_text="entries of every earlier transaction are in the log")
    note = models.TextField("签名文本")

    class Meta:
        verbose_name = "检查点"
