"""What subjects stores: whom a record is about, by which code, under which names, since when."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature


class Kind(models.TextChoices):
    """主体类别."""

    ENTERPRISE = "enterprise", "企业"
    INDIVIDUAL_BUSINESS = "individual-business", "个体工商户"
    ORGANISATION = "organisation", "其他组织"
    ORGAN = "organ", "机关"
    PERSON = "person", "自然人"


class RelationKind(models.TextChoices):
    """关系种类."""

    BRANCH_OF = "branch-of", "分支机构"
    MERGED_INTO = "merged-into", "并入"
    SPLIT_FROM = "split-from", "分立自"
    CONTINUED_AS = "continued-as", "转为"


class Subject(models.Model):
    """主体: one enterprise, individual business, organisation, organ or natural person."""

    NATURE = Nature.BENIGN

    kind = models.CharField("主体类别", max_length=24, choices=Kind.choices)
    code = models.CharField("统一社会信用代码", max_length=18, null=True, db_collation="C", help_text="never for natural persons")
    first_received_on = models.DateField("首次收到日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "主体"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="subjects_subject_code"),
            models.CheckConstraint(condition=~models.Q(kind="person") | models.Q(code__isnull=True), name="subjects_person_no_code"),
        ]


class Name(models.Model):
    """名称: a name of a subject other than a natural person and the day it became known; the latest counts."""

    NATURE = Nature.BENIGN

    # checked by subjects_enter, many at a time (docs/decisions/0013)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, verbose_name="主体", db_constraint=False)
    name = models.CharField("名称", max_length=400)
    folded = models.CharField("检索形式", max_length=400, db_collation="C")
    initials = models.CharField("拼音首字母", max_length=400, default="", db_collation="C")
    grams = ArrayField(models.IntegerField(), verbose_name="检索字组")
    received_on = models.DateField("收到日")
    from_register = models.BooleanField("来自登记", help_text="a name of the register beats one told by a decision")
    batch = models.BigIntegerField("批次", null=True, help_text="what brought it; a batch taken back takes its names with it")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "名称"
        indexes = [GinIndex(fields=["grams"], name="subjects_name_grams", fastupdate=True, gin_pending_list_limit=1024)]


class Arrival(models.Model):
    """待登记名称: new subjects and names of a batch on their way in; gone at the end of each portion."""

    NATURE = Nature.WORKING_PAPER

    line = models.IntegerField("行号", primary_key=True)
    subject = models.BigIntegerField("主体", db_column="subject_id")
    is_new = models.BooleanField("新主体")
    kind = models.CharField("主体类别", max_length=24)
    code = models.CharField("统一社会信用代码", max_length=18, null=True)
    identity_mac = models.CharField("证件号码鉴别码", max_length=90, null=True)
    identity_sealed = models.TextField("证件号码密文", null=True, help_text="base64")
    identity_kind = models.CharField("证件类型", max_length=64, null=True)
    name = models.CharField("名称", max_length=4000)
    folded = models.CharField("检索形式", max_length=4000, null=True, help_text="null: no name to enter")
    initials = models.CharField("拼音首字母", max_length=4000, null=True)
    grams = ArrayField(models.IntegerField(), verbose_name="检索字组", null=True)

    class Meta:
        verbose_name = "待登记名称"


class Sample(models.Model):
    """名称样本: some thousands of names drawn at random; tells a search how common a fragment is."""

    NATURE = Nature.BENIGN

    folded = models.TextField("检索形式", db_collation="C", help_text="some names, each behind an end of a line")
    initials = models.TextField("拼音首字母", db_collation="C", help_text="of the same names, likewise")
    drawn = models.IntegerField("名称数", help_text="how many names stand in this row")
    of_names = models.BigIntegerField("名称总数", help_text="how many names there were when it was drawn")

    class Meta:
        verbose_name = "名称样本"


class Person(models.Model):
    """自然人身份: the personal part of a natural person, apart from all history and erasable."""

    NATURE = Nature.WORKING_PAPER

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, verbose_name="主体")
    identity_mac = models.CharField("证件号码鉴别码", max_length=90, unique=True)
    identity_sealed = models.BinaryField("证件号码密文")
    identity_kind = models.CharField("证件类型", max_length=64)
    name = models.CharField("姓名", max_length=400)

    class Meta:
        verbose_name = "自然人身份"


class Relation(models.Model):
    """主体关系: that one subject is a branch of another, went up in it, or goes on as it; added, ended, never changed.

    It joins what is known for a reader. No record passes from one subject to the other by it.
    """

    NATURE = Nature.BENIGN

    subject_id: int
    to_id: int
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    kind = models.CharField("关系种类", max_length=24, choices=RelationKind.choices)
    to = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+", verbose_name="对方主体")
    since = models.DateField("起始日")
    reference = models.CharField("依据", max_length=400)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "主体关系"
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind", "to", "since"], name="subjects_relation_once"),
            models.CheckConstraint(condition=~models.Q(subject=models.F("to")), name="subjects_relation_to_another"),
        ]


class RelationEnd(models.Model):
    """主体关系终止: from which day a relation holds no longer."""

    NATURE = Nature.BENIGN

    relation = models.OneToOneField(Relation, on_delete=models.PROTECT, primary_key=True, related_name="end", verbose_name="主体关系")
    until = models.DateField("终止日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "主体关系终止"


class Organ(models.Model):
    """机关: a public body of the district that reports and decides; itself a subject."""

    NATURE = Nature.BENIGN

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, verbose_name="主体")
    subject_id: int
    official_name = models.CharField("机关全称", max_length=400, db_index=True)
    aliases = ArrayField(models.CharField(max_length=100), verbose_name="简称与别名", default=list)
    in_district_file = models.BooleanField("载于区情文件", default=False)

    class Meta:
        verbose_name = "机关"
