"""案件: the working paper of a power's procedure. Its acts are only added to; where it stands is reckoned from the last of them."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce, Now

from chengxin.ground.api import Nature
from chengxin.law.models.powers import Power
from chengxin.law.models.warrants import Warrant

LAST_DAY = dt.date(9999, 12, 31)  # stands for no due day where days are put in order


class Case(models.Model):
    """案件: that an organ looks into using a power on a subject. It decides nothing by itself: only the warrant of its approval does."""

    NATURE = Nature.WORKING_PAPER

    power_id: str
    subject_id: int
    organ_id: int

    power = models.ForeignKey(Power, on_delete=models.PROTECT, related_name="+", verbose_name="权力", db_index=False)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="主体")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关", db_index=False)
    opened_on = models.DateField("立案日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "案件"


class CaseAct(models.Model):
    """案件行为: one act in a case, by whom, in which post, on which day. Each is the next after the one its author had seen; who comes second is told."""

    NATURE = Nature.WORKING_PAPER

    case_id: int

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acts", verbose_name="案件", db_index=False)
    number = models.IntegerField("次序")
    kind = models.CharField("行为", max_length=12, help_text="law.cases.moves")
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="办理人", db_index=False)
    post = models.CharField("岗位", max_length=80)
    day = models.DateField("办理日")
    step = models.CharField("步骤", max_length=20, default="", help_text="of the power's procedure; empty: none was done by this act")
    step_day = models.DateField("步骤日", null=True)
    reason = models.TextField("理由", default="")
    payload = models.JSONField("内容", default=dict, help_text="of a draft its facts, end and reason; of a proposal also the versions it was read at")
    warrant = models.OneToOneField(Warrant, on_delete=models.PROTECT, null=True, related_name="case_act", verbose_name="凭据")
    letters = ArrayField(models.BigIntegerField(), verbose_name="文书", default=list)
    file = models.ForeignKey("ground.StoredFile", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="附件", db_index=False)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "案件行为"
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="law_caseact_once"),
            models.CheckConstraint(condition=models.Q(step="", step_day__isnull=True) | (~models.Q(step="") & models.Q(step_day__isnull=False)), name="law_caseact_step"),
            models.CheckConstraint(
                condition=models.Q(kind="approve", warrant__isnull=False) | (~models.Q(kind="approve") & models.Q(warrant__isnull=True)), name="law_caseact_warrant"
            ),
            models.CheckConstraint(condition=~models.Q(kind__in=["return", "drop"]) | ~models.Q(reason=""), name="law_caseact_reason"),
        ]
        indexes = [GinIndex(fields=["letters"], name="law_caseact_letters")]


class CaseStand(models.Model):
    """案件现状: where a case stands after its last act, so that long lists are quick. Written with each act, by the same database function."""

    NATURE = Nature.WORKING_PAPER

    case_id: int

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="stand", verbose_name="案件")
    organ = models.BigIntegerField("机关", db_column="organ_id")
    subject = models.BigIntegerField("主体", db_column="subject_id")
    power = models.CharField("权力", max_length=60, db_column="power_id")
    stage = models.CharField("阶段", max_length=12, help_text="law.cases.moves")
    number = models.IntegerField("末次行为")
    handler = models.BigIntegerField("承办人", db_column="handler_id")
    proposer = models.BigIntegerField("提请人", null=True, db_column="proposer_id")
    due_on = models.DateField("办理期限", null=True, help_text="the last day of what is due next; null: nothing has a last day")
    free_on = models.DateField("起始可办日", null=True, help_text="the first day on which what waits may be done")
    moved_at = models.DateTimeField("变动时间", db_default=Now())

    class Meta:
        verbose_name = "案件现状"
        indexes = [
            models.Index("organ", "stage", Coalesce("due_on", models.Value(LAST_DAY)), "case", name="law_casestand_due"),
            models.Index(fields=["organ", "subject"], name="law_casestand_subject"),
        ]


class CasePresence(models.Model):
    """在看: who has a case open now, so that two officers on one case know of each other. Nothing rests on it."""

    NATURE = Nature.WORKING_PAPER

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name="案件", db_index=False)
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="人员", db_index=False)
    seen_at = models.DateTimeField("最近打开", db_default=Now())

    class Meta:
        verbose_name = "在看"
        constraints = [models.UniqueConstraint(fields=["case", "officer"], name="law_casepresence_once")]
