from django.db import migrations

_DROP = "ALTER TABLE records_record DROP CONSTRAINT records_record_subject CASCADE"  # with the keys of old homes that still refer to it


class Migration(migrations.Migration):
    """Nothing refers to a record by number and subject any more (docs/decisions/0029)."""

    dependencies = [
        ("records", "0006_latest"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_DROP, migrations.RunSQL.noop)],
            state_operations=[migrations.RemoveConstraint(model_name="record", name="records_record_subject")],
        ),
    ]
