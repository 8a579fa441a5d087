import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publicity", "0014_items_of_runs"),
    ]

    operations = [
        # What is due is taken from the records themselves, a million at a time: a key checks one row at a time (docs/decisions/0013).
        migrations.AlterField(
            model_name="due",
            name="record",
            field=models.OneToOneField(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="records.record", verbose_name="记录"
            ),
        ),
        migrations.AddField(model_name="case", name="document_number", field=models.CharField(default="", max_length=400, verbose_name="文书号")),
        migrations.AddField(model_name="case", name="held_on", field=models.DateField(null=True, verbose_name="决定日")),
        migrations.AddField(
            model_name="case",
            name="fields",
            field=models.JSONField(help_text="what would be shown, masked, where it may be", null=True, verbose_name="公示要素"),
        ),
    ]
