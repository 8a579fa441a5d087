"""On which day a line is laid is found out with the rest of a case: on none on which an earlier line of its record counts as shown."""

import datetime as dt

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publicity", "0018_names_counted")]

    operations = [
        migrations.AddField(
            "case",
            "laid_on",
            models.DateField(default=dt.date(2000, 1, 1), help_text="the day of the run, or the one until which the line before it counts as shown", verbose_name="本版公示日"),
            preserve_default=False,
        ),
    ]
