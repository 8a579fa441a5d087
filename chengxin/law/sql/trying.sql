-- 试算: the kernel is asked about a situation that is made up, or about real facts, and nothing is kept: all of it happens in a
-- part of the transaction that is always rolled back. Whoever may ask learns what the answer would be; nobody is touched.

-- A made-up situation (docs/how-to/situations.md): subject, people and facts are made, the question asked, the answer told.
DROP FUNCTION IF EXISTS law_try(jsonb);
CREATE FUNCTION law_try(p_case jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_day date := p_case ->> 'day';
    v_run text := left(replace(gen_random_uuid()::text, '-', ''), 12);
    v_organ bigint := p_case ->> 'organ';
    v_people jsonb := '{}';
    v_subjects jsonb := '{}';
    v_records bigint[] := '{}';
    v_subject bigint;
    v_record bigint;
    v_first date := v_day;
    v_warrant bigint;
    v_codes text[];
    v_told jsonb;
    one jsonb;
    fact_organ bigint;
BEGIN
    BEGIN
        FOR one IN SELECT value FROM jsonb_array_elements(p_case -> 'subjects') LOOP
            -- The code has not the form of one that is ever given, so that it can be nobody's.
            INSERT INTO subjects_subject (kind, code, first_received_on)
            VALUES (one ->> 'kind', CASE WHEN one ->> 'kind' <> 'person' THEN 'TRY' || upper(v_run) || (one ->> 'name') END, v_day) RETURNING id INTO v_subject;
            v_subjects := v_subjects || jsonb_build_object(one ->> 'name', v_subject);
        END LOOP;
        FOR one IN SELECT value FROM jsonb_array_elements(p_case -> 'people') LOOP
            INSERT INTO access_officer (handle, name, person_id, active)
            VALUES ('try-' || v_run || '-' || (one ->> 'name'), one ->> 'name', CASE WHEN (one ->> 'party')::boolean THEN (v_subjects ->> '0')::bigint END, (one ->> 'active')::boolean)
            RETURNING id INTO v_subject;
            v_people := v_people || jsonb_build_object(one ->> 'name', v_subject);
        END LOOP;
        FOR one IN SELECT value FROM jsonb_array_elements(p_case -> 'facts') LOOP
            fact_organ := coalesce((one ->> 'organ')::bigint, v_organ);
            v_subject := (v_subjects ->> coalesce(one ->> 'of', '0'))::bigint;
            INSERT INTO records_record (item_id, organ_id, organ_code, document_number, party, subject_id, of_person, batch, source)
            SELECT one ->> 'item', fact_organ, '', 'TRY' || v_run || '-' || cardinality(v_records), '', s.id, s.kind = 'person', 0, '' FROM subjects_subject s WHERE s.id = v_subject
            RETURNING id INTO v_record;
            INSERT INTO records_version (record_id, item_version_id, of_person, held_on, values, traits, digest, received_on, batch, line)
            SELECT v_record, (SELECT max(v.id) FROM catalogue_itemversion v WHERE v.item_id = one ->> 'item'), s.kind = 'person', (one ->> 'decided')::date, '{}', one -> 'traits', 'sha256:',
                (one ->> 'decided')::date, 0, 1 FROM subjects_subject s WHERE s.id = v_subject;
            IF one ->> 'class' IS NOT NULL THEN
                INSERT INTO records_classing (record_id, severity, reason, organ_id, decided_on)
                VALUES (v_record, one ->> 'class', '试算', fact_organ, coalesce((one ->> 'classed')::date, least((one ->> 'decided')::date, v_day)));
            END IF;
            IF (one ->> 'disputed')::boolean THEN
                INSERT INTO records_mark (record_id, disputed, marked_on, reference) VALUES (v_record, true, v_day, '试算');
            END IF;
            IF (one ->> 'withdrawn')::boolean THEN
                INSERT INTO records_withdrawal (record_id, kind, reason, organ_id, withdrawn_on) VALUES (v_record, 'annulled', '试算', fact_organ, v_day);
            END IF;
            v_first := least(v_first, (one ->> 'published')::date);
            v_records := v_records || v_record;
        END LOOP;
        SELECT a.warrant, a.codes INTO v_warrant, v_codes FROM law_ask_one(p_case ->> 'ask', (v_subjects ->> '0')::bigint, v_organ, (v_people ->> (p_case ->> 'proposer'))::bigint, (v_people ->> (p_case ->> 'approver'))::bigint,
            v_records, coalesce(p_case -> 'steps', '{}'), v_day, v_first, (p_case ->> 'ends')::date) a;
        SELECT jsonb_build_object('warrant', w.id, 'codes', to_jsonb(v_codes), 'ends_on', w.ends_on, 'begins_on', w.begins_on, 'span', w.span, 'regime', w.regime, 'severity', w.severity,
                'repair', w.repair, 'articles', to_jsonb(g.articles))
        INTO v_told FROM (SELECT 1) AS always LEFT JOIN law_warrant w ON w.id = v_warrant LEFT JOIN law_grounds g ON g.digest = w.grounds_id;
        RAISE EXCEPTION 'nothing of this is kept' USING ERRCODE = 'CX099';
    EXCEPTION WHEN SQLSTATE 'CX099' THEN
        NULL;
    END;
    RETURN v_told;
END $$;

-- May it? Asked about real facts; the answer is told and not stored. Officers and steps may be left open: then two officers without a
-- part in the case, and steps by the unit's statement, are supposed.
DROP FUNCTION IF EXISTS law_may(text, bigint, bigint, bigint, bigint, bigint[], jsonb, date, date, date);
CREATE FUNCTION law_may(p_power text, p_subject bigint, p_organ bigint, p_proposer bigint, p_approver bigint, p_records bigint[], p_steps jsonb, p_on date, p_first date, p_end date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_officers bigint[];
    v_warrant bigint;
    v_codes text[];
    v_told jsonb;
BEGIN
    BEGIN
        WITH made AS (
            INSERT INTO access_officer (handle, name, active) SELECT 'try-' || left(gen_random_uuid()::text, 30) || n, '试算', true FROM generate_series(1, 2) n RETURNING id
        ) SELECT array_agg(id) INTO v_officers FROM made;
        SELECT a.warrant, a.codes INTO v_warrant, v_codes FROM law_ask_one(p_power, p_subject, p_organ, coalesce(p_proposer, v_officers[1]), coalesce(p_approver, v_officers[2]), p_records, p_steps, p_on, p_first, p_end) a;
        SELECT jsonb_build_object('codes', to_jsonb(v_codes), 'warrant', to_jsonb(g) || to_jsonb(w)) INTO v_told
        FROM (SELECT 1) AS always LEFT JOIN law_warrant w ON w.id = v_warrant LEFT JOIN law_grounds g ON g.digest = w.grounds_id;
        RAISE EXCEPTION 'nothing of this is kept' USING ERRCODE = 'CX099';
    EXCEPTION WHEN SQLSTATE 'CX099' THEN
        NULL;
    END;
    RETURN v_told;
END $$;

DROP FUNCTION IF EXISTS law_organ_named(text);
