"""Lines in which more is covered now, or less, are due once more: a house or a leader's name in a text about an individual business, a person's number with whatever stands between its figures, a telephone in a short text, what was taken for a house (docs/rulings.md, 28, 451, 452)."""

from django.db import migrations

# Wider than the truth, and by nothing that is made anew only after the migrations. What is to be read by an organ from now on is found out
# when its record is due for another reason: what stands was let through by the rules of its day.
_DUE = r"""
INSERT INTO publicity_due (record_id, law)
SELECT l.record_id, true FROM publicity_line l JOIN subjects_subject s ON s.id = l.subject_id
CROSS JOIN LATERAL (SELECT l.fields::text || l.document_number || coalesce((SELECT d.name FROM publicity_directory d WHERE d.subject_id = l.subject_id), '') AS said) t
LEFT JOIN LATERAL (
    SELECT array_agg(p.id) AS shops FROM (SELECT l.subject_id AS id UNION SELECT r.subject_id FROM records_hold h JOIN records_record r ON r.id = h.against_id WHERE h.record_id = l.record_id) p
    JOIN subjects_subject o ON o.id = p.id AND o.kind = 'individual-business') x ON true
WHERE t.said ~ '1[3-9][0-9]{9}'
    OR t.said ~ E'[1-9１-９](?:[\\s\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u2069\u3000\ufeff‐‑‒–—―−－·・•‧∙⋅●．._/／～~、,，()（）〔〕\\[\\]-]{0,4}[0-9０-９]){16}[^"]{0,4}[0-9０-９Xx]'
    OR x.shops IS NOT NULL AND (
        l.fields::text ~ E'[*]{3}|[一-鿿）)：:][\\s（(：:]*[A-Za-z]?-?[0-9０-９]+[A-Za-z]?(号|栋|幢|楼|座|单元|门|层|室|排|#|[-‐‑‒–—―－−~～/／、,，]|\\s-)|[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾](号|栋|幢|楼|门|层|排)'
        OR EXISTS (
            SELECT 1 FROM records_record r JOIN records_version v ON v.record_id = r.id JOIN records_personal q ON q.version_id = v.id JOIN catalogue_itemversion iv ON iv.id = v.item_version_id
            CROSS JOIN unnest(iv.leader_keys) k CROSS JOIN LATERAL regexp_split_to_table(q.values ->> k, '[、,，;；/／()（）〔〕·•‧.]+') n
            WHERE r.subject_id = ANY (x.shops) AND length(btrim(n)) > 1
                AND strpos(regexp_replace(l.fields::text, E'[\\s\u3000]+', '', 'g'), regexp_replace(n, E'[\\s\u3000]+', '', 'g')) > 0))
ON CONFLICT (record_id) DO UPDATE SET law = true
"""


class Migration(migrations.Migration):
    dependencies = [("publicity", "0021_covered_further"), ("catalogue", "0004_numbers")]

    operations = [migrations.RunSQL(_DUE, migrations.RunSQL.noop)]
