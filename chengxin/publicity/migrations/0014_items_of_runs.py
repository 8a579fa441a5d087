import django.contrib.postgres.fields
from django.db import migrations, models

# What earlier runs laid is told from the history, once; a run is otherwise never changed.
_FILL = """
ALTER TABLE publicity_run DISABLE TRIGGER USER;
UPDATE publicity_run r SET items = d.items
FROM (SELECT laid_on, array_agg(DISTINCT item ORDER BY item) AS items FROM publicity_publication GROUP BY laid_on) d WHERE d.laid_on = r.on_day;
ALTER TABLE publicity_run ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("publicity", "0013_stamp"),
    ]

    operations = [
        migrations.AddField(
            model_name="run",
            name="items",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40), db_default=[], default=list, help_text="items of which it laid lines", size=None, verbose_name="公示条目"
            ),
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
