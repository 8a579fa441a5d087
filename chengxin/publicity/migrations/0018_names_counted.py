"""How many names the directory has is kept beside the counts of the lists."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publicity", "0017_narrower")]

    operations = [
        migrations.AlterField(
            "facet",
            "facet",
            models.CharField(help_text="item, organ, kind, sector or street; the value of item is empty; subject: the names, of no item", max_length=8, verbose_name="筛选项"),
        ),
    ]
