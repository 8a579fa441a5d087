"""What warrants rest on alike is kept once, and a warrant's number is its ask's (docs/decisions/0046)."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

# What was written stays: words that stood in each warrant are told once, and the warrants say where. The owner alone can do that, here.
MOVED = """
INSERT INTO law_grounds (digest, articles, wording, exit, remedy)
SELECT DISTINCT ON (k.digest) k.digest, k.articles, k.wording, k.exit, k.remedy FROM (
    SELECT w.articles, w.wording, w.exit, w.remedy, 'sha256:' || encode(sha256(convert_to(jsonb_build_array(w.wording, w.exit, w.remedy)::text, 'UTF8')), 'hex') AS digest
    FROM (SELECT DISTINCT articles, wording, exit, remedy FROM law_warrant) w) k ORDER BY k.digest;
ALTER TABLE law_warrant ADD COLUMN grounds_id varchar(80);
ALTER TABLE law_warrant DISABLE TRIGGER USER;
UPDATE law_warrant w SET grounds_id = g.digest FROM law_grounds g
WHERE (g.wording, g.exit, g.remedy) = (w.wording, w.exit, w.remedy);
ALTER TABLE law_warrant ENABLE TRIGGER USER;
ALTER TABLE law_warrant ALTER COLUMN grounds_id SET NOT NULL;
ALTER TABLE law_warrant DROP COLUMN articles, DROP COLUMN wording, DROP COLUMN exit, DROP COLUMN remedy, DROP COLUMN ask;
SELECT setval(pg_get_serial_sequence('law_ask', 'id'), greatest(nextval(pg_get_serial_sequence('law_ask', 'id')), (SELECT max(id) + 1 FROM law_warrant)));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("law", "0009_facts_by_warrant"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grounds",
            fields=[
                ("digest", models.CharField(max_length=80, primary_key=True, serialize=False, verbose_name="所据摘要")),
                ("articles", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), size=None, verbose_name="依据条文")),
                ("wording", models.CharField(help_text="digest of the articles' wording on that day", max_length=80, verbose_name="条文文字摘要")),
                ("exit", models.TextField(verbose_name="退出")),
                ("remedy", models.TextField(verbose_name="救济")),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="记录时间")),
            ],
            options={"verbose_name": "凭据所据"},
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MOVED)],
            state_operations=[
                migrations.AddField(
                    model_name="warrant",
                    name="grounds",
                    field=models.ForeignKey(db_constraint=False, db_index=False, default="", on_delete=django.db.models.deletion.PROTECT, to="law.grounds", verbose_name="所据"),
                    preserve_default=False,
                ),
                migrations.RemoveField(model_name="warrant", name="articles"),
                migrations.RemoveField(model_name="warrant", name="wording"),
                migrations.RemoveField(model_name="warrant", name="exit"),
                migrations.RemoveField(model_name="warrant", name="remedy"),
                migrations.RemoveField(model_name="warrant", name="ask"),
            ],
        ),
    ]
