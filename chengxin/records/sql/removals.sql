-- 另号移出 (ruling 541): an entry of a list stands beside a removal that came under another number: of the same
-- organ, subject and list, and listed on the same day, or with no day of listing but that of the removal.
-- The lines of the batch by which it is so, the removal's before the entry's, and no more: whoever sent them has the rows.
-- Told by windows: a join of entries with each other goes wrong while statistics are young (docs/decisions/0044).
CREATE OR REPLACE FUNCTION records_removed_apart(p_batch bigint, p_item text, p_element text, p_received date) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH concerned AS MATERIALIZED (
        SELECT DISTINCT r.subject_id, r.organ_code FROM (SELECT DISTINCT v.record_id FROM records_version v WHERE v.batch = p_batch) c
        CROSS JOIN LATERAL (SELECT x.subject_id, x.organ_code FROM records_record x WHERE x.id = c.record_id OFFSET 0) r WHERE r.subject_id IS NOT NULL
    ), several AS MATERIALIZED (  -- most are listed once, and of these nothing more is asked
        SELECT n.* FROM (SELECT r.*, count(*) OVER (PARTITION BY r.subject_id, r.organ_code) AS entries FROM concerned q
            CROSS JOIN LATERAL (SELECT x.id, x.subject_id, x.organ_code FROM records_record x
                WHERE x.subject_id = q.subject_id AND x.item_id = p_item AND x.organ_code = q.organ_code OFFSET 0) r) n
        WHERE n.entries > 1
    ), entry AS MATERIALIZED (
        SELECT r.id, r.subject_id, r.organ_code, v.kinds, v.held_on, v.removed_on, coalesce(v.removed_on <= greatest(p_received, v.received_on), false) AS gone, v.line
        FROM several r CROSS JOIN LATERAL (SELECT x.held_on, x.received_on, x.traits->'kinds' AS kinds, records_removed_on(x.id, x.values, p_element) AS removed_on, CASE WHEN x.batch = p_batch THEN x.line END AS line
            FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v
        WHERE NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = r.id)
    ), told AS MATERIALIZED (  -- a removal that was known to stand before is that entry's own
        SELECT e.*, e.gone AND e.held_on >= e.removed_on AS dated_so,
            e.gone AND NOT EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = e.id AND records_removed_on(v.id, v.values, p_element) IS NULL) AS apart
        FROM (SELECT n.*, bool_or(n.gone) OVER organ AND NOT bool_and(n.gone) OVER organ AS both_ways FROM entry n WINDOW organ AS (PARTITION BY n.subject_id, n.organ_code)) e WHERE e.both_ways
    ), beside AS (
        SELECT t.*, bool_or(NOT t.gone) OVER same_day AS stands, bool_or(t.apart) OVER same_day AS away, bool_or(t.apart AND t.line IS NOT NULL) OVER same_day AS away_here,
            min(t.held_on) FILTER (WHERE NOT t.gone) OVER list AS listed_from, max(t.removed_on) FILTER (WHERE t.apart AND t.dated_so) OVER list AS removed_until,
            max(t.removed_on) FILTER (WHERE t.apart AND t.dated_so AND t.line IS NOT NULL) OVER list AS removed_until_here
        FROM told t WINDOW list AS (PARTITION BY t.subject_id, t.organ_code, t.kinds), same_day AS (PARTITION BY t.subject_id, t.organ_code, t.kinds, t.held_on)
    )
    SELECT coalesce(array_agg(b.line ORDER BY b.line), '{}') FROM beside b WHERE b.line IS NOT NULL AND CASE
        WHEN b.apart THEN b.stands OR b.dated_so AND b.listed_from <= b.removed_on
        WHEN NOT b.gone THEN (b.away OR b.removed_until >= b.held_on) AND NOT b.away_here AND (b.removed_until_here >= b.held_on) IS NOT TRUE END
$$;
