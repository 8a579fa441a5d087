-- 主体登记: subjects, names and organs become known from the arriving rows of a batch.

-- Organs by code; an organ of the district file that has no code yet takes the first one sent under its own full name.
CREATE OR REPLACE FUNCTION subjects_learn_organs(p_batch bigint, p_received date)
RETURNS void LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
BEGIN
    WITH sent AS (
        SELECT DISTINCT ON (organ_name) organ_code, organ_name FROM records_arrival
        WHERE batch = p_batch AND organ_code LIKE '1%' ORDER BY organ_name, line  -- 1: 机构编制 (S29); a firm's code is no organ's
    ), nameless AS (
        SELECT DISTINCT ON (o.subject_id) o.subject_id, sent.organ_code
        FROM sent JOIN subjects_organ o ON sent.organ_name = o.official_name AND o.in_district_file
        JOIN subjects_subject s ON s.id = o.subject_id AND s.code IS NULL
        WHERE NOT EXISTS (SELECT 1 FROM subjects_subject known WHERE known.code = sent.organ_code)
        ORDER BY o.subject_id, sent.organ_code
    )
    UPDATE subjects_subject s SET code = n.organ_code FROM nameless n WHERE s.id = n.subject_id;

    INSERT INTO subjects_subject (kind, code, first_received_on)
    SELECT DISTINCT ON (organ_code) 'organ', organ_code, p_received FROM records_arrival
    WHERE batch = p_batch AND organ_code <> '' ORDER BY organ_code, line
    ON CONFLICT (code) DO NOTHING;

    INSERT INTO subjects_organ (subject_id, official_name, aliases, in_district_file)
    SELECT DISTINCT ON (s.id) s.id, a.organ_name, '{}'::varchar[], false
    FROM records_arrival a JOIN subjects_subject s ON s.code = a.organ_code
    WHERE a.batch = p_batch AND a.organ_code <> '' ORDER BY s.id, a.line
    ON CONFLICT DO NOTHING;
END $$;

-- Whether an organ is in the register of the district file (ruling 10): by its code, or by its name while it has none.
CREATE OR REPLACE FUNCTION subjects_organ_registered(p_code text, p_name text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id
        WHERE o.in_district_file AND (s.code = p_code OR (s.code IS NULL AND o.official_name = p_name AND p_code LIKE '1%')))
$$;

-- New enterprises, businesses, organisations and persons; names as the register or, failing it, a decision tells them.
CREATE OR REPLACE FUNCTION subjects_learn(p_batch bigint, p_received date, p_from_register boolean, OUT enterprises integer, OUT persons integer)
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO subjects_subject (kind, code, first_received_on)
    SELECT DISTINCT ON (subject_code) subject_kind, subject_code, p_received FROM records_arrival
    WHERE batch = p_batch AND subject_code IS NOT NULL ORDER BY subject_code, line
    ON CONFLICT (code) DO NOTHING;
    GET DIAGNOSTICS enterprises = ROW_COUNT;
    PERFORM ground_grown('subjects_subject', enterprises);

    WITH fresh AS MATERIALIZED (
        SELECT nextval(pg_get_serial_sequence('subjects_subject', 'id')) AS id, f.* FROM (
            SELECT DISTINCT ON (identity_mac) identity_mac, identity_sealed, identity_kind, name FROM records_arrival a
            WHERE batch = p_batch AND identity_mac IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM subjects_person p WHERE p.identity_mac = a.identity_mac)
            ORDER BY identity_mac, line
        ) f
    ), made AS (
        INSERT INTO subjects_subject (id, kind, first_received_on) SELECT id, 'person', p_received FROM fresh RETURNING id
    )
    INSERT INTO subjects_person (subject_id, identity_mac, identity_sealed, identity_kind, name)
    SELECT id, identity_mac, decode(identity_sealed, 'base64'), coalesce(identity_kind, ''), name FROM fresh;
    GET DIAGNOSTICS persons = ROW_COUNT;

    INSERT INTO subjects_name (subject_id, name, folded, grams, received_on, from_register)
    SELECT subject_id, name, folded, ground_grams(folded), p_received, p_from_register FROM (
        SELECT DISTINCT ON (s.id) s.id AS subject_id, a.name, ground_folded(a.name) AS folded
        FROM records_arrival a JOIN subjects_subject s ON s.code = a.subject_code
        WHERE a.batch = p_batch AND a.name <> ''
        ORDER BY s.id, a.line DESC
    ) told
    WHERE CASE WHEN p_from_register
        THEN told.name IS DISTINCT FROM (SELECT n.name FROM subjects_name n WHERE n.subject_id = told.subject_id AND n.from_register ORDER BY n.id DESC LIMIT 1)
        ELSE NOT EXISTS (SELECT 1 FROM subjects_name n WHERE n.subject_id = told.subject_id) END;
    PERFORM ground_grown('subjects_name', enterprises);
END $$;

-- The name a subject is called by now: the register's latest, else the first a decision told; organs by their own.
CREATE OR REPLACE FUNCTION subjects_current_name(p_subject bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(
        (SELECT name FROM subjects_name WHERE subject_id = p_subject ORDER BY from_register DESC, id DESC LIMIT 1),
        (SELECT official_name FROM subjects_organ WHERE subject_id = p_subject))
$$;

-- Which subject an identity number belongs to, by its keyed digest; tells the reference only.
CREATE OR REPLACE FUNCTION subjects_person_by_mac(p_mac text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT subject_id FROM subjects_person WHERE identity_mac = p_mac
$$;
