-- 待补正的行: returned rows that nobody has mended: not sent again in a file that was taken (or waits to be), not given up, in a batch that stands.
CREATE OR REPLACE VIEW collection_mended AS
    SELECT DISTINCT m.batch_id, m.line FROM collection_mending m LEFT JOIN collection_consignmentresult r ON r.consignment_id = m.consignment_id
    WHERE m.consignment_id IS NULL OR r.consignment_id IS NULL OR r.batch_id IS NOT NULL;

-- How many are left of each batch that had any. The rows themselves are counted only where some were mended.
DROP VIEW IF EXISTS collection_unmended;  -- it had more columns, and roles that read it
CREATE VIEW collection_unmended AS
    SELECT b.id AS batch_id, b.organ_id, b.received_on, b.quarantined - coalesce(m.count, 0) AS open
    FROM collection_batch b LEFT JOIN LATERAL (SELECT count(*) AS count FROM collection_mended x WHERE x.batch_id = b.id) m ON true
    WHERE b.quarantined > coalesce(m.count, 0) AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = b.id);

-- 待补正批次: those counts are kept, for the work lists ask them all the time and batches come for years. Drawn anew for the batches of which
-- something changed; two changes of one batch wait for each other.
CREATE OR REPLACE FUNCTION collection_recount(p_batches bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM 1 FROM collection_batch WHERE id = ANY (p_batches) ORDER BY id FOR NO KEY UPDATE;
    DELETE FROM collection_tomend t WHERE t.batch_id = ANY (p_batches) AND NOT EXISTS (SELECT 1 FROM collection_unmended u WHERE u.batch_id = t.batch_id);
    INSERT INTO collection_tomend (batch_id, organ_id, received_on, open)
        SELECT u.batch_id, u.organ_id, u.received_on, u.open FROM collection_unmended u WHERE u.batch_id = ANY (p_batches)
        ON CONFLICT (batch_id) DO UPDATE SET open = excluded.open;
END $$;

CREATE OR REPLACE FUNCTION collection_recounts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_batches bigint[];
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'collection_batch' THEN SELECT array_agg(id) INTO v_batches FROM added WHERE quarantined > 0;
        WHEN 'collection_mending' THEN SELECT array_agg(DISTINCT batch_id) INTO v_batches FROM added;
        WHEN 'collection_consignmentresult' THEN
            SELECT array_agg(DISTINCT m.batch_id) INTO v_batches FROM added a JOIN collection_mending m ON m.consignment_id = a.consignment_id WHERE a.batch_id IS NULL;
        WHEN 'records_revocation' THEN SELECT array_agg(batch) INTO v_batches FROM added;
    END CASE;
    IF v_batches IS NOT NULL THEN
        PERFORM collection_recount(v_batches);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER recounts AFTER INSERT ON collection_batch REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION collection_recounts();
CREATE OR REPLACE TRIGGER recounts AFTER INSERT ON collection_mending REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION collection_recounts();
CREATE OR REPLACE TRIGGER recounts AFTER INSERT ON collection_consignmentresult REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION collection_recounts();
CREATE OR REPLACE TRIGGER recounts AFTER INSERT ON records_revocation REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION collection_recounts();

-- 补正: which rows of a batch are mended, by a consignment or by a reason why not. Two at the same moment wait for each other at the batch.
CREATE OR REPLACE FUNCTION collection_mend(p_batch bigint, p_lines integer[], p_consignment bigint, p_reason text, p_actor text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_count integer;
BEGIN
    PERFORM 1 FROM collection_batch WHERE id = p_batch FOR NO KEY UPDATE;
    INSERT INTO collection_mending (batch_id, line, consignment_id, reason, actor)
        SELECT q.batch_id, q.line, p_consignment, p_reason, p_actor FROM collection_quarantined q
        WHERE q.batch_id = p_batch AND (p_lines IS NULL OR q.line = ANY (p_lines))
            AND NOT EXISTS (SELECT 1 FROM collection_mended m WHERE m.batch_id = q.batch_id AND m.line = q.line);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count = 0 OR v_count < cardinality(p_lines) THEN
        RAISE EXCEPTION 'mended' USING ERRCODE = 'CX060';
    END IF;
    RETURN v_count;
END $$;

-- 谁在办: somebody whose session is in a post that may do this. Whether a batch is that organ's is asked beside.
CREATE OR REPLACE FUNCTION collection_acting(p_session text, p_act text, OUT organ bigint, OUT actor text, OUT title text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    SELECT a.organ, a.actor, a.title INTO organ, actor, title FROM access_session_acts(p_session, p_act) a;
    IF organ IS NULL THEN
        RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'CX060';
    END IF;
END $$;

-- 不再补正: the sending organ says that rows stay returned, and why.
CREATE OR REPLACE FUNCTION collection_give_up(p_session text, p_batch bigint, p_lines integer[], p_reason text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_who record;
BEGIN
    SELECT * INTO v_who FROM collection_acting(p_session, 'send-batch');
    PERFORM 1 FROM collection_batch b WHERE b.id = p_batch AND b.organ_id = v_who.organ;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not-yours' USING ERRCODE = 'CX060';
    END IF;
    IF length(trim(p_reason)) = 0 THEN
        RAISE EXCEPTION 'no-reason' USING ERRCODE = 'CX060';
    END IF;
    INSERT INTO ground_auditentry (act, actor, post, organ_ref, purpose, reference, fields)
        VALUES ('give-up-rows', v_who.actor, v_who.title, v_who.organ, p_reason, 'batch:' || p_batch, '{}');
    RETURN collection_mend(p_batch, p_lines, NULL, p_reason, v_who.actor);
END $$;

-- 申请整批撤回: the desk asks, the worker does it. Once a batch, until it was refused.
CREATE OR REPLACE FUNCTION collection_ask_revoke(p_session text, p_batch bigint, p_reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_who record;
    v_id bigint;
BEGIN
    SELECT * INTO v_who FROM collection_acting(p_session, 'review-batch');
    PERFORM 1 FROM collection_batch b WHERE b.id = p_batch AND b.organ_id = v_who.organ FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not-yours' USING ERRCODE = 'CX060';
    END IF;
    IF length(trim(p_reason)) = 0 THEN
        RAISE EXCEPTION 'no-reason' USING ERRCODE = 'CX060';
    END IF;
    SELECT a.id INTO v_id FROM collection_revokeask a WHERE a.batch_id = p_batch AND NOT EXISTS (SELECT 1 FROM collection_revokeanswer x WHERE x.ask_id = a.id);
    IF v_id IS NULL THEN
        INSERT INTO collection_revokeask (batch_id, reason, actor, asked_on) VALUES (p_batch, trim(p_reason), v_who.actor, ground_today()) RETURNING id INTO v_id;
        INSERT INTO ground_auditentry (act, actor, post, organ_ref, purpose, reference, fields)
            VALUES ('ask-revoke', v_who.actor, v_who.title, v_who.organ, trim(p_reason), 'batch:' || p_batch, '{}');
        PERFORM procrastinate_defer_jobs_v1(ARRAY[ROW('default', 'clock.revoke', 0, NULL, NULL, '{}', NULL)::procrastinate_job_to_defer_v1]);
    END IF;
    RETURN v_id;
END $$;
SELECT ground_keep('collection_mending', 'collection_revokeask', 'collection_revokeanswer');
