"""What waits for the index of name fragments is taken in by larger portions: half the work for names by the million."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subjects", "0005_relation")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("ALTER INDEX subjects_name_grams SET (gin_pending_list_limit = 16384)", "ALTER INDEX subjects_name_grams RESET (gin_pending_list_limit)")
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="name", name="subjects_name_grams"),
                migrations.AddIndex(
                    model_name="name",
                    index=django.contrib.postgres.indexes.GinIndex(fastupdate=True, fields=["grams"], gin_pending_list_limit=16384, name="subjects_name_grams"),
                ),
            ],
        )
    ]
