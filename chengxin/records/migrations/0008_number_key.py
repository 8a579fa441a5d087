"""A document is found by its number however its brackets are written (docs/rulings.md, 552). Records keep the number by which they came."""

from django.db import migrations, models

from chengxin.records import document_numbers


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_one_key"),
    ]

    operations = [
        migrations.RunSQL(document_numbers.FUNCTION, "DROP FUNCTION records_number_key(text)"),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                models.Func(models.F("document_number"), function="records_number_key"),
                models.F("organ_code"),
                condition=~models.Q(document_number=""),
                name="records_record_number",
            ),
        ),
        migrations.RemoveIndex(model_name="record", name="records_record_document"),
    ]
