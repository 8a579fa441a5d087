-- 接口送达: an upload is written down and the worker is asked to collect it, in one transaction. The same name (idempotency key)
-- again gives the first back and says whether it is the same content. Inner: who sends has been told by one of the two below.
CREATE OR REPLACE FUNCTION collection_lay(p_organ bigint, p_actor text, p_post text, p_handle uuid, p_name text, p_digest text, p_size bigint, p_source text, p_file_name text)
RETURNS TABLE (id bigint, handle uuid, fresh boolean, same boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    IF p_organ IS NULL OR coalesce(length(p_name), 0) = 0 OR p_size IS NULL OR p_size < 0 THEN
        RAISE EXCEPTION 'no key, no name or no content' USING ERRCODE = 'CX006';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM collection_consignment c WHERE c.entrance = 'http:' || p_organ AND c.name = p_name) THEN
        INSERT INTO ground_auditentry (act, actor, post, organ_ref, purpose, reference, fields)
            VALUES ('upload', p_actor, p_post, p_organ, '', 'upload:' || p_handle, '{}');
    END IF;
    INSERT INTO collection_consignment (handle, entrance, name, mark, digest, size, source, organ_id, file_name, received_on, keys)
        VALUES (p_handle, 'http:' || p_organ, p_name, '', p_digest, p_size, p_source, p_organ, p_file_name, ground_today(), '{}')
        ON CONFLICT DO NOTHING RETURNING collection_consignment.id INTO v_id;
    IF v_id IS NOT NULL THEN
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'clock.take_in', 0, NULL, NULL, '{}', NULL)::procrastinate_job_to_defer_v1]);
    END IF;
    RETURN QUERY SELECT c.id, c.handle, v_id IS NOT NULL, c.digest = p_digest AND c.source = p_source
        FROM collection_consignment c WHERE c.entrance = 'http:' || p_organ AND c.name = p_name;
END $$;

-- By an organ's system: the organ is the one whose key is shown, so that a web process can send for nobody whose system has not signed in.
CREATE OR REPLACE FUNCTION collection_submit(p_proof text, p_handle uuid, p_name text, p_digest text, p_size bigint, p_source text, p_file_name text)
RETURNS TABLE (handle uuid, fresh boolean, same boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_organ bigint;
    v_key bigint;
BEGIN
    SELECT s.organ, s.key INTO v_organ, v_key FROM access_sign_in(p_proof) s;
    RETURN QUERY SELECT l.handle, l.fresh, l.same FROM collection_lay(v_organ, '接口密钥:' || v_key, '接口密钥', p_handle, p_name, p_digest, p_size, p_source, p_file_name) l;
END $$;

-- By a person at the desk: the organ is that of the post their session acts in, where its role may send. ``p_batch``, ``p_lines``: which
-- returned rows this mends (NULL: all that are left). A row somebody else has mended meanwhile stops it: ``mended``.
CREATE OR REPLACE FUNCTION collection_submit_by(
    p_session text, p_handle uuid, p_name text, p_digest text, p_size bigint, p_source text, p_file_name text, p_batch bigint, p_lines integer[])
RETURNS TABLE (handle uuid, fresh boolean, same boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_who record;
    v_laid record;
BEGIN
    SELECT * INTO v_who FROM collection_acting(p_session, 'send-batch');
    IF p_batch IS NOT NULL THEN
        PERFORM 1 FROM collection_batch b WHERE b.id = p_batch AND b.organ_id = v_who.organ AND b.source = p_source;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'not-yours' USING ERRCODE = 'CX060';
        END IF;
    END IF;
    SELECT * INTO v_laid FROM collection_lay(v_who.organ, v_who.actor, v_who.title, p_handle, p_name, p_digest, p_size, p_source, p_file_name);
    IF v_laid.fresh AND p_batch IS NOT NULL THEN
        PERFORM collection_mend(p_batch, p_lines, v_laid.id, '', v_who.actor);
    END IF;
    RETURN QUERY SELECT v_laid.handle, v_laid.fresh, v_laid.same;
END $$;
