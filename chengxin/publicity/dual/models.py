"""What the public lists stand on: drawn from the shelf by triggers (sql/listed.sql), narrow, and read in the order of the decisions.

Nothing here is shown by itself: a list gives numbers of lines, and the lines are read through ``publicity.line``.
"""

from django.db import models

from chengxin.ground.api import Nature


class Facet(models.Model):
    """归类: a value by which the lines of an item can be picked out, and about how many lines have it; and how many names are in the directory."""

    NATURE = Nature.WORKING_PAPER

    id = models.AutoField(primary_key=True)
    item = models.CharField("条目", max_length=40)
    facet = models.CharField("筛选项", max_length=8, help_text="item, organ, kind, sector or street; the value of item is empty; subject: the names, of no item")
    value = models.CharField("值", max_length=400, db_collation="C", help_text="an organ's number, the words of a kind, an industry's letter, a street's name")
    label = models.CharField("显示", max_length=400, default="", help_text="the organ's name; else empty")
    code = models.CharField("统一社会信用代码", max_length=18, default="", help_text="of the organ, where it is known")
    lines = models.BigIntegerField("条数", default=0, help_text="how many rows of the lists have it, also of lines that ended and were not swept yet")

    class Meta:
        verbose_name = "归类"
        constraints = [models.UniqueConstraint(fields=["item", "facet", "value"], name="publicity_facet_once")]
        indexes = [models.Index(fields=["facet", "value"], name="publicity_facet_value")]


#: Each list is walked along the index of its rarest filter; whatever else is asked of a line stands in the entry itself.
_BESIDE = ("organ", "kind", "sector", "street", "main", "subject", "public_from", "term_ends")


def _walked(by: str, only: models.Q | None = None) -> models.Index:
    return models.Index(fields=[by, "held_on", "line"], include=[name for name in _BESIDE if name != by], condition=only, name=f"publicity_listed_{by}")


class Listed(models.Model):
    """列示行: a line of the shelf as the lists pick it out: one row for each of its kinds, the first of them ``main``."""

    NATURE = Nature.WORKING_PAPER

    pk = models.CompositePrimaryKey("line", "part")
    line = models.BigIntegerField("公示记录", help_text="the number of the publication")
    part = models.SmallIntegerField("第几种类")
    main = models.BooleanField("首行", help_text="the row that stands for the line where no kind is asked for")
    subject = models.BigIntegerField("主体")
    item = models.IntegerField("条目归类")
    organ = models.IntegerField("机关归类", help_text="0: none; so for those below")
    kind = models.IntegerField("种类归类")
    sector = models.IntegerField("行业归类")
    street = models.IntegerField("街道归类")
    held_on = models.DateField("决定日", help_text="the first public day where the record names none")
    public_from = models.DateField("首次公示日")
    term_ends = models.DateField("最后公示日", help_text="infinity: none")

    class Meta:
        verbose_name = "列示行"
        indexes = [
            _walked("item", only=models.Q(main=True)),
            *(_walked(by, only=~models.Q(**{by: 0})) for by in ("organ", "kind", "sector", "street")),
            models.Index(fields=["subject"], name="publicity_listed_subject"),
        ]


class Placed(models.Model):
    """主体归类: the industry and the street that the lists know of a subject; never of a natural person."""

    NATURE = Nature.BENIGN

    subject = models.OneToOneField("subjects.Subject", on_delete=models.PROTECT, primary_key=True, related_name="+", verbose_name="主体")
    sector = models.CharField("行业门类", max_length=64, default="", db_default="")
    street = models.CharField("街道", max_length=100, default="", db_default="")

    class Meta:
        verbose_name = "主体归类"
