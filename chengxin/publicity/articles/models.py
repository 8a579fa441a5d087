"""What articles store: versions that are only added to, the acts that brought them out or took them away, and their pictures and files.

A version is shown from the moment another person than its author publishes it. The public reads it through a view of
``publicity``; bytes that the public may have are copies made for it and stand here, so that the public process opens no sealed file.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from chengxin.ground.api import Nature
from chengxin.publicity.articles.columns import COLUMNS


class Article(models.Model):
    """资讯: one article of a column, whatever its versions."""

    NATURE = Nature.BENIGN

    column = models.CharField("栏目", max_length=20, db_column="column_code", help_text="articles.columns")
    organ = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+", verbose_name="机关", db_index=False)
    opened_on = models.DateField("建稿日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "资讯"
        constraints = [models.CheckConstraint(condition=models.Q(column__in=list(COLUMNS)), name="publicity_article_column")]


class ArticleVersion(models.Model):
    """资讯版本: title and text as written at one time. Append-only."""

    NATURE = Nature.BENIGN

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="versions", verbose_name="资讯", db_index=False)
    number = models.IntegerField("版次")
    title = models.CharField("标题", max_length=100)
    summary = models.CharField("摘要", max_length=300, default="")
    body = models.TextField("正文", help_text="Markdown; made safe when it is shown")
    origin = models.CharField("来源", max_length=100, default="", help_text="who wrote it first, where that is somebody else")
    correction = models.CharField("更正说明", max_length=300, default="", help_text="what is different from what was public")
    until = models.DateField("最后公开日", null=True)
    files = ArrayField(models.IntegerField(), verbose_name="图片和附件", default=list, help_text="numbers of files of this article that belong to this version")
    findings = models.JSONField("检查提示", default=list, help_text="what the check of words found when it was written")
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="作者", db_index=False)
    written_on = models.DateField("撰写日")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "资讯版本"
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="publicity_articlever_once"),
            models.CheckConstraint(condition=~models.Q(title="") & ~models.Q(body=""), name="publicity_articlever_said"),
        ]


class ArticleFile(models.Model):
    """资讯文件: a picture or document of an article. The original is sealed in the store; ``copy`` is what the public gets. Append-only."""

    NATURE = Nature.BENIGN

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="files", verbose_name="资讯", db_index=False)
    number = models.IntegerField("编号")
    picture = models.BooleanField("是图片")
    name = models.CharField("名称", max_length=120)
    alt = models.CharField("替代文字", max_length=200, default="", help_text="what a picture shows, in words")
    media_type = models.CharField("媒体类型", max_length=100)
    size = models.IntegerField("字节数", help_text="of the copy")
    width = models.IntegerField("宽", null=True)
    height = models.IntegerField("高", null=True)
    readable = models.BooleanField("可检查", default=True, db_default=True, help_text="whether the check of words could read what it says")
    copy = models.BinaryField("公开副本")
    file = models.ForeignKey("ground.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="原件", db_index=False)
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="上传人", db_index=False)
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "资讯文件"
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="publicity_articlefile_once"),
            models.CheckConstraint(
                condition=models.Q(picture=True, size__lte=1 << 20, width__isnull=False, height__isnull=False) & ~models.Q(alt="")
                | models.Q(picture=False, size__lte=10 << 20, width__isnull=True, height__isnull=True),
                name="publicity_articlefile_bound",
            ),
        ]


class ArticleAct(models.Model):
    """资讯行为: one act: written, sent for review, taken back, returned, published, withdrawn, dropped. Append-only."""

    NATURE = Nature.BENIGN

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="acts", verbose_name="资讯", db_index=False)
    number = models.IntegerField("次序")
    kind = models.CharField("行为", max_length=12, help_text="articles.moves")
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="+", verbose_name="版本", db_index=False)
    officer = models.ForeignKey("access.Officer", on_delete=models.PROTECT, related_name="+", verbose_name="办理人", db_index=False)
    post = models.CharField("岗位", max_length=80)
    day = models.DateField("办理日")
    reason = models.TextField("理由", default="")
    confirmed = ArrayField(models.TextField(), verbose_name="逐项确认", default=list, help_text="keys of the findings that a human looked at")
    recorded_at = models.DateTimeField("记录时间", db_default=Now())

    class Meta:
        verbose_name = "资讯行为"
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="publicity_articleact_once"),
            models.CheckConstraint(condition=~models.Q(kind__in=["return", "withdraw", "drop"]) | ~models.Q(reason=""), name="publicity_articleact_reason"),
        ]


class ArticleStand(models.Model):
    """资讯现状: where an article stands after its last act, and which of its versions is public. Written with each act, by the same database function."""

    NATURE = Nature.WORKING_PAPER

    article = models.OneToOneField(Article, on_delete=models.PROTECT, primary_key=True, related_name="stand", verbose_name="资讯")
    number = models.IntegerField("最后行为")
    stage = models.CharField("阶段", max_length=12)
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="+", verbose_name="最新版本", db_index=False)
    shown = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="公开的版本", db_index=False)
    public_from = models.DateField("首次公开日", null=True)
    shown_on = models.DateField("本版公开日", null=True)
    rests_on = ArrayField(models.BigIntegerField(), verbose_name="所涉记录", default=list, help_text="public adverse records it speaks of: it leaves with the first of them")
    moved_at = models.DateTimeField("变动时间", db_default=Now())

    class Meta:
        verbose_name = "资讯现状"
        indexes = [models.Index(fields=["stage", "moved_at"], name="publicity_articlestand_stage")]


class ArticleOut(models.Model):
    """公开资讯: the version of an article that is out, whole. Drawn from the tables above by ``publicity_articles_draw``; nothing is here that may not be read."""

    NATURE = Nature.WORKING_PAPER

    article = models.BigIntegerField("资讯", primary_key=True)
    in_column = models.CharField("栏目", max_length=20)
    version = models.BigIntegerField("版本")
    organ = models.BigIntegerField("机关")
    title = models.CharField("标题", max_length=100)
    summary = models.CharField("摘要", max_length=300)
    body = models.TextField("正文")
    origin = models.CharField("来源", max_length=100)
    until = models.DateField("最后公开日", null=True)
    files = ArrayField(models.IntegerField(), verbose_name="图片和附件")
    rests_on = ArrayField(models.BigIntegerField(), verbose_name="所涉记录")
    public_from = models.DateField("首次公开日")
    shown_on = models.DateField("本版公开日")

    class Meta:
        verbose_name = "公开资讯"
        indexes = [models.Index(fields=["public_from", "article"], name="publicity_articleout_shown")]


class ArticleOutFile(models.Model):
    """公开资讯文件: a picture or document that belongs to what is out, with the bytes the public gets."""

    NATURE = Nature.WORKING_PAPER

    pk = models.CompositePrimaryKey("article", "number")
    article = models.BigIntegerField("资讯")
    number = models.IntegerField("编号")
    picture = models.BooleanField("是图片")
    name = models.CharField("名称", max_length=120)
    alt = models.CharField("替代文字", max_length=200)
    media_type = models.CharField("媒体类型", max_length=100)
    size = models.IntegerField("字节数")
    width = models.IntegerField("宽", null=True)
    height = models.IntegerField("高", null=True)
    copy = models.BinaryField("公开副本")

    class Meta:
        verbose_name = "公开资讯文件"


class ArticleOutChange(models.Model):
    """公开资讯更正: what was changed of an article after it came out, and when."""

    NATURE = Nature.WORKING_PAPER

    pk = models.CompositePrimaryKey("article", "number")
    article = models.BigIntegerField("资讯")
    number = models.IntegerField("次序")
    day = models.DateField("更正日")
    correction = models.CharField("更正说明", max_length=300)

    class Meta:
        verbose_name = "公开资讯更正"
