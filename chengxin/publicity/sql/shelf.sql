-- 公示: from due records to the shelf, in one transaction; the shelf is written by no other code.

-- Nothing is looked for by what these hold, and counting their values takes longer than all the rest of counting a table.
ALTER TABLE publicity_publication ALTER COLUMN fields SET STATISTICS 0;
ALTER TABLE publicity_line ALTER COLUMN fields SET STATISTICS 0, ALTER COLUMN repair SET STATISTICS 0, ALTER COLUMN warranted SET STATISTICS 0;

-- Ended rows leave the shelf; returns how many. The views do not show them even before.
DROP FUNCTION IF EXISTS publicity_sweep(date, uuid), publicity_refresh_directory(uuid);
CREATE OR REPLACE FUNCTION publicity_sweep(p_on date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_day date := ground_reached(p_on);  -- nothing leaves before its last day is over
    v_subjects bigint[];
    gone integer;
BEGIN
    WITH ended AS (
        DELETE FROM publicity_line WHERE term_ends < v_day RETURNING publication_id, subject_id, term_ends
    ), closed AS (
        INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT publication_id, term_ends + 1, 'ended' FROM ended
    )
    SELECT count(*), array_agg(subject_id) INTO gone, v_subjects FROM ended;
    PERFORM publicity_refresh_directory(v_subjects);
    PERFORM publicity_articles_draw(array_agg(o.article)) FROM publicity_articleout o WHERE o.until < v_day HAVING count(*) > 0;
    RETURN gone;
END $$;

-- What the directory says of these subjects is made anew from the shelf.
CREATE OR REPLACE FUNCTION publicity_refresh_directory(p_subjects bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET enable_seqscan = off AS $$  -- whatever is known of these tables' sizes: each subject is looked up
DECLARE
    v_subjects bigint[]; v_until date[]; v_gone bigint[];
BEGIN
    SELECT array_agg(t.subject) FILTER (WHERE l.until IS NOT NULL), array_agg(l.until) FILTER (WHERE l.until IS NOT NULL), array_agg(t.subject) FILTER (WHERE l.until IS NULL)
    INTO v_subjects, v_until, v_gone FROM (SELECT DISTINCT unnest(p_subjects) AS subject) t
    CROSS JOIN LATERAL (SELECT max(coalesce(x.term_ends, 'infinity')) AS until FROM publicity_line x WHERE x.subject_id = t.subject) l;
    DELETE FROM publicity_directory d WHERE d.subject_id = ANY (v_gone);
    INSERT INTO publicity_directory AS d (subject_id, kind, code, name, folded, initials, grams, public_until)
    SELECT s.id, s.kind, s.code, n.name, n.folded, n.initials, n.grams, t.until
    FROM unnest(v_subjects, v_until) AS t(subject, until)
    JOIN LATERAL (SELECT x.id, x.kind, x.code FROM subjects_subject x WHERE x.id = t.subject AND x.kind <> 'person' AND x.code IS NOT NULL LIMIT 1) s ON true
    JOIN LATERAL (SELECT x FROM subjects_name x WHERE x.subject_id = t.subject ORDER BY x.from_register DESC, x.received_on DESC, x.id DESC LIMIT 1) m ON true
    CROSS JOIN LATERAL (SELECT (m.x).name, (m.x).folded, (m.x).initials, (m.x).grams WHERE NOT ground_worth_masking((m.x).name)
        UNION ALL SELECT y.* FROM publicity_named(m.x) y WHERE ground_worth_masking((m.x).name)) n
    ON CONFLICT (subject_id) DO UPDATE SET name = excluded.name, folded = excluded.folded, initials = excluded.initials, grams = excluded.grams,
        public_until = excluded.public_until, kind = excluded.kind, code = excluded.code
    WHERE (d.kind, d.code, d.name, d.folded, d.initials, d.grams, d.public_until) IS DISTINCT FROM
        (excluded.kind, excluded.code, excluded.name, excluded.folded, excluded.initials, excluded.grams, excluded.public_until);
    IF cardinality(v_subjects) > 100 THEN
        PERFORM gin_clean_pending_list('publicity_directory_grams');
        PERFORM ground_draw_sample('publicity_directory', 'publicity_sample');
    END IF;
END $$;

-- The kernel's refusals are told to the cases of a run.
CREATE OR REPLACE FUNCTION publicity_heed(p_run uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp SET enable_nestloop = off SET enable_mergejoin = off AS $$  -- a run is believed to be rare: not each with each
    UPDATE publicity_case c SET fate = CASE WHEN 'facts-disputed' = ANY (x.codes) THEN 'disputed' ELSE 'refused' END
    FROM law_refused x WHERE x.run = p_run AND c.run = p_run AND c.fate = 'ask' AND c.ask = x.ask
$$;

-- Records that were due are considered, asked for, laid and taken down, as known on a day; ``p_law``: which a changed law made due. The caller
-- has its place (publicity_turn, or beside other parts of a run), has swept what ended and taken the records off what is due before this reads
-- them: whatever changes about one from then on makes it due again. First everything is prepared that concerns these records alone; what
-- follows changes what all see and waits for its turn. Each look into a large table is by key and leaves no other way, so that nothing leans
-- on statistics, which parts side by side could not renew (docs/decisions/0044). Returns the figures.
DROP FUNCTION IF EXISTS publicity_consider(date, uuid, bigint);
CREATE OR REPLACE FUNCTION publicity_consider(p_on date, p_run uuid, p_records bigint[], p_law boolean[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '64MB' SET enable_memoize = off AS $$  -- hardly two rows of a part ask for the same
DECLARE
    v_asks regclass := pg_get_serial_sequence('law_ask', 'id');  -- looked up once, not for each ask
    v_publications regclass := pg_get_serial_sequence('publicity_publication', 'id');
    n_considered integer; n_withdrawn integer; n_published integer; n_replaced integer; n_doubtful integer;
    v_refused jsonb; v_alike jsonb; v_items text[]; v_down bigint[];
BEGIN
    -- What is due, as known on the day: a row received later stays due. Unlinked rows are never public. What would be shown is masked here.
    -- ``OFFSET 0``: what is found out in there is found out once, however often it is told on.
    INSERT INTO publicity_case (run, record, version, item, nature, power, subject, kind, organ, source, severity, publication, first_public, laid_on, document_number, held_on, fate, ask, fields)
    SELECT p_run, f.record, f.version, f.item, f.nature, f.power, f.subject, f.kind, f.organ, f.source, f.severity, f.publication, f.first_public, f.laid_on,
        publicity_number(f.document_number), f.held_on, f.fate,
        CASE WHEN f.fate = 'ask' THEN nextval(v_asks) END,
        CASE WHEN f.of_shop OR ground_worth_masking(f.shown::text)
            THEN publicity_masked(f.shown, f.name_key, CASE WHEN f.kind = 'individual-business' THEN f.street_keys ELSE '{}' END, f.number_keys, f.of_shop, f.document_number,
                CASE WHEN f.of_shop THEN publicity_leaders(f.record) ELSE '{}' END, CASE WHEN f.of_shop THEN publicity_called(f.record) || subjects_current_name(f.subject) || (SELECT x.official_name::text FROM subjects_organ x WHERE x.subject_id = f.organ) END)
            ELSE f.shown END
    FROM (
        SELECT seen.*, CASE WHEN seen.fate IN ('ask', 'lay') THEN (CASE WHEN d.covered IS NULL THEN seen.values ELSE seen.values || d.covered END - seen.private_keys) || CASE
            WHEN seen.kind IN ('enterprise', 'organisation') AND q.values IS NOT NULL
            THEN coalesce((SELECT jsonb_object_agg(k, q.values -> k) FROM unnest(seen.leader_keys) k WHERE q.values ? k), '{}')
            ELSE '{}' END END AS shown
        FROM (
            SELECT r.id AS record, r.document_number, v.held_on, v.id AS version, v.values, i.code AS item, i.nature, i.power, s.id AS subject, s.kind, r.organ_id AS organ, r.source,
                coalesce(c.severity, '') AS severity, l.publication_id AS publication, coalesce(before.first_public, p_on) AS first_public, greatest(p_on, before.until) AS laid_on,
                iv.private_keys::text[], iv.leader_keys::text[], iv.text_keys::text[], iv.street_keys::text[], iv.number_keys::text[], iv.name_key, s.kind = 'individual-business' OR coalesce(b.shop, false) AS of_shop,
                CASE
                    WHEN h.held THEN 'held'
                    WHEN i.nature = 'adverse' AND before.ended AND l.record_id IS NULL THEN 'over'
                    WHEN i.nature = 'benign' AND s.kind = 'person' THEN 'person'
                    WHEN s.kind <> 'person' AND (coalesce(b.person, false) OR ground_worth_doubting((SELECT string_agg(v.values ->> k, ' ') FROM unnest(iv.text_keys) k)))
                        AND NOT EXISTS (SELECT 1 FROM publicity_reading g WHERE g.doubt_id = v.id) AND publicity_doubts(r.id, v.values, iv.text_keys::text[]) <> '{}' THEN 'doubtful'
                    WHEN i.nature = 'adverse' THEN 'ask'
                    ELSE 'lay' END AS fate
            FROM unnest(p_records, p_law) AS d(record_id, law)
            CROSS JOIN LATERAL (SELECT * FROM records_record x WHERE x.id = d.record_id LIMIT 1) r
            CROSS JOIN LATERAL (SELECT x.code, x.nature, x.power FROM catalogue_item x WHERE x.code = r.item_id AND x.openness = '社会公开' LIMIT 1) i
            CROSS JOIN LATERAL (SELECT x.id, x.kind FROM subjects_subject x WHERE x.id = r.subject_id LIMIT 1) s
            CROSS JOIN LATERAL (SELECT x.id, x.values, x.item_version_id, x.held_on FROM records_standing x WHERE x.record_id = r.id AND x.received_on <= p_on ORDER BY x.id DESC LIMIT 1) v
            CROSS JOIN LATERAL (SELECT x.private_keys, x.leader_keys, x.text_keys, x.street_keys, x.number_keys, x.name_key::text FROM catalogue_itemversion x WHERE x.id = v.item_version_id LIMIT 1) iv
            LEFT JOIN LATERAL (SELECT y.severity FROM records_classing y WHERE y.record_id = r.id AND y.decided_on <= p_on ORDER BY y.id DESC LIMIT 1) c ON true
            LEFT JOIN LATERAL (SELECT x.record_id, x.publication_id, p.version_id, p.severity FROM publicity_line x JOIN publicity_publication p ON p.id = x.publication_id
                WHERE x.record_id = r.id LIMIT 1) l ON true
            LEFT JOIN LATERAL (SELECT true AS held FROM records_open_hold x WHERE x.record_id = r.id LIMIT 1) h ON true
            CROSS JOIN LATERAL (SELECT bool_or(z.kind = 'individual-business') AS shop, bool_or(z.kind = 'person') AS person
                FROM records_hold x JOIN records_record y ON y.id = x.against_id JOIN subjects_subject z ON z.id = y.subject_id
                WHERE x.record_id = r.id AND EXISTS (SELECT 1 FROM records_standing g WHERE g.record_id = y.id)) b  -- the other parties of the document
            LEFT JOIN LATERAL (SELECT true AS gone FROM records_withdrawal x WHERE x.record_id = r.id LIMIT 1) w ON true
            LEFT JOIN LATERAL (
                SELECT min(q.public_from) AS first_public, bool_or(coalesce(g.why = 'ended', false)) AS ended,
                    max(g.closed_on) AS until  -- a line that a late row took down counts as shown on the day of the last run (publicity_enqueue)
                FROM publicity_publication q LEFT JOIN publicity_closing g ON g.publication_id = q.id WHERE q.record_id = r.id
            ) before ON true
            WHERE w.gone IS NULL AND (l.record_id IS NULL OR d.law OR l.version_id <> v.id OR l.severity <> coalesce(c.severity, '') OR h.held)
            OFFSET 0
        ) seen
        LEFT JOIN LATERAL (SELECT x.values FROM records_personal x WHERE x.version_id = seen.version LIMIT 1) q ON true
        LEFT JOIN LATERAL (SELECT x.covered FROM publicity_reading x WHERE x.doubt_id = seen.version LIMIT 1) d ON true
        OFFSET 0
    ) f;
    GET DIAGNOSTICS n_considered = ROW_COUNT;

    -- What may hold a natural person's data waits for its organ to read it; until then nothing of the record is public.
    INSERT INTO publicity_doubt (version_id, record_id, organ_id, why, opened_on)
    SELECT c.version, c.record, c.organ, publicity_doubts(c.record, v.values, iv.text_keys::text[]), p_on
    FROM publicity_case c JOIN records_version v ON v.id = c.version JOIN catalogue_itemversion iv ON iv.id = v.item_version_id
    WHERE c.run = p_run AND c.fate = 'doubtful' ON CONFLICT DO NOTHING;

    -- What is known of them only later stays due.
    INSERT INTO publicity_due (record_id, law)
    SELECT d.record_id, d.law FROM unnest(p_records, p_law) AS d(record_id, law)
    WHERE EXISTS (SELECT 1 FROM records_version x WHERE x.record_id = d.record_id AND x.received_on > p_on)
        OR EXISTS (SELECT 1 FROM records_classing y WHERE y.record_id = d.record_id AND y.decided_on > p_on)
    ON CONFLICT DO NOTHING;

    -- Adverse items go through the kernel's gate with the organ's standing mandate (公示授权, ruling 23).
    INSERT INTO law_ask (id, run, power, subject, organ, proposer, approver, records, steps, on_day, first_public)
    SELECT c.ask, p_run, c.power, c.subject, c.organ, m.proposer_id, m.approver_id, ARRAY[c.record], NULL, p_on, c.first_public
    FROM publicity_case c
    LEFT JOIN LATERAL (
        SELECT x.proposer_id, x.approver_id FROM access_mandate x
        WHERE x.source = c.source AND x.power = c.power AND (x.organ_id IS NULL OR x.organ_id = c.organ)
            AND coalesce(x.begins_on <= p_on, true) AND coalesce(x.ends_on >= p_on, true)
        ORDER BY x.organ_id NULLS LAST, x.id DESC LIMIT 1
    ) m ON true
    WHERE c.run = p_run AND c.fate = 'ask';
    PERFORM law_authorise(p_run);
    PERFORM publicity_heed(p_run);

    PERFORM pg_advisory_xact_lock(hashtext('publicity'));

    -- Lines that may no longer stand as they are: held, or corrected into what may not be published.
    -- A line whose fact is disputed stays and is marked (ruling 25).
    WITH down AS (
        DELETE FROM publicity_line l USING publicity_case c
        WHERE c.run = p_run AND c.fate IN ('held', 'doubtful', 'refused', 'over', 'person') AND l.record_id = c.record
        RETURNING l.publication_id, l.subject_id, c.fate
    ), closed AS (
        INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT publication_id, p_on, fate FROM down
    )
    SELECT count(*), array_agg(subject_id) INTO n_withdrawn, v_down FROM down;
    UPDATE publicity_line l SET disputed = true FROM publicity_case c WHERE c.run = p_run AND c.fate = 'disputed' AND l.record_id = c.record;

    -- A correction replaces: the older line leaves the same day and the first public day is kept (ruling 22).
    INSERT INTO publicity_closing (publication_id, closed_on, why)
    SELECT c.publication, p_on, 'replaced' FROM publicity_case c
    WHERE c.run = p_run AND c.publication IS NOT NULL AND c.fate IN ('lay', 'ask');
    GET DIAGNOSTICS n_replaced = ROW_COUNT;

    -- What is told of a power is kept once for all lines that rest on it alike; in one run they are alike by power and by what their warrants rest on.
    SELECT coalesce(jsonb_agg(to_jsonb(a)), '[]') INTO v_alike FROM (
        SELECT w.power_id, w.grounds_id, publicity_basis_of(w.power_id, g.articles, g.exit, g.remedy) AS told FROM (
            SELECT DISTINCT x.power_id, x.grounds_id
            FROM publicity_case c CROSS JOIN LATERAL (SELECT y.power_id, y.grounds_id FROM law_warrant y WHERE y.id = c.ask LIMIT 1) x WHERE c.run = p_run AND c.fate = 'ask'
        ) w JOIN law_grounds g ON g.digest = w.grounds_id
    ) a;
    INSERT INTO publicity_basis (digest, told)
    SELECT DISTINCT ground_digest(a.told::text), a.told FROM jsonb_to_recordset(v_alike) AS a(told jsonb) ON CONFLICT (digest) DO NOTHING;

    WITH basis AS MATERIALIZED (
        SELECT a.power_id, a.grounds_id, x.id FROM jsonb_to_recordset(v_alike) AS a(power_id text, grounds_id text, told jsonb)
        JOIN publicity_basis x ON x.digest = ground_digest(a.told::text)
    ), laid AS MATERIALIZED (
        SELECT c.*, nextval(v_publications) AS laid, w.id AS warrant, w.ends_on, w.severity AS weight, w.repair, w.power_id, w.grounds_id, w.steps, w.by_statement, w.digest, w.asked_on
        FROM publicity_case c LEFT JOIN LATERAL (SELECT * FROM law_warrant x WHERE x.id = c.ask LIMIT 1) w ON true
        WHERE c.run = p_run AND (c.fate = 'lay' OR c.fate = 'ask' AND w.id IS NOT NULL) ORDER BY c.record
    ), published AS (
        INSERT INTO publicity_publication (id, record_id, version_id, item, nature, subject_id, warrant_id, severity, public_from, laid_on, term_ends, fields)
        SELECT c.laid, c.record, c.version, c.item, c.nature, c.subject, c.warrant, c.severity, c.first_public, c.laid_on, c.ends_on, c.fields FROM laid c
    )
    INSERT INTO publicity_line (record_id, publication_id, item, nature, subject_id, warrant, organ_name, document_number, held_on,
        public_from, laid_on, corrected, disputed, term_ends, severity, unit_severity, repair, basis_id, warranted, fields)
    SELECT c.record, c.laid, c.item, c.nature, c.subject, c.warrant, coalesce(g.official_name, ''), c.document_number, c.held_on,
        c.first_public, c.laid_on, c.publication IS NOT NULL, false, c.ends_on, coalesce(c.weight, ''), c.severity, coalesce(c.repair, '[]'), b.id,
        CASE WHEN c.warrant IS NULL THEN '{}'::jsonb ELSE jsonb_build_object('steps', c.steps, 'by_statement', c.by_statement, 'digest', c.digest, 'asked_on', c.asked_on) END,
        c.fields
    FROM laid c
    LEFT JOIN subjects_organ g ON g.subject_id = c.organ
    LEFT JOIN basis b ON b.power_id = c.power_id AND b.grounds_id = c.grounds_id
    ON CONFLICT (record_id) DO UPDATE SET publication_id = excluded.publication_id, warrant = excluded.warrant, organ_name = excluded.organ_name, document_number = excluded.document_number,
        held_on = excluded.held_on, public_from = excluded.public_from, laid_on = excluded.laid_on, corrected = true,
        disputed = false, term_ends = excluded.term_ends, severity = excluded.severity, unit_severity = excluded.unit_severity, repair = excluded.repair, basis_id = excluded.basis_id,
        warranted = excluded.warranted, fields = excluded.fields;

    GET DIAGNOSTICS n_published = ROW_COUNT;
    PERFORM ground_grown(grown, n_published, 1) FROM unnest(ARRAY['law_warrant', 'law_warrantfact', 'publicity_publication', 'publicity_line']::regclass[]) AS grown;
    PERFORM publicity_refresh_directory(ARRAY(SELECT subject FROM publicity_case WHERE run = p_run AND fate IN ('lay', 'ask')) || v_down);

    SELECT coalesce(jsonb_object_agg(code, n), '{}') INTO v_refused FROM (
        SELECT code, count(*) AS n FROM (
            SELECT unnest(codes) AS code FROM law_refused WHERE run = p_run
            UNION ALL SELECT 'beyond-term' FROM publicity_case WHERE run = p_run AND fate = 'over'
            UNION ALL SELECT 'wrong-subject' FROM publicity_case WHERE run = p_run AND fate = 'person'
        ) every_code GROUP BY code ORDER BY code) counted;
    n_doubtful := (SELECT count(*) FROM publicity_case WHERE run = p_run AND fate = 'doubtful');
    v_items := ARRAY(SELECT DISTINCT item FROM publicity_case WHERE run = p_run AND fate IN ('lay', 'ask') ORDER BY item);
    DELETE FROM publicity_case WHERE run = p_run;

    RETURN jsonb_build_object('items', v_items, 'considered', n_considered, 'published', n_published - n_replaced, 'replaced', n_replaced,
        'withdrawn', n_withdrawn, 'doubtful', n_doubtful, 'refused', v_refused);
END $$;

-- 公示: one run for a day, or a part of it: of what is due the next ``p_at_most`` records after ``p_after``, null where a run begins; the
-- figures tell ``next``, from where the next part goes on, null where none is left. Each part stands by itself, so that a long run holds
-- nobody up for long and what was done of it is done (docs/decisions/0042). Parts after the first may be asked for by several at once: each takes
-- other records, and is prepared beside the others (docs/decisions/0045). Raises CX003 for a day before the last published one (ruling 3).
DROP FUNCTION IF EXISTS publicity_publish(date);
CREATE OR REPLACE FUNCTION publicity_publish(p_on date, p_after bigint DEFAULT NULL, p_at_most integer DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_run uuid := gen_random_uuid();
    last_day date;
    v_law text := law_mark();
    v_records bigint[];
    v_lawful boolean[];
    n_ended integer := 0;
    f jsonb;
BEGIN
    IF p_after IS NULL THEN PERFORM publicity_turn(); ELSE PERFORM pg_advisory_xact_lock_shared(hashtext('publicity.part')); END IF;
    IF ground_reached(p_on) < p_on THEN
        RAISE EXCEPTION '% has not begun', p_on USING ERRCODE = 'CX044';
    END IF;
    SELECT max(on_day) INTO last_day FROM publicity_run;
    IF p_on < last_day THEN
        RAISE EXCEPTION 'published through %', last_day USING ERRCODE = 'CX003';
    END IF;
    IF p_after IS NULL THEN
        -- By the first part alone: it would keep the others waiting for each other.
        PERFORM ground_uncounted('law_warrant', 'law_warrantfact', 'publicity_publication', 'publicity_line', 'publicity_listed', 'publicity_placed', 'publicity_directory');
        -- The law on file changed since the last run: lines it allows less, or no longer, are due (docs/rulings.md, 183).
        IF v_law <> (SELECT r.law FROM publicity_run r ORDER BY r.id DESC LIMIT 1) THEN
            INSERT INTO publicity_due (record_id, law)
            SELECT l.record_id, true FROM publicity_line l
            JOIN law_state((SELECT array_agg(x.warrant) FROM publicity_line x WHERE x.warrant IS NOT NULL), p_on) s ON s.warrant = l.warrant WHERE 'law-changed' = ANY (s.because)
            ON CONFLICT (record_id) DO UPDATE SET law = true;
        END IF;
        n_ended := publicity_sweep(p_on);
    END IF;
    WITH free AS MATERIALIZED (
        SELECT d.record_id FROM publicity_due d WHERE d.record_id > coalesce(p_after, 0) ORDER BY d.record_id LIMIT p_at_most FOR UPDATE SKIP LOCKED
    ), taken AS (
        DELETE FROM publicity_due d USING free WHERE d.record_id = free.record_id RETURNING d.record_id, d.law
    )
    SELECT coalesce(array_agg(record_id ORDER BY record_id), '{}'), coalesce(array_agg(law ORDER BY record_id), '{}') INTO v_records, v_lawful FROM taken;
    f := jsonb_build_object('on', p_on, 'ended', n_ended, 'next', CASE WHEN cardinality(v_records) = p_at_most THEN v_records[p_at_most] END,
        'held', (SELECT count(DISTINCT h.record_id) FROM records_open_hold h))  -- all that wait for an organ's word
        || publicity_consider(p_on, v_run, v_records, v_lawful);
    INSERT INTO publicity_run (on_day, considered, published, replaced, withdrawn, ended, held, doubtful, refused, law, items)
    VALUES (p_on, (f ->> 'considered')::integer, (f ->> 'published')::integer, (f ->> 'replaced')::integer, (f ->> 'withdrawn')::integer,
        (f ->> 'ended')::integer, (f ->> 'held')::integer, (f ->> 'doubtful')::integer, f -> 'refused', v_law, ARRAY(SELECT jsonb_array_elements_text(f -> 'items')));
    RETURN f;
END $$;

-- The unit decided a class: a standing line gets its new warrant, or leaves, from that day on (ruling 20). What
-- stands on no shelf waits for the next run; what has ended does not come back.
CREATE OR REPLACE FUNCTION publicity_reconsider(p_record bigint, p_on date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM publicity_turn();
    PERFORM publicity_make_due(ARRAY[p_record]);
    IF p_on < (SELECT max(on_day) FROM publicity_run) THEN
        RAISE EXCEPTION 'what was published is history' USING ERRCODE = 'CX003';
    END IF;
    IF ground_reached(p_on) < p_on THEN RETURN NULL; END IF;  -- the run of that day will see it
    IF NOT EXISTS (SELECT 1 FROM publicity_line l WHERE l.record_id = p_record AND l.laid_on <= p_on AND l.term_ends >= p_on) THEN
        RETURN NULL;
    END IF;
    DELETE FROM publicity_due d WHERE d.record_id = p_record;
    RETURN publicity_consider(p_on, gen_random_uuid(), ARRAY[p_record], ARRAY[false]);
END $$;

-- A dispute about a record was raised or ended: its line says so, and what waited for the end is due again.
CREATE OR REPLACE FUNCTION publicity_mark_line(p_record bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    now_disputed boolean := coalesce((SELECT m.disputed FROM records_mark m WHERE m.record_id = p_record ORDER BY m.id DESC LIMIT 1), false);
BEGIN
    PERFORM publicity_turn();  -- a run that lays the line has laid it
    UPDATE publicity_line SET disputed = now_disputed WHERE record_id = p_record;
    IF NOT now_disputed THEN
        PERFORM publicity_make_due(ARRAY[p_record]);
    END IF;
END $$;

-- A record was withdrawn or held: its line leaves the shelf at once. Returns whether there was one. It leaves for a reason that is on
-- file, and on no day before the last run: what was shown then was shown (docs/rulings.md, 247).
CREATE OR REPLACE FUNCTION publicity_take_down(p_record bigint, p_on date, p_why text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_day date;
    v_subject bigint;
BEGIN
    PERFORM publicity_turn();
    IF NOT coalesce(CASE p_why WHEN 'withdrawn' THEN EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = p_record)
        WHEN 'held' THEN EXISTS (SELECT 1 FROM records_open_hold h WHERE h.record_id = p_record) END, false) THEN
        RAISE EXCEPTION 'nothing on file takes record % down', p_record USING ERRCODE = 'CX045';
    END IF;
    v_day := greatest(ground_reached(p_on), (SELECT max(on_day) FROM publicity_run));
    WITH down AS (
        DELETE FROM publicity_line WHERE record_id = p_record RETURNING publication_id, subject_id, laid_on
    ), closed AS (
        INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT publication_id, greatest(v_day, laid_on), p_why FROM down
    )
    SELECT subject_id INTO v_subject FROM down;
    PERFORM publicity_refresh_directory(ARRAY[v_subject]);
    RETURN v_subject IS NOT NULL;
END $$;

-- A batch was taken back whole: lines that say what it brought leave at once; what stood before it, and whoever was held
-- against its records, is due again. How many lines left.
CREATE OR REPLACE FUNCTION publicity_drop_batch(p_batch bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_on date;
    v_subjects bigint[];
    gone integer;
BEGIN
    PERFORM publicity_turn();
    SELECT greatest(revoked_on, (SELECT max(on_day) FROM publicity_run)) INTO v_on FROM records_revocation WHERE batch = p_batch;
    IF v_on IS NULL THEN RETURN 0; END IF;
    WITH down AS (
        DELETE FROM publicity_line l USING publicity_publication p, records_version v
        WHERE p.id = l.publication_id AND v.id = p.version_id AND v.batch = p_batch RETURNING l.publication_id, l.subject_id, l.laid_on
    ), closed AS (
        INSERT INTO publicity_closing (publication_id, closed_on, why) SELECT publication_id, greatest(v_on, laid_on), 'withdrawn' FROM down
    )
    SELECT count(*), array_agg(subject_id) INTO gone, v_subjects FROM down;
    PERFORM publicity_refresh_directory(v_subjects);
    PERFORM publicity_make_due(ARRAY(SELECT v.record_id FROM records_version v WHERE v.batch = p_batch)
        || ARRAY(SELECT h.record_id FROM records_hold h JOIN records_version v ON v.record_id = h.against_id AND v.batch = p_batch));
    RETURN gone;
END $$;

-- The nightly end of terms, apart from publication.
CREATE OR REPLACE FUNCTION publicity_end_terms(p_on date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM publicity_turn();
    RETURN publicity_sweep(p_on);
END $$;

-- What the public saw or will see on a day (ruling 27), from the history of publication.
DROP FUNCTION IF EXISTS publicity_shelf_on(date);
CREATE FUNCTION publicity_shelf_on(p_on date)
RETURNS TABLE (id bigint, item text, document_number text, subject text, code text, organ text, organ_code text, public_from date, laid_on date, term_ends date, fields jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT p.record_id, p.item::text, publicity_number(r.document_number)::text,
        CASE WHEN ground_worth_masking(n.name) THEN ground_masked_text(n.name) ELSE n.name END, s.code::text,
        coalesce(g.official_name, '')::text, coalesce(o.code, '')::text, p.public_from, p.laid_on, p.term_ends, p.fields
    FROM publicity_publication p
    JOIN records_record r ON r.id = p.record_id
    JOIN subjects_subject s ON s.id = p.subject_id
    CROSS JOIN LATERAL (SELECT coalesce((SELECT x.name FROM subjects_name x WHERE x.subject_id = p.subject_id AND x.received_on <= p_on ORDER BY x.from_register DESC, x.received_on DESC, x.id DESC LIMIT 1),
        subjects_current_name(p.subject_id)) AS name) n  -- as it was called then, whenever a file of an earlier day came
    LEFT JOIN subjects_organ g ON g.subject_id = r.organ_id
    LEFT JOIN subjects_subject o ON o.id = r.organ_id
    LEFT JOIN publicity_closing c ON c.publication_id = p.id
    WHERE p.laid_on <= p_on AND (c.closed_on IS NULL OR c.closed_on > p_on) AND (p.term_ends IS NULL OR p.term_ends >= p_on)
    ORDER BY p.item, p.record_id
$$;
