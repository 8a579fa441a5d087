-- 已知: what the register says of subjects: the status in its own words, the founding day as a number of days since 1970-01-01.
-- Arrays by the order of asking; null where the register has not told. Reached only by the worker.
DROP FUNCTION IF EXISTS records_register_facts(bigint[], text, text);
CREATE OR REPLACE FUNCTION records_register_facts(p_subjects bigint[], p_item text, p_status text, OUT statuses text[], OUT founded integer[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(array_agg(f.status ORDER BY q.n), '{}'), coalesce(array_agg(f.founded ORDER BY q.n), '{}')
    FROM unnest(p_subjects) WITH ORDINALITY AS q(id, n)
    LEFT JOIN LATERAL (
        SELECT v.values->>p_status AS status, v.held_on - DATE '1970-01-01' AS founded
        FROM records_record r JOIN records_standing v ON v.record_id = r.id
        WHERE r.subject_id = q.id AND NOT r.of_person AND r.item_id = p_item AND r.document_number = '' AND r.organ_code = '' ORDER BY v.id DESC LIMIT 1
    ) f ON true
$$;

-- The amounts that these versions told, before they were corrected. Not of natural persons: that would be a look.
CREATE OR REPLACE FUNCTION records_amounts(p_versions bigint[], p_element text, OUT ids bigint[], OUT amounts text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(array_agg(v.id), '{}'), coalesce(array_agg(v.values->>p_element), '{}')
    FROM unnest(p_versions) AS q(id) JOIN records_version v ON v.id = q.id AND NOT v.of_person
$$;
