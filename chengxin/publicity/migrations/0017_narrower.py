"""What a line has none of is in no list by it; a code is looked up whole; and whom a run touched is handed on, not written down."""

from django.db import migrations, models

BESIDE = ("organ", "kind", "sector", "street", "main", "subject", "public_from", "term_ends")
BY = ("organ", "kind", "sector", "street")


def _walked(by: str) -> models.Index:
    return models.Index(fields=[by, "held_on", "line"], include=tuple(name for name in BESIDE if name != by), condition=~models.Q(**{by: 0}), name=f"publicity_listed_{by}")


class Migration(migrations.Migration):
    dependencies = [("publicity", "0016_sample_in_rows"), ("subjects", "0008_pending_again")]

    operations = [
        migrations.DeleteModel("Touched"),
        *(migrations.RemoveIndex("listed", f"publicity_listed_{by}") for by in BY),
        *(migrations.AddIndex("listed", _walked(by)) for by in BY),
        migrations.AlterField("directory", "code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
        migrations.AddIndex("directory", models.Index(fields=["code"], name="publicity_directory_code")),
    ]
