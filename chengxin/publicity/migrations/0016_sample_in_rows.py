"""Some names of the sample stand in one row, each behind an end of a line: a search looks through them all at once. The sample is drawn anew."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publicity", "0015_prepared")]

    operations = [
        migrations.RunSQL("DELETE FROM publicity_sample", migrations.RunSQL.noop),
        migrations.AlterField("sample", "folded", models.TextField(db_collation="C", help_text="some names, each behind an end of a line", verbose_name="检索形式")),
        migrations.AlterField("sample", "initials", models.TextField(db_collation="C", help_text="of the same names, likewise", verbose_name="拼音首字母")),
        migrations.AddField("sample", "drawn", models.IntegerField(default=0, help_text="how many names stand in this row", verbose_name="名称数"), preserve_default=False),
        migrations.RunSQL(
            """
            INSERT INTO publicity_sample (folded, initials, drawn, of_names)
            SELECT string_agg(E'\\n' || folded, ''), string_agg(E'\\n' || initials, ''), count(*), (SELECT count(*) FROM publicity_directory)
            FROM (SELECT folded, initials, row_number() OVER () AS n FROM (SELECT folded, initials FROM publicity_directory ORDER BY random() LIMIT 8192) d) x GROUP BY n / 24
            """,
            "DELETE FROM publicity_sample",
        ),
    ]
