-- 并入: the rows of a batch join the history (rulings 7 to 9, 11, 15), with the fate and the numbers they were given by
-- ``records.joining``. Reached only by the worker, under the batch's lock.

DROP FUNCTION IF EXISTS records_merge(bigint, text, bigint, text, date, boolean, boolean, bigint);
DROP FUNCTION IF EXISTS records_keyed(bigint, boolean);
DROP FUNCTION IF EXISTS subjects_learn(bigint, date, boolean);
DROP FUNCTION IF EXISTS subjects_learn_organs(bigint, date);
DROP FUNCTION IF EXISTS subjects_organ_registered(text, text);

-- 有效版本: versions of batches that were not taken back whole. The latest of a record is what it says now.
CREATE OR REPLACE VIEW records_standing WITH (security_invoker = true) AS  -- who may not see a row of records_version does not see it here
SELECT v.* FROM records_version v WHERE NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = v.batch);

-- 开始并入: one batch at a time, to the end of the transaction.
CREATE OR REPLACE FUNCTION records_begin() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('records_joining'));
    PERFORM ground_uncounted('subjects_subject', 'subjects_person', 'subjects_name', 'records_record', 'records_version', 'records_personal');
END $$;

-- 整批撤回: what a batch brought stands no longer; the names it brought go with it (its versions still tell them). How many versions.
CREATE OR REPLACE FUNCTION records_revoke(p_batch bigint, p_reason text, p_on date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('records_joining'));
    INSERT INTO records_revocation (batch, reason, revoked_on) VALUES (p_batch, p_reason, p_on);
    PERFORM subjects_forget(p_batch);
    -- A code that nothing which stands tells any more is given up by its organ (docs/rulings.md, 570).
    PERFORM subjects_forget_codes(ARRAY(
        SELECT o.id FROM (SELECT DISTINCT r.organ_id AS id, r.organ_code AS code FROM records_record r WHERE r.batch = p_batch AND r.organ_id IS NOT NULL AND r.organ_code <> '') o
        WHERE NOT EXISTS (SELECT 1 FROM records_record r JOIN records_standing v ON v.record_id = r.id WHERE r.organ_id = o.id AND r.organ_code = o.code)));
    RETURN (SELECT count(*) FROM records_version WHERE batch = p_batch);
END $$;

-- 移出日期: when a version of an entry of a list says that it was removed; of a natural person it lies with the personal values. From 2099-12-31 on it is none (rulings 22, 581).
CREATE OR REPLACE FUNCTION records_removed_on(p_version bigint, p_values jsonb, p_element text) RETURNS date
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT CASE WHEN t.said ~ '^\d{4}-\d\d-\d\d$' AND t.said < '2099-12-31' THEN t.said::date END
    FROM (SELECT coalesce(p_values->>p_element, (SELECT q.values->>p_element FROM records_personal q WHERE q.version_id = p_version)) AS said) t
$$;

-- 名单条目现状 (rulings 540, 580): since when an entry of a list is in it, when it was removed or will be, and when an earlier listing of it
-- ended, after which it was listed anew. The same as records.removals tells from row to row.
CREATE OR REPLACE FUNCTION records_entry(p_record bigint, p_element text, OUT listed date, OUT ended date, OUT closed date)
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT (array_agg(v.held_on ORDER BY v.id DESC))[1], (array_agg(v.removed_on ORDER BY v.id DESC))[1], max(v.removed_on) FILTER (WHERE v.listed_next > v.removed_on)
    FROM (SELECT x.id, x.held_on, x.removed_on, lead(x.held_on) OVER (ORDER BY x.id) AS listed_next
        FROM (SELECT s.id, s.held_on, records_removed_on(s.id, s.values, p_element) AS removed_on FROM records_standing s WHERE s.record_id = p_record) x) v
$$;

