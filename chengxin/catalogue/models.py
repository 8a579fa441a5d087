"""What catalogue stores for SQL: the items and their versions, loaded from YAML at every migration."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from chengxin.ground.api import Nature


class Item(models.Model):
    """目录条目: what may be collected and what its publication does to a subject."""

    NATURE = Nature.WORKING_PAPER

    code = models.CharField("条目代码", max_length=40, primary_key=True)
    name = models.CharField("条目名称", max_length=120)
    nature = models.CharField("性质", max_length=16, help_text="adverse or benign")
    power = models.CharField("公示权力", max_length=60, null=True, help_text="the power an adverse item is published by")
    openness = models.CharField("公开范围", max_length=20)

    class Meta:
        verbose_name = "目录条目"
        constraints = [
            models.CheckConstraint(condition=models.Q(nature="benign") | models.Q(power__isnull=False), name="catalogue_adverse_power"),
            models.UniqueConstraint(fields=["code", "nature"], name="catalogue_item_nature"),
        ]


class ItemVersion(models.Model):
    """条目版本: the elements of an item from a day on; never changed once rows were read by it."""

    NATURE = Nature.WORKING_PAPER

    item = models.ForeignKey(Item, on_delete=models.PROTECT, verbose_name="条目")
    version = models.CharField("版本", max_length=20)
    in_force_from = models.DateField("生效日")
    digest = models.CharField("定义摘要", max_length=80)
    private_keys = ArrayField(models.CharField(max_length=40), verbose_name="不公开要素")
    text_keys = ArrayField(models.CharField(max_length=40), verbose_name="长文本要素", help_text="looked through for identity and telephone numbers")
    street_keys = ArrayField(models.CharField(max_length=40), verbose_name="地址要素", help_text="shown only down to the street for individual businesses")
    leader_keys = ArrayField(models.CharField(max_length=40), verbose_name="负责人要素", help_text="shown only for organisations")

    class Meta:
        verbose_name = "条目版本"
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="catalogue_version_once")]
