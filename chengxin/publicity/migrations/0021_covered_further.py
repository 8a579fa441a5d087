"""Lines in which more is covered now are due once more: a house or its leader's name in a text about an individual business, a natural person's number in a document's number or a name (docs/rulings.md, 451, 452)."""

from django.db import migrations

# Wider than the truth where a house is concerned: what is covered already holds no figure behind the street.
_DUE = """
INSERT INTO publicity_due (record_id, law)
SELECT l.record_id, true FROM publicity_line l JOIN subjects_subject s ON s.id = l.subject_id
WHERE regexp_replace(l.document_number, '[^0-9０-９]', '', 'g') ~ '.{17}'
    OR EXISTS (SELECT 1 FROM publicity_directory d WHERE d.subject_id = l.subject_id AND regexp_replace(d.name, '[^0-9０-９]', '', 'g') ~ '.{11}')
    OR (s.kind = 'individual-business' OR EXISTS (SELECT 1 FROM records_hold h JOIN records_record r ON r.id = h.against_id JOIN subjects_subject o ON o.id = r.subject_id
            WHERE h.record_id = l.record_id AND o.kind = 'individual-business'))
        AND (l.fields::text ~ '(路|道|街|里|村|园|苑|庄|庭|寓|厦|区|城)[^，。；：0-9０-９]{0,18}([0-9０-９]|[一二三四五六七八九十](号|栋|幢|楼|门|层|排))'
            OR EXISTS (SELECT 1 FROM publicity_publication p JOIN records_personal q ON q.version_id = p.version_id CROSS JOIN LATERAL jsonb_each_text(q.values) e
                WHERE p.id = l.publication_id AND e.value ~ '^[一-鿿·]{2,20}$' AND strpos(l.fields::text, e.value) > 0))
ON CONFLICT (record_id) DO UPDATE SET law = true
"""


class Migration(migrations.Migration):
    dependencies = [("publicity", "0020_houses_of_all_parties")]

    operations = [migrations.RunSQL(_DUE, migrations.RunSQL.noop)]
