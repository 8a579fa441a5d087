-- 主体登记: subjects, names and organs become known from the rows of a batch. Reached only by the worker.

-- Which of these credit codes or identity digests are known, of which kind, and by which name: the register's latest, or for a
-- decision any name where the register has told none; ``registered``: the name is the register's. Arrays by the order of asking.
DROP FUNCTION IF EXISTS subjects_known(text[], boolean);
CREATE OR REPLACE FUNCTION subjects_known(p_who text[], p_of_register boolean, OUT at integer[], OUT ids bigint[], OUT names text[], OUT kinds text[], OUT registered boolean[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(array_agg(n::integer), '{}'), coalesce(array_agg(id), '{}'), coalesce(array_agg(name), '{}'), coalesce(array_agg(kind), '{}'), coalesce(array_agg(from_register), '{}') FROM (
        SELECT q.n, s.id, m.name::text, s.kind::text, coalesce(m.from_register, false) AS from_register
        FROM unnest(p_who) WITH ORDINALITY AS q(who, n) CROSS JOIN LATERAL (SELECT x.id, x.kind FROM subjects_subject x WHERE x.code = q.who LIMIT 1) s
        LEFT JOIN LATERAL (SELECT x.name, x.from_register FROM subjects_name x WHERE x.subject_id = s.id AND (x.from_register OR NOT p_of_register)
            ORDER BY x.from_register DESC, x.received_on DESC, x.id DESC LIMIT 1) m ON true
        UNION ALL
        SELECT q.n, p.subject_id, '', 'person', false
        FROM unnest(p_who) WITH ORDINALITY AS q(who, n) CROSS JOIN LATERAL (SELECT x.subject_id FROM subjects_person x WHERE x.identity_mac = q.who LIMIT 1) p WHERE q.who LIKE '%:%'
    ) found
$$;

-- What waits in the waiting room is entered: new subjects, new persons, names. Set-based; every name has its subject.
DROP FUNCTION IF EXISTS subjects_enter(date, boolean);
CREATE OR REPLACE FUNCTION subjects_enter(p_batch bigint, p_received date, p_of_register boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '64MB' AS $$  -- the index of fragments takes in what waits by portions of it
BEGIN
    IF EXISTS (SELECT 1 FROM subjects_arrival a WHERE a.is_new AND ((a.kind = 'person') <> (a.identity_mac IS NOT NULL)
            OR a.kind NOT IN ('enterprise', 'individual-business', 'organisation', 'organ', 'person') OR a.subject_id > (SELECT last_value FROM subjects_subject_id_seq))) THEN
        RAISE EXCEPTION 'a person is a person, and nothing else has an identity number' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO subjects_subject (id, kind, code, first_received_on)
    SELECT subject_id, kind, code, p_received FROM subjects_arrival WHERE is_new ORDER BY code;
    INSERT INTO subjects_person (subject_id, identity_mac, identity_sealed, identity_kind, name)
    SELECT subject_id, identity_mac, decode(identity_sealed, 'base64'), coalesce(identity_kind, ''), name FROM subjects_arrival WHERE is_new AND identity_mac IS NOT NULL;
    IF EXISTS (SELECT 1 FROM subjects_arrival a WHERE NOT a.is_new AND NOT EXISTS (SELECT 1 FROM subjects_subject s WHERE s.id = a.subject_id)) THEN
        RAISE EXCEPTION 'a name without a subject' USING ERRCODE = 'foreign_key_violation';
    END IF;
    INSERT INTO subjects_name (subject_id, name, folded, initials, grams, received_on, from_register, batch)
    SELECT subject_id, left(name, 400), left(folded, 400), left(initials, 400), grams, p_received, p_of_register, p_batch FROM subjects_arrival WHERE folded IS NOT NULL ORDER BY line;
    TRUNCATE subjects_arrival;
END $$;

-- A name as two writings of it are compared: brackets and blanks of either width are the same.
CREATE OR REPLACE FUNCTION subjects_plain(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT translate(name, '（） 　', '()') $$;

-- A firm's name beside the code of a public body (11 机关, 12 事业单位 …: S29) names no organ (docs/rulings.md, 565).
CREATE OR REPLACE FUNCTION subjects_organ_name(code text, name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN code LIKE '1%' AND name ~ '公司$' OR code LIKE '11%' AND name ~ '(厂|店|商行|超市|经营部|专业合作社)$' THEN '' ELSE name END
$$;

-- Organs by code, and whether each is in the register of the district file (ruling 10): by its code, or by its name while it
-- has none. One of the file that has no code yet takes the first sent under its own full name, or under an alias that is its alone (docs/rulings.md, 116);
-- in place of a code, # and its number tells an organ that rows name without one, #= and a digest one that nobody knows (510). ``unnamed``: the official name
-- of one that the register of names does not have yet. ``misnamed``: the organ of a code is known by another name, and by no alias that is this one (525).
-- Arrays by the order of asking.
DROP FUNCTION IF EXISTS subjects_learn_organs(text[], text[], date);
CREATE OR REPLACE FUNCTION subjects_learn_organs(p_codes text[], p_names text[], p_received date, OUT ids bigint[], OUT registered boolean[], OUT unnamed text[], OUT misnamed boolean[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_plain text[] := ARRAY(SELECT subjects_plain(name) FROM unnest(p_names) WITH ORDINALITY AS q(name, n) ORDER BY n);
    v_organs bigint[]; v_codes text[];
BEGIN
    -- Of the district file, whose a name is: the official one of somebody, else an alias that nobody else has.
    WITH called AS (
        SELECT DISTINCT ON (plain) plain, organ FROM (
            SELECT subjects_plain(o.official_name) AS plain, o.subject_id AS organ, 0 AS rank FROM subjects_organ o WHERE o.in_district_file
            UNION ALL
            SELECT subjects_plain(a.name), min(o.subject_id), 1 FROM subjects_organ o CROSS JOIN LATERAL unnest(o.aliases) AS a(name)
            WHERE o.in_district_file GROUP BY 1 HAVING count(DISTINCT o.subject_id) = 1
        ) x ORDER BY plain, rank, organ
    ), sent AS (
        SELECT q.code, c.organ, q.n FROM unnest(p_codes, v_plain) WITH ORDINALITY AS q(code, plain, n) JOIN called c ON c.plain = q.plain
        JOIN subjects_subject s ON s.id = c.organ AND s.code IS NULL WHERE q.code LIKE '1%'  -- 1: 机构编制 (S29); a firm's code is no organ's
    ), first AS (
        SELECT DISTINCT ON (sent.organ) sent.organ, sent.code, sent.n FROM sent ORDER BY sent.organ, sent.n
    ), takes AS (
        SELECT DISTINCT ON (f.code) f.organ, f.code FROM first f  -- a code with the names of two is the first one's
        WHERE NOT EXISTS (SELECT 1 FROM subjects_subject x LEFT JOIN subjects_organ o ON o.subject_id = x.id WHERE x.code = f.code AND coalesce(o.in_district_file OR o.official_name <> '', true))
        ORDER BY f.code, f.n
    )
    SELECT array_agg(EXISTS (SELECT 1 FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id WHERE o.in_district_file AND (s.code = q.code OR '#' || s.id = q.code))
            OR EXISTS (SELECT 1 FROM sent WHERE sent.n = q.n) ORDER BY q.n),
        (SELECT array_agg(organ ORDER BY organ) FROM takes), (SELECT array_agg(code ORDER BY organ) FROM takes)
    INTO registered, v_organs, v_codes FROM unnest(p_codes) WITH ORDINALITY AS q(code, n);

    -- Whoever stood under such a code without a name gives it up.
    UPDATE subjects_organ o SET official_name = x.official_name FROM unnest(v_organs, v_codes) AS t(organ, code), subjects_subject s, subjects_organ x
    WHERE s.code = t.code AND o.subject_id = s.id AND x.subject_id = t.organ;
    UPDATE subjects_subject s SET code = NULL WHERE s.code = ANY (v_codes);
    UPDATE subjects_subject s SET code = t.code FROM unnest(v_organs, v_codes) AS t(organ, code) WHERE s.id = t.organ;

    INSERT INTO subjects_subject (kind, code, first_received_on)
    SELECT CASE WHEN q.code LIKE '92%' THEN 'individual-business' WHEN q.code LIKE '9%' THEN 'enterprise' ELSE 'organ' END, q.code, p_received  -- docs/rulings.md, 531
    FROM unnest(p_codes) WITH ORDINALITY AS q(code, n) WHERE q.code <> '' AND q.code NOT LIKE '#%' GROUP BY q.code ORDER BY min(q.n)
    ON CONFLICT (code) DO NOTHING;

    INSERT INTO subjects_organ (subject_id, official_name, aliases, in_district_file)
    SELECT DISTINCT ON (s.id) s.id, q.named, '{}'::varchar[], false
    FROM (SELECT x.code, subjects_organ_name(x.code, x.name) AS named, x.n FROM unnest(p_codes, p_names) WITH ORDINALITY AS x(code, name, n)) q JOIN subjects_subject s ON s.code = q.code
    WHERE q.code <> '' ORDER BY s.id, q.named = '', q.n
    ON CONFLICT (subject_id) DO UPDATE SET official_name = excluded.official_name WHERE subjects_organ.official_name = '' AND excluded.official_name <> '';

    SELECT array_agg(s.id ORDER BY q.n), array_agg(CASE WHEN NOT EXISTS (SELECT 1 FROM subjects_name x WHERE x.subject_id = s.id AND x.from_register) THEN nullif(o.official_name, '') END ORDER BY q.n),
        array_agg(coalesce(s.kind = 'organ' AND s.code = q.code AND q.name <> '' AND NOT EXISTS (SELECT 1 FROM unnest(o.aliases || o.official_name) AS known(name)
            WHERE subjects_plain(known.name) = subjects_plain(q.name)), false) ORDER BY q.n)
    INTO ids, unnamed, misnamed FROM unnest(p_codes, p_names) WITH ORDINALITY AS q(code, name, n)
    LEFT JOIN subjects_subject s ON s.id = CASE WHEN q.code ~ '^#[0-9]{1,17}$' THEN (SELECT x.subject_id FROM subjects_organ x WHERE x.subject_id = substr(q.code, 2)::bigint)
        WHEN q.code <> '' THEN (SELECT x.id FROM subjects_subject x WHERE x.code = q.code) END
    LEFT JOIN subjects_organ o ON o.subject_id = s.id;
END $$;

-- 机关名称: an organ is called by its official name, as by the register, whatever a decision about it says. What a batch named goes with it; the district file's stays.
DROP FUNCTION IF EXISTS subjects_name_organs(bigint[], text[], text[], text[], date);
CREATE OR REPLACE FUNCTION subjects_name_organs(p_subjects bigint[], p_folded text[], p_initials text[], p_grams text[], p_received date, p_batch bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    INSERT INTO subjects_name (subject_id, name, folded, initials, grams, received_on, from_register, batch)
    SELECT o.subject_id, o.official_name, left(q.folded, 400), left(q.initials, 400), q.grams::integer[], p_received, true, CASE WHEN NOT o.in_district_file THEN p_batch END
    FROM unnest(p_subjects, p_folded, p_initials, p_grams) AS q(id, folded, initials, grams) JOIN subjects_organ o ON o.subject_id = q.id
    JOIN subjects_subject s ON s.id = q.id AND s.kind = 'organ'  -- another subject has a name of its own
    WHERE NOT EXISTS (SELECT 1 FROM subjects_name x WHERE x.subject_id = q.id AND x.from_register)
$$;

-- 撤回名称: the names a batch brought go with it, also the official one of an organ that nobody else has told (docs/rulings.md, 564).
CREATE OR REPLACE FUNCTION subjects_forget(p_batch bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH gone AS (DELETE FROM subjects_name WHERE batch = p_batch RETURNING subject_id, name, from_register)
    UPDATE subjects_organ o SET official_name = '' FROM gone g
    WHERE g.from_register AND o.subject_id = g.subject_id AND o.official_name = g.name AND NOT o.in_district_file
        AND NOT EXISTS (SELECT 1 FROM subjects_name x WHERE x.subject_id = o.subject_id AND x.from_register AND x.batch IS DISTINCT FROM p_batch)
$$;

-- 撤回代码: organs of the district file that took a code by what stands no longer wait for one again (docs/rulings.md, 570).
CREATE OR REPLACE FUNCTION subjects_forget_codes(p_organs bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    UPDATE subjects_subject s SET code = NULL FROM subjects_organ o WHERE o.subject_id = s.id AND o.in_district_file AND s.id = ANY (p_organs) AND s.code IS NOT NULL
$$;

-- The name a subject is called by now: the register's latest, else the first a decision told; organs by their own.
CREATE OR REPLACE FUNCTION subjects_current_name(p_subject bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(
        (SELECT name FROM subjects_name WHERE subject_id = p_subject ORDER BY from_register DESC, received_on DESC, id DESC LIMIT 1),
        (SELECT official_name FROM subjects_organ WHERE subject_id = p_subject))
$$;

-- Which subject an identity number belongs to, by its keyed digest; tells the reference only.
CREATE OR REPLACE FUNCTION subjects_person_by_mac(p_mac text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT subject_id FROM subjects_person WHERE identity_mac = p_mac
$$;
