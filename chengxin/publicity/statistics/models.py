"""What statistics store: figures of the last reckoning, and how often each act was done on a day. Neither says anything about anybody."""

from django.db import models

from chengxin.ground.api import Nature


class Statistic(models.Model):
    """统计数: one figure of one topic, as reckoned on a day; the next reckoning replaces it."""

    NATURE = Nature.WORKING_PAPER

    topic = models.CharField("统计表", max_length=20)
    place = models.IntegerField("次序")
    label = models.CharField("项目", max_length=400)
    series = models.CharField("指标", max_length=20)
    value = models.BigIntegerField("数值")
    reckoned_on = models.DateField("统计日")

    class Meta:
        verbose_name = "统计数"
        constraints = [
            models.UniqueConstraint(fields=["topic", "place", "series"], name="publicity_statistic_once"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="publicity_statistic_count"),
        ]


class ActCount(models.Model):
    """使用次数: how often an act was done on the public side on a day. No reader, no address, no word that was typed."""

    NATURE = Nature.WORKING_PAPER

    on_day = models.DateField("日")
    act = models.CharField("行为", max_length=20)
    times = models.BigIntegerField("次数")

    class Meta:
        verbose_name = "使用次数"
        constraints = [models.UniqueConstraint(fields=["on_day", "act"], name="publicity_actcount_once")]
