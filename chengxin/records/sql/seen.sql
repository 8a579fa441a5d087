-- 已知: what the register says of subjects: the status in its own words, the founding day as a number of days since 1970-01-01.
-- Arrays by the order of asking; null where the register has not told. Reached only by the worker.
DROP FUNCTION IF EXISTS records_register_facts(bigint[], text, text);
CREATE OR REPLACE FUNCTION records_register_facts(p_subjects bigint[], p_item text, p_status text, OUT statuses text[], OUT founded integer[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(array_agg(f.status ORDER BY q.n), '{}'), coalesce(array_agg(f.founded ORDER BY q.n), '{}')
    FROM unnest(p_subjects) WITH ORDINALITY AS q(id, n)
    LEFT JOIN LATERAL (
        SELECT v.values->>p_status AS status, v.held_on - DATE '1970-01-01' AS founded
        FROM (SELECT x.id FROM records_record x WHERE x.subject_id = q.id AND x.item_id = p_item AND x.document_number = '' AND x.organ_code = '' AND NOT x.of_person LIMIT 1) r
        CROSS JOIN LATERAL (SELECT x.values, x.held_on FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v
    ) f ON true
$$;

-- What these versions told before they were corrected: an amount, and the end that the law asks of the fact. Not of natural persons: that would be a look.
DROP FUNCTION IF EXISTS records_amounts(bigint[], text);
CREATE OR REPLACE FUNCTION records_corrected(p_versions bigint[], p_amount text, OUT ids bigint[], OUT amounts text[], OUT ends text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(array_agg(v.id), '{}'), coalesce(array_agg(v.values->>p_amount), '{}'), coalesce(array_agg(v.traits->>'given_end'), '{}')
    FROM unnest(p_versions) AS q(id) CROSS JOIN LATERAL (SELECT x.id, x.values, x.traits FROM records_version x WHERE x.id = q.id AND NOT x.of_person LIMIT 1) v
$$;
