"""错行: columns of a batch whose cells slipped against the rows, as what was known before tells (docs/rulings.md, 562). Of natural persons nothing is looked at."""

from collections.abc import Sequence

from chengxin.ground.api import database

_AT_LEAST, _LOOKED_AT = 5, 2000  # *ours*
_MOVED = """
WITH first AS MATERIALIZED (
    SELECT values, corrects_id FROM records_version WHERE batch = %(batch)s AND corrects_id IS NOT NULL AND NOT of_person ORDER BY line LIMIT %(at_most)s
), correction AS (
    SELECT f.values AS now, b.values AS before FROM first f JOIN records_version b ON b.id = f.corrects_id
), cell AS (
    SELECT e.key AS element, e.value AS now, c.before ->> e.key AS before FROM correction c CROSS JOIN LATERAL jsonb_each_text(c.now) e
    WHERE e.value IS DISTINCT FROM c.before ->> e.key
), elsewhere AS (SELECT DISTINCT element, before AS now, true AS there FROM cell)
SELECT element, count(*) FILTER (WHERE there) AS count FROM cell LEFT JOIN elsewhere USING (element, now) GROUP BY element
HAVING count(*) FILTER (WHERE there) >= greatest(%(at_least)s, count(*) / 2.0) AND count(DISTINCT now) FILTER (WHERE there) * 2 >= count(*) FILTER (WHERE there)
"""
# Whoever leads each subject by the register before the batch, beside whom its rows name; spelling apart.
_LEADERS = """
WITH first AS MATERIALIZED (
    SELECT id, record_id FROM records_version WHERE batch = %(batch)s AND NOT of_person ORDER BY line LIMIT %(at_most)s
), told AS MATERIALIZED (
    SELECT r.subject_id, e.element, regexp_replace(q.values ->> e.element, '[[:space:]\u3000]+', '', 'g') AS leader FROM first f
    CROSS JOIN LATERAL (SELECT x.subject_id FROM records_record x WHERE x.id = f.record_id LIMIT 1) r
    CROSS JOIN LATERAL (SELECT x.values FROM records_personal x WHERE x.version_id = f.id LIMIT 1) q
    CROSS JOIN unnest(%(elements)s::text[]) AS e(element) WHERE r.subject_id IS NOT NULL AND q.values ? e.element
), known AS MATERIALIZED (
    SELECT s.subject_id, regexp_replace(q.leader, '[[:space:]\u3000]+', '', 'g') AS leader FROM (SELECT DISTINCT subject_id FROM told) s
    CROSS JOIN LATERAL (SELECT x.id FROM records_record x WHERE x.subject_id = s.subject_id AND x.item_id = %(register)s AND x.document_number = '' AND x.organ_code = '' AND NOT x.of_person LIMIT 1) r
    CROSS JOIN LATERAL (SELECT x.id, x.item_version_id FROM records_standing x WHERE x.record_id = r.id AND x.batch <> %(batch)s ORDER BY x.id DESC LIMIT 1) v
    CROSS JOIN LATERAL (SELECT x.values ->> y.leader_keys[1] AS leader FROM records_personal x JOIN catalogue_itemversion y ON y.id = v.item_version_id WHERE x.version_id = v.id LIMIT 1) q
    WHERE q.leader <> ''
)
SELECT t.element, count(*) FILTER (WHERE o.there) AS count FROM told t JOIN known k USING (subject_id) LEFT JOIN (SELECT DISTINCT leader, true AS there FROM known) o ON o.leader = t.leader
WHERE t.leader <> k.leader GROUP BY t.element
HAVING count(*) FILTER (WHERE o.there) >= greatest(%(at_least)s, count(*) / 2.0) AND count(DISTINCT t.leader) FILTER (WHERE o.there) * 2 >= count(*) FILTER (WHERE o.there)
"""


def moved(batch: int) -> dict[str, int]:
    """Of which elements how many corrections of a batch (of its first) have the value that another of them had before; not of natural persons.

    Told where that is so of half of the changed values and these differ from each other: a column that slipped by a row, not a state that many came to have.
    """
    told = {"batch": batch, "at_least": _AT_LEAST, "at_most": _LOOKED_AT}
    return {row["element"]: row["count"] for row in database.fetch(_MOVED, told)}


def leaders_moved(batch: int, elements: Sequence[str], *, register: str) -> dict[str, int]:
    """The same of elements that tell who leads a subject, in new rows too: in how many of the batch's first rows stands whom ``register`` knew as leading another of them."""
    told = {"batch": batch, "elements": list(elements), "register": register, "at_least": _AT_LEAST, "at_most": _LOOKED_AT}
    return {row["element"]: row["count"] for row in database.fetch(_LEADERS, told)}
