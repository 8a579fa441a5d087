-- 脱敏与存疑: what of a record the public may read, and what of it had better be read by a person first.

-- A row's public values: whitelisted by the catalogue, the leader's name for organisations only; an individual business's address down to the
-- street, and so in every text about it, its leader's name covered too, save in what tells what the row is about (ruling 28; docs/rulings.md,
-- 452, 551), nor in what is nothing but words of code sets (590); identity numbers and cards masked wherever they stand, telephones too, in what is itself a number only behind a word for one
-- (docs/rulings.md, 451, 550). ``p_name``: the element that tells what the subject is called; ``p_numbers``: elements that are numbers;
-- ``p_document``: the number of the document, which is no address; ``p_leaders``: of the individual businesses that are its parties;
-- ``p_called``: what the parties and the organ are called, which is public.
DROP FUNCTION IF EXISTS publicity_masked(jsonb, text[], text[], boolean), publicity_masked(jsonb, text[], text[], boolean, text, text[], text);
DROP FUNCTION IF EXISTS publicity_masked(jsonb, text[], text[], text[], boolean, text, text[], text[]);
CREATE OR REPLACE FUNCTION publicity_masked(p_values jsonb, p_name text, p_street_keys text[], p_numbers text[], p_individual boolean, p_document text, p_leaders text[], p_called text[])
RETURNS jsonb LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(e.key, CASE
        WHEN NOT p_individual OR e.value = p_document OR e.key = ANY (p_numbers) AND records_number_key(e.value) = records_number_key(p_document) THEN m.said
        WHEN e.key = ANY (p_street_keys) THEN ground_to_street(m.said)
        ELSE (SELECT CASE WHEN t.said <> m.said AND catalogue_listed(m.said) THEN m.said ELSE t.said END
            FROM (SELECT ground_of_shop(m.said, CASE WHEN e.key = p_name THEN '{}' ELSE p_leaders END, p_called) AS said OFFSET 0) t) END), '{}')
    FROM jsonb_each_text(p_values) e
    CROSS JOIN LATERAL (SELECT CASE
        WHEN NOT ground_worth_masking(e.value) THEN e.value
        WHEN e.key = ANY (p_numbers) OR e.value = p_document THEN ground_masked_number(e.value)
        ELSE ground_masked_text(e.value) END AS said) m
$$;

-- The individual businesses that are parties of a record's document, itself or by records it is held against (15).
CREATE OR REPLACE FUNCTION publicity_shops(p_record bigint) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT DISTINCT s.id
    FROM (SELECT p_record UNION SELECT x.against_id FROM records_hold x WHERE x.record_id = p_record) AS d(id)
    CROSS JOIN LATERAL (SELECT x.subject_id FROM records_record x WHERE x.id = d.id LIMIT 1) r
    JOIN subjects_subject s ON s.id = r.subject_id AND s.kind = 'individual-business'
$$;

-- Who leads these businesses, as far as any version of any record of theirs that stands tells it and that is still on file: the register's too.
CREATE OR REPLACE FUNCTION publicity_leaders(p_record bigint) RETURNS text[]
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(DISTINCT n.name), '{}')
    FROM publicity_shops(p_record) s
    CROSS JOIN LATERAL (SELECT x.id FROM records_record x WHERE x.subject_id = s
        AND (x.id = p_record OR NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = x.id)) OFFSET 0) r
    CROSS JOIN LATERAL (SELECT x.id, x.item_version_id FROM records_standing x WHERE x.record_id = r.id OFFSET 0) v
    JOIN catalogue_itemversion iv ON iv.id = v.item_version_id JOIN records_personal q ON q.version_id = v.id
    CROSS JOIN unnest(iv.leader_keys) k CROSS JOIN LATERAL unnest(ground_names_of(q.values ->> k)) AS n(name)
$$;

-- What these businesses are called, now or by the register.
CREATE OR REPLACE FUNCTION publicity_called(p_record bigint) RETURNS text[]
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp SET enable_seqscan = off AS $$
    SELECT coalesce(array_agg(DISTINCT n.name), '{}') FROM publicity_shops(p_record) s
    CROSS JOIN LATERAL (SELECT x.name FROM subjects_name x WHERE x.subject_id = s AND x.from_register UNION SELECT subjects_current_name(s)) n WHERE n.name IS NOT NULL
$$;

