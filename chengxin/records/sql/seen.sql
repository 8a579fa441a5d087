-- 已知: what the register says of subjects: kind, its latest name, the status in its own words, the founding day. Of firms and
-- organisations only. Arrays; days as numbers of days since 1970-01-01. Reached only by the worker.
CREATE OR REPLACE FUNCTION records_register_facts(p_subjects bigint[], p_item text, p_status text,
    OUT ids bigint[], OUT kinds text[], OUT names text[], OUT statuses text[], OUT founded integer[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(array_agg(s.id), '{}'), coalesce(array_agg(s.kind::text), '{}'), coalesce(array_agg(n.name::text), '{}'),
        coalesce(array_agg(f.status), '{}'), coalesce(array_agg(f.founded), '{}')
    FROM unnest(p_subjects) AS q(id) JOIN subjects_subject s ON s.id = q.id AND s.kind <> 'person'
    LEFT JOIN LATERAL (SELECT x.name FROM subjects_name x WHERE x.subject_id = s.id AND x.from_register ORDER BY x.id DESC LIMIT 1) n ON true
    LEFT JOIN LATERAL (
        SELECT v.values->>p_status AS status, v.held_on - DATE '1970-01-01' AS founded
        FROM records_record r JOIN records_standing v ON v.record_id = r.id
        WHERE r.subject_id = s.id AND r.item_id = p_item ORDER BY v.id DESC LIMIT 1
    ) f ON true
$$;

-- The amounts that these versions told, before they were corrected.
CREATE OR REPLACE FUNCTION records_amounts(p_versions bigint[], p_element text, OUT ids bigint[], OUT amounts text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(array_agg(v.id), '{}'), coalesce(array_agg(v.values->>p_element), '{}')
    FROM unnest(p_versions) AS q(id) JOIN records_version v ON v.id = q.id
$$;
