"""Records whose document is about an individual business too are due once more: their texts end before the house (docs/rulings.md, 452)."""

from django.db import migrations

_DUE = """
INSERT INTO publicity_due (record_id, law)
SELECT DISTINCT l.record_id, true FROM publicity_line l JOIN records_hold h ON h.record_id = l.record_id
JOIN records_record r ON r.id = h.against_id JOIN subjects_subject s ON s.id = r.subject_id WHERE s.kind = 'individual-business'
ON CONFLICT (record_id) DO UPDATE SET law = true
"""


class Migration(migrations.Migration):
    dependencies = [("publicity", "0019_laid_once_a_day")]

    operations = [migrations.RunSQL(_DUE, migrations.RunSQL.noop)]
