-- 退回行原文: the one way to what the returned rows of a batch say. For every row of a natural person it demands a look at that
-- very row which another transaction has committed, not older than a minute, and uses it up (ruling 30).
-- ``p_lines``: only these; NULL: all of the batch.
DROP FUNCTION IF EXISTS collection_returned(bigint, bigint[]);
CREATE OR REPLACE FUNCTION collection_returned(p_batch bigint, p_looks bigint[], p_lines integer[] DEFAULT NULL) RETURNS TABLE (line integer, sealed bytea, findings jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF EXISTS (
        WITH looked AS MATERIALIZED (
            SELECT e.reference, e.subject_ref FROM unnest(p_looks) AS x(id) JOIN ground_auditentry e ON e.id = x.id
            WHERE e.act = 'look' AND e.xact <> txid_current() AND e.at > clock_timestamp() - interval '1 minute'
        )
        SELECT 1 FROM collection_quarantined q LEFT JOIN subjects_person p ON p.identity_mac = q.identity_mac
        LEFT JOIN looked l ON l.reference = 'quarantine:' || p_batch || ':' || q.line AND l.subject_ref IS NOT DISTINCT FROM p.subject_id
        WHERE q.batch_id = p_batch AND (p_lines IS NULL OR q.line = ANY (p_lines)) AND q.of_person AND l.reference IS NULL
    ) THEN
        RAISE EXCEPTION 'no committed look opens this read' USING ERRCODE = 'CX030';
    END IF;
    INSERT INTO ground_lookuse (entry_id) SELECT x.id FROM unnest(p_looks) AS x(id);
    RETURN QUERY SELECT q.line, q.sealed, q.findings FROM collection_quarantined q WHERE q.batch_id = p_batch AND (p_lines IS NULL OR q.line = ANY (p_lines)) ORDER BY q.line;
END $$;
