"""An organ is called by its official name: it stands among the names as the register's, and what decisions about it said goes."""

from django.db import migrations

_ASK = """
SELECT o.subject_id, o.official_name, s.code, s.first_received_on FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id
WHERE s.code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM subjects_name n WHERE n.subject_id = o.subject_id AND n.from_register)
"""
_SET = """
INSERT INTO subjects_name (subject_id, name, folded, initials, grams, received_on, from_register)
SELECT q.id, q.name, left(q.folded, 400), left(q.initials, 400), q.grams::integer[], q.day, true
FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::text[], %s::text[], %s::text[]) AS q(id, name, day, folded, initials, grams)
"""


def _name(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_ASK)
        rows = cursor.fetchall()
        if not rows:
            return
        import pyarrow as pa  # late: an empty instance needs no columns here

        from chengxin.subjects.entering import indexed

        numbers, told, codes, days = (list(column) for column in zip(*rows, strict=True))
        forms = indexed(pa.array(told, pa.string()), pa.array(codes, pa.string()))
        cursor.execute("DELETE FROM subjects_name n USING subjects_organ o WHERE o.subject_id = n.subject_id AND NOT n.from_register")
        cursor.execute(_SET, [numbers, told, days, *(column.to_pylist() for column in forms.values())])


class Migration(migrations.Migration):
    dependencies = [("subjects", "0008_pending_again")]

    operations = [migrations.RunPython(_name, migrations.RunPython.noop)]
