-- 我的信息: everything on file about the subject a session of the subjects' side acts for. It demands, and uses up, a committed look of that
-- subject like any reading of a person's records (ruling 30); of a firm likewise, so that one rule serves both.
DROP FUNCTION IF EXISTS records_mine(bigint);
CREATE FUNCTION records_mine(p_look bigint)
RETURNS TABLE (part text, record_id bigint, version_id bigint, item text, organ text, document_number text,
    held_on date, received_on date, recorded_at timestamptz, corrects_id bigint, withdrawn_on date, revoked_on date, told jsonb, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me bigint := access_my_subject();
BEGIN
    IF me IS NULL THEN
        RAISE EXCEPTION 'no subject of this session' USING ERRCODE = 'CX030';
    ELSIF (SELECT kind FROM subjects_subject WHERE id = me) = 'person' THEN
        RETURN QUERY SELECT p.part, p.record_id, p.version_id, p.item, coalesce(o.official_name, subjects_current_name(p.organ_id))::text, p.document_number,
            p.held_on, p.received_on, p.recorded_at, p.corrects_id, p.withdrawn_on, p.revoked_on, p.told, p.sealed
            FROM records_of_person(me, p_look) p LEFT JOIN subjects_organ o ON o.subject_id = p.organ_id;
        RETURN;
    END IF;
    PERFORM ground_use_look(me, p_look);
    RETURN QUERY
    SELECT 'identity', NULL::bigint, NULL::bigint, NULL::text, NULL::text, NULL::text, NULL::date, NULL::date, NULL::timestamptz, NULL::bigint, NULL::date, NULL::date,
        jsonb_build_object('name', subjects_current_name(s.id), 'code', s.code), NULL::bytea FROM subjects_subject s WHERE s.id = me
    UNION ALL
    SELECT 'version', r.id, v.id, r.item_id::text, coalesce(o.official_name, subjects_current_name(r.organ_id))::text, r.document_number::text, v.held_on, v.received_on, v.recorded_at, v.corrects_id,
        (SELECT w.withdrawn_on FROM records_withdrawal w WHERE w.record_id = r.id), (SELECT x.revoked_on FROM records_revocation x WHERE x.batch = v.batch),
        v.values || coalesce(q.values, '{}'::jsonb), NULL::bytea
    FROM records_record r JOIN records_version v ON v.record_id = r.id LEFT JOIN records_personal q ON q.version_id = v.id LEFT JOIN subjects_organ o ON o.subject_id = r.organ_id
    WHERE r.subject_id = me
    ORDER BY 3 NULLS FIRST;
END $$;
