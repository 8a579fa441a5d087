"""Which elements of a version are numbers, and which tells the name, for SQL that covers and looks for them (docs/rulings.md, 450, 451)."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_rejection"),
    ]

    operations = [
        migrations.AddField(
            model_name="itemversion",
            name="name_key",
            field=models.CharField(default="", help_text="what the subject is called, of a natural person the name", max_length=40, verbose_name="名称要素"),
        ),
        migrations.AddField(
            model_name="itemversion",
            name="number_keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                default=list,
                help_text="themselves a number, code, day or amount: eleven figures in it are no telephone",
                size=None,
                verbose_name="号码要素",
            ),
        ),
        migrations.AddField(
            model_name="versionproposal",
            name="name_key",
            field=models.CharField(default="", max_length=40, verbose_name="名称要素"),
        ),
        migrations.AddField(
            model_name="versionproposal",
            name="number_keys",
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="号码要素"),
        ),
    ]
