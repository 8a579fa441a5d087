"""What publicity stores: the shelf, the history of publication, and the directory the public searches.

The shelf (Line) holds only what is public now and is read through views that test the day. It is
masked and self-contained, so that it can be carried to a machine that holds nothing else.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature
from chengxin.publicity.articles.models import (  # noqa: F401 (tables of the room)
    Article,
    ArticleAct,
    ArticleFile,
    ArticleOut,
    ArticleOutChange,
    ArticleOutFile,
    ArticleStand,
    ArticleVersion,
)
from chengxin.publicity.ledger.models import (  # noqa: F401 (tables of the room)
    LedgerCheckpoint,
    LedgerForgotten,
    LedgerKey,
    LedgerLeaf,
    LedgerLog,
    LedgerNode,
    LedgerRound,
    LedgerSalt,
    LedgerSaltKept,
    LedgerSeen,
)
from chengxin.publicity.opendata.models import OpenEdition, OpenFile, OpenRebuild, OpenRemoval  # noqa: F401
from chengxin.publicity.statistics.models import ActCount, Statistic  # noqa: F401


class Due(models.Model):
    """待公示: a record whose publication is to be considered in the next run, because something about it changed."""

    NATURE = Nature.WORKING_PAPER

    record = models.OneToOneField("records.Record", on_delete=models.PROTECT, primary_key=True, verbose_name="记录", db_constraint=False)
    since = models.DateTimeField("起", db_default=Now())
    law = models.BooleanField("因法律变化", default=False, db_default=False, help_text="the law on file changed and allows the standing line less than it did")

    class Meta:
        verbose_name = "待公示"


class Case(models.Model):
    """审查件: one due record as a run of publication sees it; emptied when the run is done."""

    NATURE = Nature.WORKING_PAPER

    run = models.UUIDField("批号")
    record = models.BigIntegerField("记录")
    version = models.BigIntegerField("版本")
    item = models.CharField("条目", max_length=40)
    nature = models.CharField("性质", max_length=16)
    power = models.CharField("公示权力", max_length=60, null=True)
    subject = models.BigIntegerField("主体")
    kind = models.CharField("主体类别", max_length=24)
    organ = models.BigIntegerField("机关", null=True)
    source = models.CharField("数据源", max_length=60)
    severity = models.CharField("认定等级", max_length=20, default="")
    publication = models.BigIntegerField("在架公示记录", null=True)
    first_public = models.DateField("首次公示日")
    laid_on = models.DateField("本版公示日", help_text="the day of the run, or the one until which the line before it counts as shown")
    fate = models.CharField("结果", max_length=12, help_text="ask, lay, held, doubtful, over, person or refused")
    ask = models.BigIntegerField("请示", null=True, help_text="the question put to the kernel; its warrant or refusal answers to it")
    document_number = models.CharField("文书号", max_length=400, default="")
    held_on = models.DateField("决定日", null=True)
    fields = models.JSONField("公示要素", null=True, help_text="what would be shown, masked, where it may be")

    class Meta:
        verbose_name = "审查件"
        indexes = [models.Index(fields=["run"], name="publicity_case_run")]


class Doubt(models.Model):
    """存疑: a version of a record whose long texts may hold what is a natural person's; it is not public until its organ has read it. Append-only."""

    NATURE = Nature.BENIGN

    version = models.OneToOneField("records.Version", on_delete=models.PROTECT, primary_key=True, related_name="+", verbose_name="版本")
    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+", verbose_name="记录")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="机关")
    why = models.JSONField("存疑之处", help_text="code of the element to the reasons: number, telephone, address, person")
    opened_on = models.DateField("存疑日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "存疑"


class Reading(models.Model):
    """审看: the organ has read a doubtful version and says what the public may read: as it stands, or with characters covered. Append-only."""

    NATURE = Nature.BENIGN

    doubt = models.OneToOneField(Doubt, on_delete=models.PROTECT, primary_key=True, related_name="reading", verbose_name="存疑")
    covered = models.JSONField("遮盖后的文字", default=dict, help_text="code of the element to its text, the same but for characters replaced by *")
    reason = models.CharField("说明", max_length=500, default="", blank=True)
    actor = models.CharField("审看人", max_length=100)
    read_on = models.DateField("审看日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "审看"


class Run(models.Model):
    """公示批次: a run of publication for a day, or a part of one, with its figures."""

    NATURE = Nature.WORKING_PAPER

    on_day = models.DateField("公示日")
    considered = models.IntegerField("审查")
    published = models.IntegerField("公示")
    replaced = models.IntegerField("更正公示")
    withdrawn = models.IntegerField("撤下")
    ended = models.IntegerField("期满")
    held = models.IntegerField("暂缓")
    doubtful = models.IntegerField("存疑待审看", default=0, db_default=0)
    refused = models.JSONField("不予公示", help_text="count by code")
    law = models.CharField("法律标记", max_length=80, default="", db_default="", help_text="the mark of the law the run went by")
    items = ArrayField(models.CharField(max_length=40), verbose_name="公示条目", default=list, db_default=[], help_text="items of which it laid lines")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "公示批次"


class Publication(models.Model):
    """公示记录: that a masked line was laid on the shelf, from which day to which. Append-only."""

    NATURE = Nature.ADVERSE

    # Checked by the statement, as are the references of Line (sql/bonds.sql); the warrant's with subject and end by a key besides.
    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+", verbose_name="记录", db_constraint=False)
    version = models.ForeignKey("records.Version", on_delete=models.PROTECT, related_name="+", verbose_name="版本", db_index=False, db_constraint=False)
    item = models.CharField("条目", max_length=40)
    nature = models.CharField("性质", max_length=16)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体", db_index=False, db_constraint=False)
    warrant = models.ForeignKey("law.Warrant", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="凭据", db_index=False, db_constraint=False)
    severity = models.CharField("认定等级", max_length=20, default="", help_text="the unit's class this line was laid under")
    public_from = models.DateField("首次公示日")
    laid_on = models.DateField("本版公示日")
    term_ends = models.DateField("最后公示日", null=True)
    fields = models.JSONField("公示要素")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "公示记录"


class Closing(models.Model):
    """撤下记录: that a publication left the shelf: replaced, withdrawn, held, refused or ended. Append-only."""

    NATURE = Nature.BENIGN

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, primary_key=True, verbose_name="公示记录")
    closed_on = models.DateField("撤下日", help_text="the first day it is no longer shown")
    why = models.CharField("缘由", max_length=12)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())
    number = models.BigIntegerField("次序", unique=True, db_default=models.Func(models.Value("publicity_closing_number"), function="nextval"), help_text="in the order of commits")

    class Meta:
        verbose_name = "撤下记录"


