from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publicity", "0014_items_of_runs"),
    ]

    operations = [
        migrations.AddField(model_name="case", name="document_number", field=models.CharField(default="", max_length=400, verbose_name="文书号")),
        migrations.AddField(model_name="case", name="held_on", field=models.DateField(null=True, verbose_name="决定日")),
        migrations.AddField(
            model_name="case",
            name="fields",
            field=models.JSONField(help_text="what would be shown, masked, where it may be", null=True, verbose_name="公示内容"),
        ),
    ]
