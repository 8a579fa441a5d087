"""A fact of a warrant is known by its warrant and its record: a number of its own was never asked for and cost an index a row."""

from django.db import migrations, models

FACTS = """
ALTER TABLE law_warrantfact DROP CONSTRAINT law_warrant_fact_once;
ALTER TABLE law_warrantfact DROP COLUMN id;
ALTER TABLE law_warrantfact ADD PRIMARY KEY (warrant_id, record_id);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("law", "0008_letter_register"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(FACTS)],
            state_operations=[
                migrations.RemoveConstraint(model_name="warrantfact", name="law_warrant_fact_once"),
                migrations.RemoveField(model_name="warrantfact", name="id"),
                migrations.AddField(
                    model_name="warrantfact",
                    name="pk",
                    field=models.CompositePrimaryKey("warrant_id", "record_id", blank=True, editable=False, primary_key=True, serialize=False),
                ),
            ],
        ),
    ]
