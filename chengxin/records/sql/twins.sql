-- 同一决定重复: records of one organ, item, list and subject whose numbers are one decision's (docs/rulings.md, 552), laid before that was known: both stand,
-- neither is withdrawn. Of an organ, the decisions first told first; none come anew, so that nothing is kept for it and a look costs a walk through the
-- organ's records. Whoever asks: of a natural person's records their versions are not seen.
CREATE OR REPLACE FUNCTION records_twins(p_organ bigint) RETURNS TABLE (decision bigint, item text, document_number text, record bigint, of_person boolean, received_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '64MB' AS $$
    WITH own AS MATERIALIZED (
        SELECT r.id, r.item_id, r.organ_code, r.subject_id, r.party, r.list_kind, r.document_number, r.of_person, records_number_key(r.document_number) AS key FROM records_record r
        WHERE r.organ_id = p_organ AND r.document_number <> ''
    ), alike AS (
        SELECT o.*, min(o.id) OVER decision AS decision, count(*) OVER decision AS several FROM own o
        WHERE (o.item_id, o.organ_code, o.key) IN (SELECT x.item_id, x.organ_code, x.key FROM own x GROUP BY 1, 2, 3 HAVING count(*) > 1)
            AND EXISTS (SELECT 1 FROM records_standing v WHERE v.record_id = o.id) AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = o.id)
        WINDOW decision AS (PARTITION BY o.item_id, o.organ_code, o.key, o.list_kind, o.subject_id, o.party)
    )
    SELECT a.decision, a.item_id::text, a.document_number::text, a.id, a.of_person, (SELECT max(v.received_on) FROM records_standing v WHERE v.record_id = a.id)
    FROM alike a WHERE a.several > 1 ORDER BY a.decision, a.id
$$;

-- The others of one record, by their key.
CREATE OR REPLACE FUNCTION records_twins_of(p_record bigint) RETURNS TABLE (record bigint, document_number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT x.id, x.document_number::text FROM records_record r
    JOIN records_record x ON records_number_key(x.document_number) = records_number_key(r.document_number) AND x.organ_code = r.organ_code AND x.document_number <> ''
        AND x.item_id = r.item_id AND x.organ_id = r.organ_id AND x.subject_id IS NOT DISTINCT FROM r.subject_id AND x.party = r.party AND x.list_kind = r.list_kind AND x.id <> r.id
    WHERE r.id = p_record AND r.document_number <> '' AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id IN (r.id, x.id))
        AND EXISTS (SELECT 1 FROM records_standing v WHERE v.record_id = x.id) AND EXISTS (SELECT 1 FROM records_standing v WHERE v.record_id = r.id)
    ORDER BY x.id
$$;