-- Lines that name whom a batch tells of as leading an individual business, though what is so told is covered from then on: its own, and those of
-- the same documents about others (docs/rulings.md, 452, 551). What the parties and the organ are called is public and no reason. Most of what
-- comes is about subjects of whom nothing is out yet: they are not looked up. ``p_records``: those it changed and did not bring.
CREATE OR REPLACE FUNCTION publicity_naming(p_batch bigint, p_records bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp SET enable_seqscan = off AS $$
DECLARE
    v_last bigint := greatest((SELECT max(l.subject_id) FROM publicity_line l), (SELECT max(r.subject_id) FROM records_hold h JOIN records_record r ON r.id = h.against_id));
BEGIN
    RETURN (
        WITH told AS MATERIALIZED (
            SELECT r.id AS record, r.subject_id AS shop
            FROM (SELECT x.id, x.subject_id FROM records_record x WHERE x.batch = p_batch AND x.subject_id <= v_last AND NOT x.of_person
                UNION ALL SELECT y.id, y.subject_id FROM unnest(p_records) AS d(id) CROSS JOIN LATERAL (SELECT x.id, x.subject_id FROM records_record x
                    WHERE x.id = d.id AND x.subject_id <= v_last AND NOT x.of_person LIMIT 1) y OFFSET 0) r
            CROSS JOIN LATERAL (SELECT x.id FROM subjects_subject x WHERE x.id = r.subject_id AND x.kind = 'individual-business' LIMIT 1) s
        ), out AS MATERIALIZED (
            SELECT l.record_id, l.subject_id, l.fields, t.record FROM told t
            CROSS JOIN LATERAL (
                SELECT x.record_id, x.subject_id, x.fields FROM publicity_line x WHERE x.subject_id = t.shop
                UNION ALL SELECT x.record_id, x.subject_id, x.fields FROM (SELECT y.id FROM records_record y WHERE y.subject_id = t.shop OFFSET 0) o
                JOIN records_hold h ON h.against_id = o.id JOIN publicity_line x ON x.record_id = h.record_id
            ) l
        )
        SELECT coalesce(array_agg(DISTINCT o.record_id), '{}') FROM out o
        CROSS JOIN LATERAL (SELECT array_agg(DISTINCT n.name) AS names FROM records_version v JOIN records_personal q ON q.version_id = v.id JOIN catalogue_itemversion iv ON iv.id = v.item_version_id
            CROSS JOIN unnest(iv.leader_keys) k CROSS JOIN LATERAL unnest(ground_names_of(q.values ->> k)) AS n(name) WHERE v.record_id = o.record AND v.batch = p_batch) t
        WHERE t.names IS NOT NULL AND ground_without_names(o.fields::text, t.names, '') <> o.fields::text
            AND EXISTS (
                SELECT 1 FROM (SELECT p.item_version_id, r.organ_id FROM records_record r CROSS JOIN LATERAL (SELECT x.item_version_id FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) p
                    WHERE r.id = o.record_id) v
                JOIN catalogue_itemversion iv ON iv.id = v.item_version_id LEFT JOIN subjects_organ g ON g.subject_id = v.organ_id
                CROSS JOIN LATERAL jsonb_each_text(o.fields - iv.name_key) e
                WHERE ground_of_shop(e.value, t.names, publicity_called(o.record_id) || subjects_current_name(o.subject_id) || g.official_name::text) <> e.value AND NOT catalogue_listed(e.value)));
END $$;

-- Per long text that had better be read first, why: ground_doubts, of what masking leaves; or it names a natural person who is
-- another party of the same document (450), by that person's name as far as it is still on file.
DROP FUNCTION IF EXISTS publicity_doubts(jsonb, text[]);
CREATE OR REPLACE FUNCTION publicity_doubts(p_record bigint, p_values jsonb, p_text_keys text[]) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(jsonb_object_agg(k, why), '{}') FROM (
        SELECT k, CASE WHEN 'person' = ANY (y.why) OR NOT EXISTS (
                SELECT 1 FROM records_hold h JOIN records_record r ON r.id = h.against_id JOIN subjects_subject s ON s.id = r.subject_id AND s.kind = 'person'
                CROSS JOIN LATERAL (SELECT x.id, x.item_version_id FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v
                JOIN catalogue_itemversion iv ON iv.id = v.item_version_id JOIN records_personal q ON q.version_id = v.id
                WHERE h.record_id = p_record AND ground_without_names(p_values ->> k, ground_names_of(q.values ->> iv.name_key), '') <> p_values ->> k)
            THEN y.why ELSE y.why || 'person'::text END AS why
        FROM unnest(p_text_keys) AS k CROSS JOIN LATERAL (SELECT ground_doubts(ground_masked_text(p_values ->> k)) AS why) y WHERE p_values ? k
    ) x WHERE why <> '{}'
$$;

-- The number of a document as the public reads it (docs/rulings.md, 451).
CREATE OR REPLACE FUNCTION publicity_number(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT CASE WHEN chengxin.ground_worth_masking(value) THEN chengxin.ground_masked_number(value) ELSE value END $$;

-- A name as the public reads and finds it: what of it is a natural person's number is covered (docs/rulings.md, 451).
CREATE OR REPLACE FUNCTION publicity_named(p_name subjects_name, OUT name text, OUT folded text, OUT initials text, OUT grams integer[])
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp AS $$
BEGIN
    name := p_name.name; folded := p_name.folded; initials := p_name.initials; grams := p_name.grams;
    IF ground_masked_text(name) <> name THEN
        name := ground_masked_text(name); folded := ground_masked_text(folded); initials := ground_masked_text(initials);
        grams := ARRAY(SELECT g FROM unnest(grams) g WHERE g < 0) || ground_pairs(folded);  -- those of places stay
    END IF;
END $$;
