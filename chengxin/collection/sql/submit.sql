-- 接口送达: an upload is written down and the worker is asked to collect it, in one transaction. The organ is the one whose
-- key is shown, so that a web process can send for nobody whose system has not signed in. The same name (idempotency key)
-- again gives the first back and says whether it is the same content.
CREATE OR REPLACE FUNCTION collection_submit(p_proof text, p_handle uuid, p_name text, p_digest text, p_size bigint, p_source text, p_file_name text)
RETURNS TABLE (handle uuid, fresh boolean, same boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_organ bigint;
    v_key bigint;
    v_id bigint;
BEGIN
    SELECT s.organ, s.key INTO v_organ, v_key FROM access_sign_in(p_proof) s;
    IF v_organ IS NULL OR coalesce(length(p_name), 0) = 0 OR p_size IS NULL OR p_size < 0 THEN
        RAISE EXCEPTION 'no key, no name or no content' USING ERRCODE = 'CX006';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM collection_consignment c WHERE c.entrance = 'http:' || v_organ AND c.name = p_name) THEN
        INSERT INTO ground_auditentry (act, actor, post, organ_ref, purpose, reference, fields)
            VALUES ('upload', '接口密钥:' || v_key, '接口密钥', v_organ, '', 'upload:' || p_handle, '{}');
    END IF;
    INSERT INTO collection_consignment (handle, entrance, name, mark, digest, size, source, organ_id, file_name, received_on, keys)
        VALUES (p_handle, 'http:' || v_organ, p_name, '', p_digest, p_size, p_source, v_organ, p_file_name, ground_today(), '{}')
        ON CONFLICT DO NOTHING RETURNING id INTO v_id;
    IF v_id IS NOT NULL THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'clock.take_in', 0, NULL, NULL, '{}', NULL)::procrastinate_job_to_defer_v1]);
    END IF;
    RETURN QUERY SELECT c.handle, v_id IS NOT NULL, c.digest = p_digest AND c.source = p_source
        FROM collection_consignment c WHERE c.entrance = 'http:' || v_organ AND c.name = p_name;
END $$;
