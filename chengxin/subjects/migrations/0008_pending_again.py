"""Of what waits for the index of name fragments every search looks through all: one megabyte of it, no more, so that who searches while a file loads hardly notices."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subjects", "0007_sample_in_rows")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("ALTER INDEX subjects_name_grams SET (gin_pending_list_limit = 1024)", "ALTER INDEX subjects_name_grams SET (gin_pending_list_limit = 16384)")
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="name", name="subjects_name_grams"),
                migrations.AddIndex(
                    model_name="name",
                    index=django.contrib.postgres.indexes.GinIndex(fastupdate=True, fields=["grams"], gin_pending_list_limit=1024, name="subjects_name_grams"),
                ),
            ],
        )
    ]