-- Which records stand under these keys, their latest version, and whether that says the same as what arrived. For a decision
-- every record of the same document is told, also about others (ruling 15); else only the subject's own. ``p_documents``: by records_number_key;
-- ``p_numbers``: as they were sent. Under another writing of its number a record is the same while it stands, also where the decision was changed or annulled since; not
-- where it was withdrawn as a mistake. Of several of one subject it is one that stands, then the one so written, then the first (docs/rulings.md, 552). ``who``: credit code, identity digest, or ~ and
-- the digest of an unlinked name; ``p_subjects``: the subject of each, null where it has none. Each is looked up by its key:
-- a portion joined as a set may be joined each with each while statistics are young (docs/decisions/0044).
-- ``lists``: in which list each stands, where the item's key has it (ruling 582). ``listed``, ``ended``, ``closed``: of an entry of a list, as records_entry tells them.
DROP FUNCTION IF EXISTS records_known(text, boolean, text[], text[], text[], text[]), records_known(text, boolean, text[], bigint[], text[], text[], text[]),
    records_known(text, boolean, text[], bigint[], text[], text[], text[], text[], text, date), records_known(text, boolean, text[], bigint[], text[], text[], text[], text[], text);
CREATE OR REPLACE FUNCTION records_known(p_item text, p_by_document boolean, p_who text[], p_subjects bigint[], p_documents text[], p_organs text[], p_lists text[], p_numbers text[], p_contents text[], p_ended text,
    OUT at integer[], OUT who text[], OUT lists text[], OUT numbers text[], OUT record_ids bigint[], OUT version_ids bigint[], OUT same boolean[],
    OUT listed text[], OUT ended text[], OUT closed text[], OUT withdrawn boolean[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH asked AS MATERIALIZED (
        SELECT * FROM unnest(p_who, p_subjects, p_documents, p_organs, p_lists, p_numbers, p_contents) WITH ORDINALITY AS q(who, subject, document, organ, list, number, content, n)
    ), found AS (
        SELECT q.n, q.content, q.number AS sent, r.document_number, r.list_kind, r.id, CASE WHEN r.subject_id IS NULL THEN r.party ELSE coalesce((SELECT s.code FROM subjects_subject s WHERE s.id = r.subject_id),
            (SELECT p.identity_mac FROM subjects_person p WHERE p.subject_id = r.subject_id), '') END AS who
        FROM asked q CROSS JOIN LATERAL (SELECT x.id, x.subject_id, x.party, x.document_number, x.list_kind FROM records_record x
            WHERE records_number_key(x.document_number) = q.document AND x.organ_code = q.organ AND x.document_number <> '' AND x.item_id = p_item OFFSET 0) r
        WHERE p_by_document AND (r.document_number = q.number OR EXISTS (SELECT 1 FROM records_standing v WHERE v.record_id = r.id)
            AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = r.id AND w.kind = 'mistake'))
        UNION ALL
        SELECT q.n, q.content, q.number, q.number, q.list, r.id, q.who FROM asked q CROSS JOIN LATERAL (SELECT x.id FROM records_record x
            WHERE x.subject_id = q.subject AND x.item_id = p_item AND x.document_number = q.number AND x.organ_code = q.organ AND x.list_kind = q.list LIMIT 1) r
        WHERE NOT p_by_document
        UNION ALL
        SELECT q.n, q.content, q.number, q.number, q.list, r.id, q.who FROM asked q CROSS JOIN LATERAL (SELECT x.id FROM records_record x
            WHERE x.party = q.who AND x.subject_id IS NULL AND x.item_id = p_item AND x.document_number = q.number AND x.organ_code = q.organ AND x.list_kind = q.list LIMIT 1) r
        WHERE NOT p_by_document AND q.who LIKE '~%'
    ), latest AS (
        SELECT f.n, f.id, f.who, f.list_kind, f.document_number, v.id AS version_id,
            v.digest = 'sha256:' || encode(sha256(coalesce(v.salt, ''::bytea) || convert_to(f.content, 'UTF8')), 'hex') AS same,
            CASE WHEN p_ended <> '' THEN (SELECT ARRAY[e.listed::text, e.ended::text, e.closed::text] FROM records_entry(f.id, p_ended) e) END AS entry,  -- not beside the others: once the plan is kept it would be told of every record
            EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = f.id) AS withdrawn
        FROM (SELECT DISTINCT ON (x.n, x.who, x.list_kind) x.* FROM (SELECT y.*, count(*) OVER (PARTITION BY y.n, y.who, y.list_kind) > 1 AS several FROM found y) x
            ORDER BY x.n, x.who, x.list_kind, x.several AND (NOT EXISTS (SELECT 1 FROM records_standing v WHERE v.record_id = x.id) OR EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = x.id)),
                x.document_number <> x.sent, x.id) f LEFT JOIN LATERAL (
            SELECT x.id, x.digest, (SELECT q.salt FROM records_personal q WHERE q.version_id = x.id) AS salt
            FROM records_standing x WHERE x.record_id = f.id ORDER BY x.id DESC LIMIT 1) v ON true
    )
    SELECT coalesce(array_agg(l.n::integer), '{}'), coalesce(array_agg(l.who), '{}'), coalesce(array_agg(l.list_kind), '{}'), coalesce(array_agg(l.document_number), '{}'), coalesce(array_agg(l.id), '{}'), coalesce(array_agg(l.version_id), '{}'),
        coalesce(array_agg(l.same), '{}'), coalesce(array_agg(l.entry[1]), '{}'), coalesce(array_agg(l.entry[2]), '{}'), coalesce(array_agg(l.entry[3]), '{}'), coalesce(array_agg(l.withdrawn), '{}') FROM latest l
