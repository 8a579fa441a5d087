-- 查阅自然人: the one way to a natural person's values. It demands a look that another transaction has
-- committed, about this subject, not older than a minute, and uses it up (ruling 30).
DROP FUNCTION IF EXISTS records_of_person(bigint, bigint);
CREATE FUNCTION records_of_person(p_subject bigint, p_look bigint)
RETURNS TABLE (part text, record_id bigint, version_id bigint, item text, organ_id bigint, document_number text,
    held_on date, received_on date, recorded_at timestamptz, corrects_id bigint, withdrawn_on date, revoked_on date, told jsonb, sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM ground_use_look(p_subject, p_look);
    RETURN QUERY
    SELECT 'identity', NULL::bigint, NULL::bigint, NULL::text, NULL::bigint, NULL::text, NULL::date, NULL::date, NULL::timestamptz, NULL::bigint, NULL::date, NULL::date,
        jsonb_build_object('name', p.name, 'identity_kind', p.identity_kind), p.identity_sealed
    FROM subjects_person p WHERE p.subject_id = p_subject
    UNION ALL
    SELECT 'version', r.id, v.id, r.item_id::text, r.organ_id, r.document_number::text, v.held_on, v.received_on, v.recorded_at, v.corrects_id,
        (SELECT w.withdrawn_on FROM records_withdrawal w WHERE w.record_id = r.id), (SELECT x.revoked_on FROM records_revocation x WHERE x.batch = v.batch),
        v.values || coalesce(q.values, '{}'::jsonb), NULL::bytea
    FROM records_record r JOIN records_version v ON v.record_id = r.id LEFT JOIN records_personal q ON q.version_id = v.id
    WHERE r.subject_id = p_subject AND r.of_person
    ORDER BY 3 NULLS FIRST;
END $$;

-- 追加不改: history is added to, never changed; also not by the owner, save that erasure empties what is personal.
SELECT ground_keep('records_record', 'records_version', 'records_hold', 'records_settlement', 'records_withdrawal', 'records_revocation', 'records_mark', 'records_classing');

-- 自然人行的隔离: the application roles cannot see a natural person's rows at all; the function above can.
DO $$
DECLARE
    guarded text;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['records_version', 'records_personal'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', guarded);
        EXECUTE format('DROP POLICY IF EXISTS not_of_person ON %I', guarded);
        EXECUTE format('CREATE POLICY not_of_person ON %I USING (NOT of_person)', guarded);
    END LOOP;
END $$;
