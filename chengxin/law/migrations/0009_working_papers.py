"""Asks live within one transaction: they need no write-ahead log."""

from django.db import migrations


class Migration(migrations.Migration):
    """The table of asks becomes unlogged; a crash leaves it empty, as every transaction does."""

    dependencies = [("law", "0008_letter_register")]
    operations = [migrations.RunSQL("ALTER TABLE law_ask SET UNLOGGED", migrations.RunSQL.noop)]
