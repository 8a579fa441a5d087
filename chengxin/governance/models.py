"""What governance stores: what organs say they decided, what they are asked, and the bulletins as drafted and as issued. Added to, never changed.

None of it weighs on a subject: it is about organs, and how they keep their own terms.
"""

from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature

PERIODS = {"week": "周报", "month": "月报"}
OUTCOMES = {"void": "没有这个文号，或者已经作废", "elsewhere": "不属于本条目，或者依法不归集", "reported": "已经报送，文号写法不同", "missed": "确有漏报，将补报"}


class Caseload(models.Model):
    """案卷台账: how many decisions of an item an organ says it took in a month. The latest counts; 0 says that there were none."""

    NATURE = Nature.WORKING_PAPER

    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", verbose_name="条目")
    month = models.DateField("月份", help_text="its first day")
    decided = models.IntegerField("决定件数")
    stated_on = models.DateField("申报日")
    actor = models.CharField("经办人", max_length=120)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "案卷台账"
        indexes = [models.Index(fields=["organ", "item", "month", "-id"], name="governance_caseload_latest")]
        constraints = [
            models.CheckConstraint(condition=models.Q(decided__gte=0), name="governance_caseload_count", violation_error_message="件数不能小于 0"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="governance_caseload_month", violation_error_message="月份写它的第一天"),
        ]


class GapAsk(models.Model):
    """缺号询问: numbers that are missing in an organ's series are asked about; that says nothing about whose fault it is."""

    NATURE = Nature.WORKING_PAPER

    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, related_name="+", verbose_name="条目")
    words = models.CharField("文号字头", max_length=120, db_collation="C")
    year = models.IntegerField("年度")
    first = models.IntegerField("起号")
    last = models.IntegerField("止号")
    decided_by = models.DateField("不晚于", help_text="the day of the next number that is known")
    asked_on = models.DateField("询问日")
    due_on = models.DateField("答复期限", help_text="the last day on which the next number could be reported in time")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "缺号询问"
        constraints = [
            models.UniqueConstraint(fields=["organ", "item", "words", "year", "first", "last"], name="governance_gapask_once"),
            models.CheckConstraint(condition=models.Q(first__gte=1, last__gte=models.F("first")), name="governance_gapask_range"),
        ]


class GapAnswer(models.Model):
    """缺号答复: what the organ says of numbers it was asked about. The latest counts."""

    NATURE = Nature.WORKING_PAPER

    ask = models.ForeignKey(GapAsk, on_delete=models.PROTECT, related_name="answers", verbose_name="缺号询问")
    outcome = models.CharField("答复", max_length=12, choices=list(OUTCOMES.items()))
    text = models.CharField("说明", max_length=500, default="", db_default="")
    actor = models.CharField("经办人", max_length=120)
    answered_on = models.DateField("答复日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "缺号答复"
        constraints = [models.CheckConstraint(condition=models.Q(outcome__in=list(OUTCOMES)), name="governance_gap_outcome")]


class Draft(models.Model):
    """通报稿: the figures of a period as known on a day, laid before the organs. A later version replaces it and says why."""

    NATURE = Nature.WORKING_PAPER

    period = models.CharField("周期", max_length=8, choices=list(PERIODS.items()))
    begins_on = models.DateField("起")
    ends_on = models.DateField("止")
    version = models.IntegerField("版次")
    known_on = models.DateField("截至")
    answer_by = models.DateField("说明期限")
    figures = models.JSONField("数字")
    reason = models.CharField("更正缘由", max_length=500, default="", db_default="", help_text="of a version after the first")
    drafted_on = models.DateField("拟稿日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "通报稿"
        constraints = [
            models.UniqueConstraint(fields=["period", "begins_on", "version"], name="governance_draft_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("begins_on"), version__gte=1), name="governance_draft_period"),
            models.CheckConstraint(condition=models.Q(version=1) | ~models.Q(reason=""), name="governance_draft_reason", violation_error_message="更正的通报应当说明缘由"),
        ]


class Remark(models.Model):
    """机关说明: what an organ says to a draft, before it goes out."""

    NATURE = Nature.WORKING_PAPER

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="remarks", verbose_name="通报稿")
    organ_id: int
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    item = models.ForeignKey("catalogue.Item", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="条目")
    text = models.CharField("说明", max_length=1000)
    actor = models.CharField("经办人", max_length=120)
    said_on = models.DateField("说明日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "机关说明"
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="governance_remark_text")]


class Reply(models.Model):
    """说明的办理: what the credit office makes of a remark: how many late ones are not laid at the organ's door, and why."""

    NATURE = Nature.WORKING_PAPER

    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, primary_key=True, related_name="reply", verbose_name="机关说明")
    excused = models.IntegerField("不计责任的迟报", default=0, db_default=0)
    text = models.CharField("答复", max_length=1000)
    actor = models.CharField("经办人", max_length=120)
    replied_on = models.DateField("答复日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "说明的办理"
        constraints = [
            models.CheckConstraint(condition=models.Q(excused__gte=0), name="governance_reply_count"),
            models.CheckConstraint(condition=~models.Q(text=""), name="governance_reply_text"),
        ]


class Issue(models.Model):
    """通报: a draft as it went out, with its figures reckoned again on that day. Kept as issued."""

    NATURE = Nature.WORKING_PAPER

    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, primary_key=True, related_name="issue", verbose_name="通报稿")
    year = models.IntegerField("年度")
    number = models.IntegerField("期号", help_text="of the year, weekly and monthly together")
    known_on = models.DateField("截至")
    figures = models.JSONField("数字")
    actor = models.CharField("签发人", max_length=120)
    issued_on = models.DateField("印发日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "通报"
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="governance_issue_number")]


class Score(models.Model):
    """及时榜: one organ's line of an issued monthly bulletin, as the public reads it."""

    NATURE = Nature.WORKING_PAPER

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="scores", verbose_name="通报")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关")
    due = models.IntegerField("应报")
    in_time = models.IntegerField("按时")
    late = models.IntegerField("迟报")
    excused = models.IntegerField("不计责任的迟报")
    missing = models.IntegerField("未报")

    class Meta:
        verbose_name = "及时榜"
        constraints = [
            models.UniqueConstraint(fields=["issue", "organ"], name="governance_score_once"),
            models.CheckConstraint(
                condition=models.Q(due=models.F("in_time") + models.F("late") + models.F("missing"), excused__lte=models.F("late"), in_time__gte=0, missing__gte=0, excused__gte=0),
                name="governance_score_adds_up",
            ),
        ]


class Watch(models.Model):
    """值守: the figures of the month so far, as the worker found them on a day; what pages of the desk show."""

    NATURE = Nature.WORKING_PAPER

    on_day = models.DateField("截至", primary_key=True)
    begins_on = models.DateField("起")
    figures = models.JSONField("数字")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "值守"
