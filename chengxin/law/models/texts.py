"""法律文本: full texts of instruments by version, every wording a warrant ever pointed at, and confirmed bases.

All append-only: texts come in by ``law_keep_text``, confirmations by ``law_confirm`` and by nothing else.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature
from chengxin.law.models.library import Article, Instrument
from chengxin.law.models.powers import Power


class TextVersion(models.Model):
    """文本版本: the full text of an instrument from a day on, until its own last day or the next version's first."""

    NATURE = Nature.WORKING_PAPER

    instrument_id: str
    units: Any

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="texts", verbose_name="法律文件", db_index=False)
    version = models.CharField("版本", max_length=40)
    in_force_from = models.DateField("施行日")
    in_force_to = models.DateField("失效日", null=True, help_text="as the law says; null: until the next version begins")
    source = models.CharField("出处标记", max_length=40, help_text="S<n> of the sources, or where the text was taken from")
    title = models.CharField("题名", max_length=200)
    file = models.ForeignKey("ground.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="文本文件")
    part = models.IntegerField("第几部分", help_text="which version within the file, from 0")
    digest = models.CharField("文字摘要", max_length=80, help_text="digest of the whole wording")
    imported_on = models.DateField("导入日")
    imported_by = models.CharField("导入人", max_length=120)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "文本版本"
        constraints = [
            models.UniqueConstraint(fields=["instrument", "version"], name="law_text_version_once"),
            models.UniqueConstraint(fields=["instrument", "in_force_from"], name="law_text_day_once"),
            models.CheckConstraint(condition=models.Q(in_force_to__isnull=True) | models.Q(in_force_to__gte=models.F("in_force_from")), name="law_text_order"),
        ]


class TextUnit(models.Model):
    """文本单元: one article, heading or other piece of a text version; all of them in order are the text."""

    NATURE = Nature.WORKING_PAPER

    version = models.ForeignKey(TextVersion, on_delete=models.PROTECT, related_name="units", verbose_name="文本版本", db_index=False)
    seq = models.IntegerField("次序")
    kind = models.CharField("种类", max_length=12, help_text="article, part, subpart, chapter, section, heading, head, contents, preamble, annex, note")
    label = models.CharField("条号", max_length=40, default="")
    title = models.CharField("标题", max_length=200, default="")
    number = models.IntegerField("序号", null=True)
    branch = models.IntegerField("之几", default=0)
    path = ArrayField(models.CharField(max_length=200), verbose_name="所在编章节", default=list)
    wording = models.TextField("文字", help_text="without marks and blank lines")
    paragraphs = models.JSONField("款项目", default=list)
    original = models.TextField("原样", help_text="as the file has it; all units joined are the text")
    digest = models.CharField("文字摘要", max_length=80)

    class Meta:
        verbose_name = "文本单元"
        constraints = [
            models.UniqueConstraint(fields=["version", "seq"], name="law_unit_seq_once"),
            models.UniqueConstraint(fields=["version", "label"], condition=models.Q(kind="article"), name="law_unit_label_once"),
        ]
        indexes = [models.Index(fields=["digest"], name="law_unit_digest")]


class KeptSummary(models.Model):
    """摘要存底: every summary an article ever had here, by digest, so that an old warrant still tells what it rested on."""

    NATURE = Nature.WORKING_PAPER

    digest = models.CharField("文字摘要", max_length=80, primary_key=True)
    article = models.CharField("条文", max_length=80)
    text = models.TextField("文字")

    class Meta:
        verbose_name = "摘要存底"


class WordingSet(models.Model):
    """依据文字组: the wordings a warrant's ``wording`` stands for, article by article."""

    NATURE = Nature.WORKING_PAPER

    digest = models.CharField("文字组摘要", max_length=80, primary_key=True)
    articles = ArrayField(models.CharField(max_length=80), verbose_name="依据条文")
    wordings = ArrayField(models.CharField(max_length=80), verbose_name="各条文字摘要")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "依据文字组"


class Confirmation(models.Model):
    """依据核实: an officer has compared an article a power rests on with its full text, which is on file."""

    NATURE = Nature.WORKING_PAPER

    article_id: str

    power = models.ForeignKey(Power, on_delete=models.PROTECT, verbose_name="权力")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", verbose_name="条文", db_index=False)
    file = models.ForeignKey("ground.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="文本文件")
    wording = models.TextField("文字", help_text="the article as the file has it")
    digest = models.CharField("文字摘要", max_length=80)
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="核实人员")
    confirmed_on = models.DateField("核实日")
    demo = models.BooleanField("演示", default=False, help_text="confirmed for a demonstration, not in earnest")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "依据核实"
        constraints = [models.UniqueConstraint(fields=["power", "article"], name="law_confirmation_once")]
