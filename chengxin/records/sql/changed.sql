-- 此后变动: whether of what a batch told something was changed since, so that its rows would mean something again (docs/rulings.md, 9):
-- a record was corrected by one of the later batches, or withdrawn as a mistake, after which another writing of its number is new (552).
-- The batch's own versions say which records those are; where it has rows that changed nothing (p_unchanged), every record from before it
-- may be one. Later batches are looked through by the index of batches, until one such record is found; never the batch itself.
CREATE OR REPLACE FUNCTION records_changed_since(p_batch bigint, p_recorded timestamptz, p_item text, p_unchanged boolean, p_later bigint[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET enable_seqscan = off AS $$
    SELECT EXISTS (SELECT 1 FROM unnest(p_later) l(batch) CROSS JOIN LATERAL (SELECT c.record_id FROM records_version c WHERE c.batch = l.batch AND c.corrects_id IS NOT NULL OFFSET 0) c
        WHERE EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = c.record_id AND (v.batch = p_batch OR p_unchanged AND v.batch < p_batch)))
    OR EXISTS (SELECT 1 FROM records_withdrawal w JOIN records_record r ON r.id = w.record_id
        WHERE w.recorded_at > p_recorded AND w.kind = 'mistake' AND r.item_id = p_item
            AND EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = r.id AND (v.batch = p_batch OR p_unchanged AND v.batch < p_batch)))
$$;

-- 收到日更早: lines of a batch that correct what was received on a later day than it (docs/rulings.md, 623). What came last stands; it may be an old copy.
CREATE OR REPLACE FUNCTION records_received_before(p_batch bigint, p_received date) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(v.line ORDER BY v.line), '{}') FROM (SELECT x.line, x.corrects_id FROM records_version x WHERE x.batch = p_batch AND x.corrects_id IS NOT NULL OFFSET 0) v
    CROSS JOIN LATERAL (SELECT x.received_on FROM records_version x WHERE x.id = v.corrects_id LIMIT 1) c WHERE c.received_on > p_received
$$;
