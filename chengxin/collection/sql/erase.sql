-- 销毁: under an unused warrant of the power "erase", everything personal about a natural person is destroyed:
-- values, salts, identity, returned rows, and the keys of the original files the person stood in (ruling 31).
-- References, keys of records and salted digests remain; the proof holds counts and digests only.
CREATE OR REPLACE FUNCTION collection_erase(p_subject bigint, p_warrant bigint, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_mac text;
    v_files jsonb;
    n_values integer; n_salts integer; n_returned integer; n_identity integer; n_keys integer;
    answer jsonb;
BEGIN
    PERFORM 1 FROM law_warrant WHERE id = p_warrant AND subject_id = p_subject AND power_id = 'erase';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no warrant to erase this subject' USING ERRCODE = 'CX005';
    END IF;
    SELECT identity_mac INTO v_mac FROM subjects_person WHERE subject_id = p_subject FOR UPDATE;
    IF v_mac IS NULL THEN
        RAISE EXCEPTION 'nothing personal is left' USING ERRCODE = 'CX005';
    END IF;

    WITH named AS (
        SELECT b.file_id FROM records_version v JOIN records_record r ON r.id = v.record_id JOIN collection_batch b ON b.id = v.batch WHERE r.subject_id = p_subject
        UNION
        SELECT b.file_id FROM collection_quarantined q JOIN collection_batch b ON b.id = q.batch_id WHERE q.identity_mac = v_mac
    ), gone AS (
        DELETE FROM ground_filekey k USING named n WHERE k.file_id = n.file_id RETURNING k.file_id
    )
    SELECT count(*), coalesce(jsonb_agg(f.digest ORDER BY f.digest), '[]') INTO n_keys, v_files FROM gone JOIN ground_storedfile f ON f.id = gone.file_id;

    INSERT INTO collection_mending (batch_id, line, reason, actor) SELECT q.batch_id, q.line, '已销毁', '系统' FROM collection_quarantined q
        WHERE q.identity_mac = v_mac AND NOT EXISTS (SELECT 1 FROM collection_mended m WHERE m.batch_id = q.batch_id AND m.line = q.line);
    DELETE FROM collection_quarantined WHERE identity_mac = v_mac;
    GET DIAGNOSTICS n_returned = ROW_COUNT;
    WITH gone AS (
        DELETE FROM records_personal p USING records_version v, records_record r
        WHERE p.version_id = v.id AND v.record_id = r.id AND r.subject_id = p_subject RETURNING p.salt
    )
    SELECT count(*), count(salt) INTO n_values, n_salts FROM gone;
    DELETE FROM subjects_person WHERE subject_id = p_subject;
    GET DIAGNOSTICS n_identity = ROW_COUNT;

    answer := jsonb_build_object('subject', p_subject, 'warrant', p_warrant, 'identity', n_identity, 'values', n_values, 'salts', n_salts,
        'returned_rows', n_returned, 'file_keys', n_keys, 'files', v_files);
    INSERT INTO collection_erasure (subject_id, warrant_id, reason, erased) VALUES (p_subject, p_warrant, p_reason, answer);
    RETURN answer;
END $$;
