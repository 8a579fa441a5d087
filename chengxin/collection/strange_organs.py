"""名录外机关: organs that rows of all sources name and the district's register does not know, from what each batch kept of its own (``odd_organs``).

A batch keeps those of most rows, so that nothing is counted here but a few lines of each batch that has the finding.
"""

from typing import Any

from chengxin.collection.sent import source_name
from chengxin.ground.api import database
from chengxin.subjects import api as subjects

_STRANGE = """
SELECT t.name, t.code, b.source, sum(t.rows)::bigint AS rows, count(*) AS batches, min(b.id) AS first, max(b.id) AS last, min(b.received_on) AS since, max(b.received_on) AS until,
    (array_agg(b.organ_id ORDER BY b.id))[1] AS first_sender, (array_agg(b.organ_id ORDER BY b.id DESC))[1] AS last_sender, bool_or(b.cut) AS cut,
    EXISTS (SELECT FROM subjects_organ o WHERE o.in_district_file AND (o.official_name = t.name OR t.name = ANY (o.aliases))) AS namesake
FROM (SELECT c.id, c.source, c.received_on, c.organ_id, c.notes #> '{odd_organs,organ-not-registered}' AS kept,
        (c.notes #> '{odd_organs,organ-not-registered,organs}')::int > jsonb_array_length(c.notes #> '{odd_organs,organ-not-registered,most}') AS cut
    FROM collection_batch c WHERE c.findings ? 'organ-not-registered' AND NOT EXISTS (SELECT FROM records_revocation x WHERE x.batch = c.id)) b
CROSS JOIN LATERAL jsonb_to_recordset(b.kept -> 'most') AS t(name text, code text, rows integer)
WHERE NOT EXISTS (SELECT FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id
    WHERE o.in_district_file AND CASE WHEN t.code <> '' THEN s.code = t.code ELSE o.official_name = t.name OR t.name = ANY (o.aliases) END)
GROUP BY t.name, t.code, b.source ORDER BY max(b.id) DESC, b.source, t.code, t.name LIMIT %s OFFSET %s
"""


def strange_organs(*, limit: int, after: int = 0) -> list[dict[str, Any]]:
    """Organs that batches which stand name and the register does not know yet, by name, code and source, those of the latest batch first, ``after`` so many.

    Of each: in how many ``rows`` of how many ``batches``, the ``first`` and the ``last`` with their days and senders, whether one of these batches had more organs
    than it kept (``cut``), and whether the register has that name, under another code (``namesake``).
    """
    found = database.fetch(_STRANGE, [limit, after])
    senders = subjects.organ_names(sorted({one[which] for one in found for which in ("first_sender", "last_sender") if one[which] is not None}))
    return [one | {"source_name": source_name(one["source"]), "sender": senders[one["last_sender"]].name if one["last_sender"] in senders else ""} for one in found]
