-- 另号移出 (ruling 541): an entry of a list stands beside a removal that came under another number: of the same
-- organ, subject and list, and listed on the same day, or with no day of listing but that of the removal.
-- The lines of the batch by which it is so, and no more: whoever sent them has the rows.
CREATE OR REPLACE FUNCTION records_removed_apart(p_batch bigint, p_item text, p_element text, p_received date) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH came AS MATERIALIZED (
        SELECT v.record_id, max(v.line) AS line FROM records_version v WHERE v.batch = p_batch GROUP BY v.record_id
    ), concerned AS MATERIALIZED (
        SELECT DISTINCT r.subject_id, r.organ_code FROM came c CROSS JOIN LATERAL (SELECT x.subject_id, x.organ_code FROM records_record x WHERE x.id = c.record_id OFFSET 0) r
        WHERE r.subject_id IS NOT NULL
    ), entry AS MATERIALIZED (
        SELECT r.id, r.subject_id, r.organ_code, v.held_on, v.kinds, v.removed_on, v.removed_on <= greatest(p_received, v.received_on) AS gone
        FROM concerned q CROSS JOIN LATERAL (SELECT x.id, x.subject_id, x.organ_code FROM records_record x
            WHERE x.subject_id = q.subject_id AND x.item_id = p_item AND x.organ_code = q.organ_code OFFSET 0) r
        CROSS JOIN LATERAL (SELECT x.held_on, x.received_on, x.traits->'kinds' AS kinds, records_removed_on(x.id, x.values, p_element) AS removed_on
            FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v
        WHERE NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = r.id)
    )
    SELECT coalesce(array_agg(DISTINCT t.line ORDER BY t.line), '{}') FROM (
        SELECT coalesce(g.line, o.line) AS line
        FROM entry away JOIN entry here ON here.subject_id = away.subject_id AND here.organ_code = away.organ_code AND here.kinds = away.kinds
            AND (here.held_on = away.held_on OR away.held_on >= away.removed_on AND here.held_on <= away.removed_on)
        LEFT JOIN came o ON o.record_id = here.id LEFT JOIN came g ON g.record_id = away.id
        WHERE away.gone AND here.gone IS NOT TRUE AND (o.line IS NOT NULL OR g.line IS NOT NULL)
            -- It was never known to stand: it came as a removal.
            AND NOT EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = away.id AND records_removed_on(v.id, v.values, p_element) IS NULL)
    ) t
$$;