class Basis(models.Model):
    """公示依据: what is told beside every line that rests on the same power, articles, exit and remedy; each once, for it weighs more than a line."""

    NATURE = Nature.BENIGN

    digest = models.CharField("摘要", max_length=80, unique=True)
    told = models.JSONField("依据内容", help_text="power, articles, exit, remedy, as printed from the warrant")

    class Meta:
        verbose_name = "公示依据"


class Line(models.Model):
    """公示行: what the public may see now of one record. The shelf."""

    NATURE = Nature.ADVERSE

    record = models.OneToOneField("records.Record", on_delete=models.PROTECT, primary_key=True, related_name="+", verbose_name="记录", db_constraint=False)
    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="+", verbose_name="公示记录", db_constraint=False)
    item = models.CharField("条目", max_length=40)
    nature = models.CharField("性质", max_length=16)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体", db_constraint=False)
    warrant = models.BigIntegerField("凭据", null=True)
    organ_name = models.CharField("认定机关", max_length=400, default="")
    document_number = models.CharField("文书号", max_length=400, default="")
    held_on = models.DateField("决定日", null=True)
    public_from = models.DateField("首次公示日")
    laid_on = models.DateField("本版公示日")
    corrected = models.BooleanField("已更正", default=False)
    disputed = models.BooleanField("异议中", default=False)
    term_ends = models.DateField("最后公示日", null=True)
    severity = models.CharField("等级", max_length=40, default="")
    unit_severity = models.CharField("认定等级", max_length=20, default="", db_default="", help_text="as in its publication: with it the row tells all that was digested")
    repair = models.JSONField("最早修复", default=list)
    basis = models.ForeignKey(Basis, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="依据", db_constraint=False, db_index=False)
    warranted = models.JSONField("凭据载明", default=dict, help_text="what the warrant says of this line alone: steps, by_statement, digest, asked_on")
    fields = models.JSONField("公示要素")

    class Meta:
        verbose_name = "公示行"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(nature="benign", warrant__isnull=True) | models.Q(nature="adverse", warrant__isnull=False, term_ends__isnull=False),
                name="publicity_line_warrant",
            )
        ]
        indexes = [models.Index(fields=["term_ends"], name="publicity_line_ends")]


class Directory(models.Model):
    """公开名录: the subjects that have something public, as the public may find them; never a natural person."""

    NATURE = Nature.BENIGN

    subject = models.OneToOneField("subjects.Subject", on_delete=models.PROTECT, primary_key=True, related_name="+", verbose_name="主体")
    kind = models.CharField("主体类别", max_length=24)
    code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("名称", max_length=400)
    folded = models.CharField("检索形式", max_length=400)
    initials = models.CharField("拼音首字母", max_length=400, default="", db_collation="C")
    grams = ArrayField(models.IntegerField(), verbose_name="检索字组")
    public_until = models.DateField("公开至", help_text="the last day any of its lines is public; infinity for lines without end")

    class Meta:
        verbose_name = "公开名录"
        indexes = [GinIndex(fields=["grams"], name="publicity_directory_grams", fastupdate=True), models.Index(fields=["code"], name="publicity_directory_code")]
        constraints = [models.CheckConstraint(condition=~models.Q(kind="person"), name="publicity_no_person")]


class Sample(models.Model):
    """名录样本: some thousands of public names drawn at random; tells a search how common a fragment is."""

    NATURE = Nature.BENIGN

    folded = models.TextField("检索形式", db_collation="C", help_text="some names, each behind an end of a line")
    initials = models.TextField("拼音首字母", db_collation="C", help_text="of the same names, likewise")
    drawn = models.IntegerField("名称数", help_text="how many names stand in this row")
    of_names = models.BigIntegerField("名称总数", help_text="how many names there were when it was drawn")

    class Meta:
        verbose_name = "名录样本"


class Stamp(models.Model):
    """变更戳: that a transaction changed something the public side can read. All of them together are the stamp its pages are kept under."""

    NATURE = Nature.WORKING_PAPER

    made = models.CharField("事务", max_length=60, primary_key=True, help_text="number of the transaction and the moment it began: no two are ever the same, also after a restore")

    class Meta:
        verbose_name = "变更戳"


from chengxin.publicity.dual.models import Facet, Listed, Placed  # noqa: E402, F401  # the lists drawn from the shelf