$$;

-- What waits in the waiting room is laid down: new records, versions, personal values apart. Refers only to what exists.
CREATE OR REPLACE FUNCTION records_lay(p_batch bigint, p_item text, p_item_version bigint, p_source text, p_received date, p_sender bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO records_record (id, item_id, organ_id, organ_code, document_number, list_kind, party, subject_id, of_person, batch, source)
    SELECT record_id, p_item, coalesce(organ_id, p_sender), organ_code, document_number, list_kind, CASE WHEN subject_id IS NULL THEN party ELSE '' END, subject_id, of_person, p_batch, p_source
    FROM records_arrival WHERE is_new;
    IF NOT EXISTS (SELECT 1 FROM catalogue_itemversion v WHERE v.id = p_item_version AND v.item_id = p_item)
        -- Each asked for by its key, in the order of the index: a join with all subjects costs more with each portion.
        OR EXISTS (SELECT 1 FROM (SELECT DISTINCT subject_id, of_person FROM records_arrival WHERE subject_id IS NOT NULL ORDER BY 1) a
            WHERE (SELECT (s.kind = 'person') = a.of_person FROM subjects_subject s WHERE s.id = a.subject_id) IS NOT TRUE)
        OR EXISTS (SELECT 1 FROM (SELECT DISTINCT organ_id FROM records_arrival UNION SELECT p_sender) o
            WHERE o.organ_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM subjects_subject s WHERE s.id = o.organ_id))
        OR EXISTS (SELECT 1 FROM records_arrival a
            WHERE NOT a.is_new AND (SELECT r.item_id = p_item AND r.subject_id IS NOT DISTINCT FROM a.subject_id FROM records_record r WHERE r.id = a.record_id) IS NOT TRUE)
        -- The latest has the highest number: a number not drawn yet would stay the latest for good.
        OR EXISTS (SELECT 1 FROM records_arrival a WHERE a.version_id > (SELECT last_value FROM records_version_id_seq) OR a.record_id > (SELECT last_value FROM records_record_id_seq))
        OR EXISTS (SELECT 1 FROM records_arrival a WHERE a.corrects_id IS NOT NULL
            AND (SELECT v.record_id = a.record_id FROM records_version v WHERE v.id = a.corrects_id) IS NOT TRUE
            AND NOT EXISTS (SELECT 1 FROM records_arrival b WHERE b.version_id = a.corrects_id AND b.record_id = a.record_id))
    THEN
        RAISE EXCEPTION 'an arriving row refers to what is not there' USING ERRCODE = 'foreign_key_violation';
    END IF;
    INSERT INTO records_version (id, record_id, item_version_id, of_person, held_on, values, traits, digest, received_on, batch, line, corrects_id)
    SELECT version_id, record_id, p_item_version, of_person, held_on, values, traits, digest, p_received, p_batch, line, corrects_id FROM records_arrival;
    INSERT INTO records_personal (version_id, of_person, values, salt)
    SELECT version_id, of_person, personal, decode(salt, 'hex') FROM records_arrival WHERE personal IS NOT NULL;
    TRUNCATE records_arrival;
