"""Lines in which more is covered now are due once more: a bank card or an identity number of fifteen figures, and in a short text whoever leads an individual business (docs/rulings.md, 550, 551)."""

from django.db import migrations

# Wider than the truth, and by nothing that is made anew only after the migrations.
_DUE = r"""
INSERT INTO publicity_due (record_id, law)
SELECT l.record_id, true FROM publicity_line l
CROSS JOIN LATERAL (SELECT translate(l.fields::text || l.document_number || coalesce((SELECT d.name FROM publicity_directory d WHERE d.subject_id = l.subject_id), ''), '０１２３４５６７８９', '0123456789') AS said) t
LEFT JOIN LATERAL (
    SELECT array_agg(p.id) AS shops FROM (SELECT l.subject_id AS id UNION SELECT r.subject_id FROM records_hold h JOIN records_record r ON r.id = h.against_id WHERE h.record_id = l.record_id) p
    JOIN subjects_subject o ON o.id = p.id AND o.kind = 'individual-business') x ON true
WHERE t.said ~ '(?<![0-9A-Za-z])(?:(?:6[0289]|9[458])[0-9]{14,17}|(?:35|4[0-9]|5[1-5])[0-9]{14})(?![0-9A-Za-z])'
    OR t.said ~ E'(?<![0-9A-Za-z])[2-9][0-9]{3}(?:(?:[\\s\u200b-\u200d\u2060\ufeff‐‑‒–—―-]|\\\\[nrt]){1,2}[0-9]{4}){3}|(?<![0-9A-Za-z])[3-9][0-9]{5}(?:[\\s\u200b-\u200d\u2060\ufeff‐‑‒–—―-]|\\\\[nrt]){1,2}[0-9]{10,13}(?![0-9A-Za-z])'
    OR t.said ~ E'(?<![0-9A-Za-z])[1-8][0-9]{5}(?:[\\s\u200b-\u200d\u2060\ufeff‐‑‒–—―-]|\\\\[nrt]){0,2}[3-9][0-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[\\s\u200b-\u200d\u2060\ufeff‐‑‒–—―-]|\\\\[nrt]){0,2}[0-9]{3}(?![0-9A-Za-z])'
    OR x.shops IS NOT NULL AND EXISTS (
        SELECT 1 FROM records_record r JOIN records_version v ON v.record_id = r.id JOIN records_personal q ON q.version_id = v.id JOIN catalogue_itemversion iv ON iv.id = v.item_version_id
        CROSS JOIN unnest(iv.leader_keys) k CROSS JOIN LATERAL regexp_split_to_table(q.values ->> k, '[、,，;；/／()（）〔〕·•‧.]+') n
        CROSS JOIN LATERAL (SELECT (l.fields - ARRAY(SELECT i.name_key::text FROM catalogue_itemversion i WHERE i.item_id = l.item))::text AS said) f
        WHERE r.subject_id = ANY (x.shops) AND length(btrim(n)) > 1
            AND strpos(regexp_replace(replace(f.said, coalesce((SELECT d.name FROM publicity_directory d WHERE d.subject_id = l.subject_id), ''), ''), E'[\\s\u3000]+', '', 'g'), regexp_replace(n, E'[\\s\u3000]+', '', 'g')) > 0)
ON CONFLICT (record_id) DO UPDATE SET law = true
"""


class Migration(migrations.Migration):
    dependencies = [("publicity", "0022_covered_by_name")]

    operations = [migrations.RunSQL(_DUE, migrations.RunSQL.noop)]
