-- 并入: the accepted rows of a batch join the history (rulings 7 to 9, 11, 15). Set-based; the caller's transaction.
CREATE OR REPLACE FUNCTION records_merge(
    p_batch bigint, p_item text, p_item_version bigint, p_source text, p_received date,
    p_by_document boolean, p_from_register boolean, p_sender bigint)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    made integer := 0;
    made_persons integer := 0;
    grown bigint;
    strange integer;
    answer jsonb;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('records_merge'));
    PERFORM ground_grown('records_arrival', (SELECT count(*) FROM records_arrival WHERE batch = p_batch));
    SELECT count(*) INTO strange FROM records_arrival a WHERE a.batch = p_batch AND a.organ_code <> '' AND NOT subjects_organ_registered(a.organ_code, a.organ_name);
    PERFORM subjects_learn_organs(p_batch, p_received);
    SELECT enterprises, persons INTO made, made_persons FROM subjects_learn(p_batch, p_received, p_from_register);

    -- Every arriving row with its subject and its key.
    INSERT INTO records_record (item_id, organ_id, organ_code, document_number, party, subject_id, of_person, batch, source)
    SELECT DISTINCT ON (document_number, organ_code, party)
        p_item, CASE WHEN p_by_document THEN organ_id ELSE p_sender END, organ_code, document_number, party, subject_id, of_person, p_batch, p_source
    FROM records_keyed(p_batch, p_by_document) ORDER BY document_number, organ_code, party, line
    ON CONFLICT (document_number, organ_code, item_id, party) DO NOTHING;
    GET DIAGNOSTICS grown = ROW_COUNT;
    PERFORM ground_grown('records_record', grown);

    INSERT INTO records_salt (record_id, salt)
    SELECT id, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
    FROM records_record WHERE batch = p_batch AND item_id = p_item AND source = p_source
    ON CONFLICT DO NOTHING;
    PERFORM ground_grown('records_salt', grown);

    WITH keyed AS MATERIALIZED (
        SELECT k.line, k.content, k.late, k.subject_id, k.of_person, r.id AS record_id, r.batch = p_batch AS fresh, s.salt
        FROM records_keyed(p_batch, p_by_document) k
        JOIN records_record r ON r.item_id = p_item AND r.document_number = k.document_number
            AND r.organ_code = k.organ_code AND r.party = k.party
        LEFT JOIN records_salt s ON s.record_id = r.id
    ), told AS MATERIALIZED (
        SELECT k.*, lag(content) OVER same AS previous, known.id AS known_id,
            'sha256:' || encode(sha256(k.salt || convert_to(k.content, 'UTF8')), 'hex') AS digest, known.digest AS known_digest
        FROM keyed k
        LEFT JOIN LATERAL (
            SELECT v.id, v.digest FROM records_version v WHERE NOT k.fresh AND v.record_id = k.record_id ORDER BY v.id DESC LIMIT 1
        ) known ON true
        WINDOW same AS (PARTITION BY k.record_id ORDER BY k.line)
    ), fated AS MATERIALIZED (
        SELECT t.*, CASE
            WHEN previous IS NULL AND known_id IS NULL THEN 'accepted'
            WHEN previous IS NOT NULL AND previous = content THEN 'unchanged'
            WHEN previous IS NULL AND known_digest = digest THEN 'unchanged'
            ELSE 'correction' END AS fate
        FROM told t
    ), numbered AS MATERIALIZED (
        SELECT f.*, nextval(pg_get_serial_sequence('records_version', 'id')) AS version_id
        FROM (SELECT * FROM fated WHERE fate <> 'unchanged' ORDER BY line) f
    ), chained AS (
        SELECT n.*, coalesce(lag(version_id) OVER (PARTITION BY record_id ORDER BY line), known_id) AS corrects FROM numbered n
    ), laid AS (
        INSERT INTO records_version (id, record_id, item_version_id, of_person, held_on, values, traits, digest, received_on, batch, line, corrects_id)
        SELECT c.version_id, c.record_id, p_item_version, c.of_person, a.held_on, jsonb_strip_nulls(a.values), a.traits, c.digest, p_received, p_batch, c.line, c.corrects
        FROM chained c JOIN records_arrival a ON a.batch = p_batch AND a.line = c.line
        ORDER BY c.version_id
        RETURNING id
    ), kept_apart AS (
        INSERT INTO records_personal (version_id, of_person, values)
        SELECT c.version_id, c.of_person, jsonb_strip_nulls(a.personal)
        FROM chained c JOIN records_arrival a ON a.batch = p_batch AND a.line = c.line
        WHERE jsonb_strip_nulls(a.personal) <> '{}'::jsonb
        RETURNING version_id
    )
    SELECT jsonb_build_object(
        'accepted', count(*) FILTER (WHERE fate = 'accepted'),
        'unchanged', count(*) FILTER (WHERE fate = 'unchanged'),
        'corrections', count(*) FILTER (WHERE fate = 'correction'),
        'late', count(*) FILTER (WHERE fate = 'accepted' AND late),
        'unlinked', count(*) FILTER (WHERE fate = 'accepted' AND subject_id IS NULL),
        'new_subjects', made + made_persons, 'strange_organs', strange)
    INTO answer FROM fated;

    -- 一号多主体 (ruling 15): both stay off the shelf until the organ says also or instead.
    IF p_by_document THEN
        WITH clash AS (
            SELECT n.id AS record_id, o.id AS against_id
            FROM records_record n
            JOIN records_record o ON o.item_id = n.item_id AND o.document_number = n.document_number
                AND o.organ_code = n.organ_code AND o.subject_id <> n.subject_id
            WHERE n.batch = p_batch AND n.item_id = p_item AND n.subject_id IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = o.id)
        )
        INSERT INTO records_hold (record_id, against_id, opened_on)
        SELECT record_id, against_id, p_received FROM clash UNION SELECT against_id, record_id, p_received FROM clash
        ON CONFLICT DO NOTHING;
    END IF;

    DELETE FROM records_arrival WHERE batch = p_batch;
    RETURN answer;
END $$;

-- The arriving rows of a batch with subject, organ and key parts.
CREATE OR REPLACE FUNCTION records_keyed(p_batch bigint, p_by_document boolean)
RETURNS TABLE (line integer, content text, late boolean, subject_id bigint, of_person boolean,
    organ_id bigint, organ_code text, document_number text, party text)
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT a.line, a.content, a.late, coalesce(s.id, p.subject_id), coalesce(a.subject_kind = 'person', false),
        o.id, CASE WHEN p_by_document THEN a.organ_code ELSE '' END,
        CASE WHEN p_by_document THEN a.document_number ELSE '' END,
        coalesce(coalesce(s.id, p.subject_id)::text, '~' || a.name_mac)
    FROM records_arrival a
    LEFT JOIN subjects_subject s ON s.code = a.subject_code
    LEFT JOIN subjects_person p ON p.identity_mac = a.identity_mac
    LEFT JOIN subjects_subject o ON o.code = a.organ_code AND a.organ_code <> ''
    WHERE a.batch = p_batch
$$;

-- 待处理的暂缓: holds the organ has not spoken on, against a record it has not withdrawn.
CREATE OR REPLACE VIEW records_open_hold AS
SELECT h.id, h.record_id, h.against_id, h.opened_on FROM records_hold h
WHERE NOT EXISTS (SELECT 1 FROM records_settlement x WHERE x.hold_id = h.id)
    AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id IN (h.record_id, h.against_id));