END $$;

-- 一号多主体 (ruling 15): records of one document about several subjects stay off the shelf until the organ says also or instead.
CREATE OR REPLACE FUNCTION records_hold_clashes(p_batch bigint, p_item text, p_documents text[], p_organs text[], p_received date) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH clash AS (
        SELECT n.id AS record_id, o.id AS against_id
        FROM (SELECT DISTINCT q.document, q.organ FROM unnest(p_documents, p_organs) AS q(document, organ)) q
        CROSS JOIN LATERAL (SELECT x.id, x.subject_id FROM records_record x
            WHERE records_number_key(x.document_number) = q.document AND x.organ_code = q.organ AND x.document_number <> '' AND x.subject_id IS NOT NULL AND x.item_id = p_item
                AND EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = x.id AND v.batch = p_batch)  -- brought by it, or come again after it was taken back
                AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = x.id) OFFSET 0) n
        CROSS JOIN LATERAL (SELECT x.id, x.subject_id FROM records_record x
            WHERE records_number_key(x.document_number) = q.document AND x.organ_code = q.organ AND x.document_number <> '' AND x.subject_id <> n.subject_id AND x.item_id = p_item OFFSET 0) o
        WHERE NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = o.id) AND EXISTS (SELECT 1 FROM records_standing v WHERE v.record_id = o.id)
    )
    INSERT INTO records_hold (record_id, against_id, opened_on)
    SELECT record_id, against_id, p_received FROM clash UNION SELECT against_id, record_id, p_received FROM clash
    ON CONFLICT DO NOTHING
$$;

-- 待处理的暂缓: holds the organ has not spoken on, between records neither of which it has withdrawn or taken back with a whole batch.
-- Whoever asks: a natural person's row holds a firm's too, and records_standing would not show it to the desk.
CREATE OR REPLACE VIEW records_open_hold AS
SELECT h.id, h.record_id, h.against_id, h.opened_on FROM records_hold h
WHERE NOT EXISTS (SELECT 1 FROM records_settlement x WHERE x.hold_id = h.id)
    AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id IN (h.record_id, h.against_id))
    AND EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = h.against_id AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = v.batch))
    AND EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = h.record_id AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = v.batch));

-- References the history holds that lead nowhere; always none. They are checked when rows are laid down, many at a time,
-- because a foreign key checks one row at a time (docs/decisions/0013).
CREATE OR REPLACE FUNCTION records_dangling() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT (SELECT count(*) FROM records_record r WHERE r.subject_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM subjects_subject s WHERE s.id = r.subject_id))
        + (SELECT count(*) FROM records_record r WHERE r.organ_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM subjects_subject s WHERE s.id = r.organ_id))
        + (SELECT count(*) FROM records_record r WHERE NOT EXISTS (SELECT 1 FROM catalogue_item i WHERE i.code = r.item_id))
        + (SELECT count(*) FROM records_version v WHERE NOT EXISTS (SELECT 1 FROM records_record r WHERE r.id = v.record_id))
        + (SELECT count(*) FROM records_version v WHERE NOT EXISTS (SELECT 1 FROM catalogue_itemversion i WHERE i.id = v.item_version_id))
        + (SELECT count(*) FROM records_version v WHERE v.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM records_version c WHERE c.id = v.corrects_id))
        + (SELECT count(*) FROM records_record r WHERE NOT EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = r.id))
        + (SELECT count(*) FROM records_personal p WHERE NOT EXISTS (SELECT 1 FROM records_version v WHERE v.id = p.version_id))
        + (SELECT count(*) FROM subjects_name n WHERE NOT EXISTS (SELECT 1 FROM subjects_subject s WHERE s.id = n.subject_id))
$$;
