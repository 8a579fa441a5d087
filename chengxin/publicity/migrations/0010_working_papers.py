"""What a run of publication notes for itself lives within its transaction: it needs no write-ahead log."""

from django.db import migrations


class Migration(migrations.Migration):
    """Cases and touched subjects become unlogged; a crash leaves them empty, as every run does, and begins their numbers anew.

    Asks stay logged: warrants and refusals are told apart by the numbers of their asks, which must never come twice.
    """

    dependencies = [("publicity", "0009_opendata")]
    operations = [migrations.RunSQL("ALTER TABLE publicity_case SET UNLOGGED; ALTER TABLE publicity_touched SET UNLOGGED", migrations.RunSQL.noop)]
