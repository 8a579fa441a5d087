"""More writings of a number are one key (docs/rulings.md, 552); the index is made anew by it. Records keep the number by which they came."""

from django.db import migrations

from chengxin.records import document_numbers


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0010_withdrawal_kind"),
    ]

    operations = [
        migrations.RunSQL(document_numbers.FUNCTION, migrations.RunSQL.noop),
        migrations.RunSQL("REINDEX INDEX records_record_number", migrations.RunSQL.noop),
    ]
