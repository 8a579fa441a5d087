-- 经同意查询: what a consent of the session's bank or buyer covers, and nothing else. It demands, and uses up, a committed look by that very
-- consent. What is public shows by its own warrant. What weighs on a natural person is public nowhere: it is shown by a warrant of its own
-- (disclose-line), asked for here under the credit office's standing mandate, and where the kernel refuses it, not at all. What is over, taken
-- back, disputed or older than five years is no part of it (ruling 341).
DROP FUNCTION IF EXISTS publicity_consented(bigint, bigint);
CREATE FUNCTION publicity_consented(p_consent bigint, p_look bigint)
RETURNS TABLE (part text, record_id bigint, version_id bigint, item text, organ text, document_number text,
    held_on date, received_on date, recorded_at timestamptz, corrects_id bigint, withdrawn_on date, revoked_on date, told jsonb, sealed bytea, warrant bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    c access_consent%ROWTYPE := access_my_consent(p_consent);
    of_person boolean;
    weighing bigint[];
    pair record;
    answer record;
    v_warrant bigint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ground_auditentry e, access_my_client() me WHERE e.id = p_look AND e.reference = 'consent:' || c.id AND e.actor = '查询方:' || me.login) THEN
        RAISE EXCEPTION 'no committed look opens this read' USING ERRCODE = 'CX030';
    END IF;
    PERFORM ground_use_look(c.subject_id, p_look);
    of_person := (SELECT s.kind FROM subjects_subject s WHERE s.id = c.subject_id) = 'person';
    RETURN QUERY SELECT 'identity', NULL::bigint, NULL::bigint, NULL::text, NULL::text, NULL::text, NULL::date, NULL::date, NULL::timestamptz, NULL::bigint, NULL::date, NULL::date,
        CASE WHEN of_person THEN jsonb_build_object('name', n.name, 'identity_kind', n.identity_kind) ELSE jsonb_build_object('name', subjects_current_name(s.id), 'code', s.code) END, n.identity_sealed, NULL::bigint
        FROM subjects_subject s LEFT JOIN subjects_person n ON n.subject_id = s.id WHERE s.id = c.subject_id;
    IF c.scope <> 'archive' THEN
        RETURN;
    END IF;
    IF of_person THEN
        SELECT array_agg(r.id) INTO weighing FROM records_record r JOIN catalogue_item i ON i.code = r.item_id AND i.nature = 'adverse'
            JOIN LATERAL (SELECT * FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v ON true
            WHERE r.subject_id = c.subject_id AND v.held_on > ground_today() - interval '5 years' AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = r.id)
                AND NOT EXISTS (SELECT 1 FROM records_open_hold h WHERE h.record_id = r.id)
                AND NOT coalesce((SELECT m.disputed FROM records_mark m WHERE m.record_id = r.id ORDER BY m.id DESC LIMIT 1), false);
    END IF;
    IF weighing IS NOT NULL THEN
        SELECT m.proposer_id, m.approver_id, o.organ_id INTO pair FROM access_mandate m JOIN access_officer o ON o.id = m.proposer_id
            WHERE m.source = 'consent-looks' AND m.power = 'disclose-line' AND coalesce(m.begins_on <= ground_today(), true) AND coalesce(m.ends_on >= ground_today(), true) ORDER BY m.id DESC LIMIT 1;
        SELECT * INTO answer FROM law_ask_one('disclose-line', c.subject_id, pair.organ_id, pair.proposer_id, pair.approver_id, weighing,
            jsonb_build_object('acceptance', ground_today(), 'consent', least((c.recorded_at AT TIME ZONE 'Asia/Shanghai')::date, ground_today())), ground_today(), ground_today(), NULL);
        v_warrant := answer.warrant;
        IF v_warrant IS NULL THEN
            weighing := NULL;
        ELSE
            INSERT INTO ground_auditentry (act, actor, post, organ_ref, subject_ref, purpose, reference, fields)
            SELECT 'disclose', e.actor, e.post, e.organ_ref, e.subject_ref, e.reference, 'warrant:' || v_warrant, '{}' FROM ground_auditentry e WHERE e.id = p_look;
        END IF;
    END IF;
    RETURN QUERY SELECT 'version', r.id, v.id, r.item_id::text, coalesce(o.official_name, subjects_current_name(r.organ_id))::text, r.document_number::text,
        v.held_on, v.received_on, v.recorded_at, v.corrects_id, NULL::date, NULL::date, v.values || coalesce(q.values, '{}'::jsonb), NULL::bytea,
        CASE WHEN i.nature = 'adverse' THEN v_warrant END
    FROM records_record r JOIN catalogue_item i ON i.code = r.item_id
    JOIN LATERAL (SELECT * FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v ON true
    LEFT JOIN records_personal q ON q.version_id = v.id LEFT JOIN subjects_organ o ON o.subject_id = r.organ_id
    WHERE r.subject_id = c.subject_id AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = r.id) AND NOT EXISTS (SELECT 1 FROM records_open_hold h WHERE h.record_id = r.id)
        AND (i.nature <> 'adverse' OR r.id = ANY (weighing)) ORDER BY v.id;
END $$;

-- 公示中的: what is public now about whom a consent is about.
DROP FUNCTION IF EXISTS publicity_consented_lines(bigint);
CREATE FUNCTION publicity_consented_lines(p_consent bigint) RETURNS SETOF publicity.line
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT l.* FROM access_my_consent(p_consent) c JOIN publicity.line l ON l.subject_id = c.subject_id ORDER BY l.nature, l.item, l.held_on DESC NULLS LAST, l.id DESC LIMIT 1000
$$;
