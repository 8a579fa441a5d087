-- 存疑与审看: what the organ says of a doubtful version is about its own record and covers characters, nothing else.
SELECT ground_keep('publicity_doubt', 'publicity_reading');
CREATE OR REPLACE FUNCTION publicity_reading_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_said jsonb;
    k text;
BEGIN
    SELECT v.values INTO v_said FROM publicity_doubt d JOIN records_version v ON v.id = d.version_id WHERE d.version_id = NEW.doubt_id;
    FOR k IN SELECT jsonb_object_keys(NEW.covered) LOOP
        -- As long as before, and each character the same or a star: facts are not reworded here.
        IF v_said ->> k IS NULL OR length(NEW.covered ->> k) <> length(v_said ->> k)
            OR EXISTS (SELECT 1 FROM generate_series(1, length(v_said ->> k)) n WHERE substr(NEW.covered ->> k, n, 1) NOT IN ('*', substr(v_said ->> k, n, 1))) THEN
            RAISE EXCEPTION 'changed' USING ERRCODE = 'CX070';
        END IF;
    END LOOP;
    IF btrim(NEW.reason) = '' AND EXISTS (SELECT 1 FROM publicity_doubt d CROSS JOIN LATERAL jsonb_object_keys(d.why) x(field)
        WHERE d.version_id = NEW.doubt_id AND 'number' = ANY (ground_doubts(ground_masked_text(coalesce(NEW.covered ->> x.field, v_said ->> x.field))))) THEN
        RAISE EXCEPTION 'number-left' USING ERRCODE = 'CX070';
    END IF;
    NEW.recorded_at := statement_timestamp();
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER fits BEFORE INSERT ON publicity_reading FOR EACH ROW EXECUTE FUNCTION publicity_reading_fits();

-- The organ of a session has read a doubtful version; the record is due again in the same transaction.
CREATE OR REPLACE FUNCTION publicity_read(p_record bigint, p_organ bigint, p_covered jsonb, p_reason text, p_actor text, p_on date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_version bigint;
BEGIN
    SELECT d.version_id INTO v_version FROM publicity_doubt d WHERE d.record_id = p_record AND d.organ_id IS NOT DISTINCT FROM p_organ
        AND NOT EXISTS (SELECT 1 FROM publicity_reading r WHERE r.doubt_id = d.version_id)
        AND d.version_id = (SELECT max(y.id) FROM records_standing y WHERE y.record_id = p_record);  -- not of one that was taken back with its batch
    IF v_version IS NULL THEN
        RAISE EXCEPTION 'nothing-waits' USING ERRCODE = 'CX070';
    END IF;
    INSERT INTO publicity_reading (doubt_id, covered, reason, actor, read_on) VALUES (v_version, coalesce(p_covered, '{}'), p_reason, p_actor, p_on);
    PERFORM publicity_make_due(ARRAY[p_record]);
END $$;

-- Doubtful versions that nobody has read, each the latest of a record that still stands; of an organ, or of all.
DROP FUNCTION IF EXISTS publicity_unread(bigint, bigint, integer);
CREATE FUNCTION publicity_unread(p_organ bigint, p_record bigint, p_limit integer)
RETURNS TABLE (record bigint, item text, document_number text, organ bigint, subject bigint, opened_on date, why jsonb, said jsonb, total bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT d.record_id, r.item_id::text, r.document_number::text, d.organ_id, r.subject_id, d.opened_on, d.why,
        (SELECT jsonb_object_agg(x.field, v.values ->> x.field) FROM jsonb_object_keys(d.why) x(field)), count(*) OVER ()
    FROM publicity_doubt d JOIN records_record r ON r.id = d.record_id JOIN records_version v ON v.id = d.version_id
    JOIN subjects_subject s ON s.id = r.subject_id AND s.kind <> 'person'
    WHERE (p_organ IS NULL OR d.organ_id = p_organ) AND (p_record IS NULL OR d.record_id = p_record)
        AND NOT EXISTS (SELECT 1 FROM publicity_reading g WHERE g.doubt_id = d.version_id)
        AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = d.record_id)
        AND d.version_id = (SELECT max(y.id) FROM records_standing y WHERE y.record_id = d.record_id)
    ORDER BY d.opened_on, d.version_id LIMIT p_limit
$$;
