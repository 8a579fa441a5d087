"""法律库: instruments and their articles."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chengxin.ground.api import Nature


class Instrument(models.Model):
    """法律文件: a law, regulation or document, with the days it is in force."""

    NATURE = Nature.WORKING_PAPER

    code = models.CharField("代码", max_length=60, primary_key=True)
    name = models.CharField("名称", max_length=200)
    number = models.CharField("文号", max_length=100, default="")
    issuer = models.CharField("制定机关", max_length=200, default="")
    level = models.CharField("层级", max_length=20, default="", help_text="law, administrative regulation and so on, in Chinese; empty: not told")
    in_force_from = models.DateField("施行日", null=True)
    in_force_to = models.DateField("失效日", null=True)
    replaces = ArrayField(models.CharField(max_length=60), verbose_name="代替", default=list, help_text="codes of the instruments it repealed or replaced")
    note = models.TextField("说明", default="")
    source = models.CharField("出处标记", max_length=40, help_text="S<n>: found in a source; M: from memory")

    class Meta:
        verbose_name = "法律文件"


class Article(models.Model):
    """条文: one article of an instrument with our own one-sentence summary."""

    NATURE = Nature.WORKING_PAPER

    instrument_id: str

    code = models.CharField("代码", max_length=80, primary_key=True)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, verbose_name="法律文件")
    label = models.CharField("条号", max_length=40, default="", help_text="empty where the sources do not tell the article")
    summary = models.TextField("摘要")
    source = models.CharField("出处标记", max_length=40)
    digest = models.CharField("文字摘要", max_length=80)

    class Meta:
        verbose_name = "条文"
