-- 案件: the one way a case goes on. No application role writes these tables; every act goes through law_case_act, which sees to it that the
-- acts follow each other, that whoever acts may, and that the one who approves has had no part in it, whoever calls.

-- 流转表: the same as law/cases/moves.py; a test compares them.
CREATE OR REPLACE FUNCTION law_case_moves() RETURNS TABLE (kind text, begins text, ends text, needs text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ VALUES
    ('open', '', 'drafting', 'propose-decision'), ('draft', 'drafting', 'drafting', 'propose-decision'),
    ('step', 'drafting', 'drafting', 'propose-decision'), ('step', 'decided', 'decided', 'propose-decision'),
    ('letter', 'drafting', 'drafting', 'serve-letter'), ('letter', 'decided', 'decided', 'serve-letter'),
    ('serve', 'drafting', 'drafting', 'serve-letter'), ('serve', 'decided', 'decided', 'serve-letter'),
    ('propose', 'drafting', 'proposed', 'propose-decision'), ('take-back', 'proposed', 'drafting', 'propose-decision'),
    ('return', 'proposed', 'drafting', 'approve-decision'), ('approve', 'proposed', 'decided', 'approve-decision'),
    ('drop', 'drafting', 'dropped', 'propose-decision'), ('close', 'decided', 'closed', 'propose-decision') $$;

-- 在岗有权: whether an officer is in a post of this organ today whose role may do this.
CREATE OR REPLACE FUNCTION law_case_may(p_officer bigint, p_organ bigint, p_needs text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM access_officer_now o JOIN access_in_post i ON i.person_id = o.holder_id AND i.organ_id = p_organ
        JOIN access_roles() r ON r.role = i.role AND p_needs = ANY (r.acts) WHERE o.id = p_officer AND o.active)
$$;

-- 事实和条文现状: what a proposal rests on, as it is now: of each fact its version, class, dispute and withdrawal, of each article its wording.
-- ``mark`` stands for all of it: whoever approves names the one they read.
CREATE OR REPLACE FUNCTION law_case_basis(p_power text, p_records bigint[], p_on date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET datestyle = 'ISO, YMD' AS $$
BEGIN
    RETURN b.told || jsonb_build_object('mark', encode(sha256(convert_to(b.told::text, 'UTF8')), 'hex')) FROM (SELECT jsonb_build_object(
        'facts', coalesce((SELECT jsonb_object_agg(r.id, jsonb_build_object('version', v.id, 'withdrawn', w.withdrawn_on, 'disputed', coalesce(m.disputed, false), 'class', coalesce(c.severity, '')))
            FROM unnest(p_records) AS named(id) JOIN records_record r ON r.id = named.id
            LEFT JOIN LATERAL (SELECT x.id FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v ON true
            LEFT JOIN records_withdrawal w ON w.record_id = r.id
            LEFT JOIN LATERAL (SELECT y.disputed FROM records_mark y WHERE y.record_id = r.id ORDER BY y.id DESC LIMIT 1) m ON true
            LEFT JOIN LATERAL (SELECT z.severity FROM records_classing z WHERE z.record_id = r.id AND z.decided_on <= p_on ORDER BY z.id DESC LIMIT 1) c ON true), '{}'),
        'wordings', coalesce((SELECT jsonb_object_agg(a.article_id, law_wording(a.article_id, p_on)) FROM (SELECT DISTINCT article_id FROM law_powerarticle WHERE power_id = p_power) a), '{}')) AS told) b;
END $$;

-- 留住: whoever comes second waits here and then finds that the case has moved.
CREATE OR REPLACE FUNCTION law_case_hold(p_case bigint, p_read integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM 1 FROM law_casestand WHERE case_id = p_case FOR UPDATE;
    IF (SELECT t.number FROM law_casestand t WHERE t.case_id = p_case) IS DISTINCT FROM p_read THEN
        RAISE EXCEPTION 'case-moved' USING ERRCODE = 'CX060';
    END IF;
END $$;

-- 一件行为: checks and stores one act. ``p``: case (or power, subject, organ of a new one), read (the last act its author had seen), kind, officer, post,
-- day, and by kind step, step_day, reason, payload, letters, file, mark, due_on, free_on. Of an approval the warrant, or the codes that forbid it.
CREATE OR REPLACE FUNCTION law_case_act(p jsonb, OUT case_number bigint, OUT number integer, OUT warrant bigint, OUT codes text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
    v_kind text := p ->> 'kind';
    v_officer bigint := p ->> 'officer';
    v_day date := p ->> 'day';
    v_reason text := btrim(coalesce(p ->> 'reason', ''));
    v_payload jsonb := coalesce(p -> 'payload', '{}');
    v_records bigint[];
    v_steps jsonb;
    v_basis jsonb;
    v_ends text;
    v_needs text;
    c law_case%ROWTYPE;
    s law_casestand%ROWTYPE;
BEGIN
    IF v_day IS NULL OR ground_reached(v_day) < v_day OR v_kind = 'step' AND (p ->> 'step_day')::date > ground_reached((p ->> 'step_day')::date) THEN
        RAISE EXCEPTION 'day-to-come' USING ERRCODE = 'CX060';
    END IF;
    IF v_kind = 'open' THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(format('law_case %s %s %s', p ->> 'organ', p ->> 'subject', p ->> 'power'), 0));
        IF NOT EXISTS (SELECT 1 FROM law_power WHERE code = p ->> 'power') THEN
            RAISE EXCEPTION 'not-a-power' USING ERRCODE = 'CX060';
        END IF;
        IF EXISTS (SELECT 1 FROM law_casestand o WHERE o.organ_id = (p ->> 'organ')::bigint AND o.subject_id = (p ->> 'subject')::bigint AND o.power_id = p ->> 'power' AND o.stage IN ('drafting', 'proposed')) THEN
            RAISE EXCEPTION 'case-open' USING ERRCODE = 'CX060';
        END IF;
        INSERT INTO law_case (power_id, subject_id, organ_id, opened_on) VALUES (p ->> 'power', (p ->> 'subject')::bigint, (p ->> 'organ')::bigint, v_day) RETURNING * INTO c;
        s.stage := '';
        s.number := 0;
    ELSE
        SELECT * INTO c FROM law_case WHERE id = (p ->> 'case')::bigint;
        PERFORM law_case_hold((p ->> 'case')::bigint, (p ->> 'read')::integer);
        SELECT * INTO s FROM law_casestand WHERE case_id = c.id;
    END IF;
    SELECT m.ends, m.needs INTO v_ends, v_needs FROM law_case_moves() m WHERE m.kind = v_kind AND m.begins = s.stage;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not-now' USING ERRCODE = 'CX060';
    END IF;
    IF NOT law_case_may(v_officer, c.organ_id, v_needs) THEN
        RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'CX060';
    END IF;
    IF (SELECT o.person_id FROM access_officer o WHERE o.id = v_officer) = c.subject_id THEN
        RAISE EXCEPTION 'party' USING ERRCODE = 'CX060';
    END IF;
    -- 两人: who has handled the case does not approve or return it; who asked for approval, and nobody else, takes that back.
    IF v_kind IN ('approve', 'return') AND EXISTS (
        SELECT 1 FROM law_caseact a JOIN law_case_moves() m ON m.kind = a.kind AND m.needs = 'propose-decision' WHERE a.case_id = c.id AND a.officer_id = v_officer) THEN
        RAISE EXCEPTION 'same-officer' USING ERRCODE = 'CX060';
    END IF;
    IF v_kind = 'take-back' AND s.proposer_id IS DISTINCT FROM v_officer THEN
        RAISE EXCEPTION 'other-proposer' USING ERRCODE = 'CX060';
    END IF;
    IF v_kind IN ('return', 'drop') AND v_reason = '' THEN
        RAISE EXCEPTION 'no-reason' USING ERRCODE = 'CX060';
    END IF;
    IF v_kind = 'close' AND NOT EXISTS (SELECT 1 FROM law_caseact a WHERE a.case_id = c.id AND a.step = 'service' AND a.step_day <= v_day) THEN
        RAISE EXCEPTION 'not-served' USING ERRCODE = 'CX060';
    END IF;
    IF v_kind IN ('step', 'serve') AND coalesce(p ->> 'step', '') <> '' AND v_reason = '' AND EXISTS (SELECT 1 FROM law_caseact a WHERE a.case_id = c.id AND a.step = p ->> 'step') THEN
        RAISE EXCEPTION 'no-document' USING ERRCODE = 'CX060';
    END IF;

    IF v_kind IN ('propose', 'approve') THEN
        -- What is proposed is what was drafted; what is approved is what was proposed.
        SELECT a.payload INTO v_payload FROM law_caseact a WHERE a.case_id = c.id AND a.kind = CASE v_kind WHEN 'propose' THEN 'draft' ELSE 'propose' END ORDER BY a.number DESC LIMIT 1;
        IF v_payload IS NULL THEN
            RAISE EXCEPTION 'no-draft' USING ERRCODE = 'CX060';
        END IF;
        v_records := ARRAY(SELECT jsonb_array_elements_text(v_payload -> 'records')::bigint ORDER BY 1);
        v_basis := law_case_basis(c.power_id, v_records, v_day);
    END IF;
    IF v_kind = 'propose' THEN
        v_payload := v_payload || jsonb_build_object('basis', v_basis);
    END IF;
    IF v_kind = 'approve' THEN
        IF p ->> 'mark' IS DISTINCT FROM v_basis ->> 'mark' THEN
            RAISE EXCEPTION 'facts-moved' USING ERRCODE = 'CX060';
        END IF;
        -- 步骤: each as it was put down last; the approval is the decision (ruling 280).
        SELECT coalesce(jsonb_object_agg(d.step, d.step_day), '{}') INTO v_steps FROM (
            SELECT DISTINCT ON (a.step) a.step, a.step_day FROM law_caseact a
            WHERE a.case_id = c.id AND a.step IN ('application', 'marking', 'acceptance', 'investigation', 'consent', 'notice', 'statement', 'hearing') ORDER BY a.step, a.number DESC) d;
        SELECT a.warrant, a.codes INTO warrant, codes FROM law_ask_once(c.power_id, c.subject_id, c.organ_id, s.proposer_id, v_officer, v_records,
            v_steps || jsonb_build_object('decision', v_day), v_day, v_day, (v_payload ->> 'ends')::date) a;
        IF warrant IS NULL THEN
            RETURN;  -- the refusal is kept, the case stands where it stood
        END IF;
        v_payload := jsonb_build_object('basis', v_basis);
    END IF;

    case_number := c.id;
    number := s.number + 1;
    INSERT INTO law_caseact (case_id, number, kind, officer_id, post, day, step, step_day, reason, payload, warrant_id, letters, file_id)
    VALUES (c.id, law_case_act.number, v_kind, v_officer, coalesce(p ->> 'post', ''), v_day,
        CASE WHEN v_kind = 'approve' THEN 'decision' ELSE coalesce(p ->> 'step', '') END, CASE WHEN v_kind = 'approve' THEN v_day ELSE (p ->> 'step_day')::date END,
        v_reason, v_payload, law_case_act.warrant, ARRAY(SELECT jsonb_array_elements_text(coalesce(p -> 'letters', '[]'))::bigint), (p ->> 'file')::bigint);
    INSERT INTO law_casestand AS t (case_id, organ_id, subject_id, power_id, stage, number, handler_id, proposer_id, due_on, free_on, moved_at)
    VALUES (c.id, c.organ_id, c.subject_id, c.power_id, v_ends, law_case_act.number, v_officer, NULL, (p ->> 'due_on')::date, (p ->> 'free_on')::date, statement_timestamp())
    ON CONFLICT (case_id) DO UPDATE SET stage = EXCLUDED.stage, number = EXCLUDED.number, moved_at = EXCLUDED.moved_at, due_on = EXCLUDED.due_on, free_on = EXCLUDED.free_on,
        handler_id = CASE WHEN v_needs = 'propose-decision' THEN v_officer ELSE t.handler_id END,
        proposer_id = CASE WHEN v_kind = 'propose' THEN v_officer WHEN v_ends = 'drafting' THEN NULL ELSE t.proposer_id END;
END $$;

-- 在看: notes that an officer has a case open, and tells who else had in the last quarter of an hour.
CREATE OR REPLACE FUNCTION law_case_seen(p_case bigint, p_officer bigint) RETURNS TABLE (name text, seen_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO law_casepresence AS t (case_id, officer_id, seen_at)
        SELECT k.id, o.id, clock_timestamp() FROM law_case k, access_officer o WHERE k.id = p_case AND o.id = p_officer
        ON CONFLICT (case_id, officer_id) DO UPDATE SET seen_at = EXCLUDED.seen_at WHERE t.seen_at < clock_timestamp() - interval '20 seconds';
    RETURN QUERY SELECT o.name::text, q.seen_at FROM law_casepresence q JOIN access_officer o ON o.id = q.officer_id
        WHERE q.case_id = p_case AND q.officer_id <> p_officer AND q.seen_at > clock_timestamp() - interval '15 minutes' ORDER BY q.seen_at DESC LIMIT 5;
END $$;

-- 附件: the key of a document put with a step; of a natural person's case a committed look is demanded and used up (ruling 30).
CREATE OR REPLACE FUNCTION law_case_key(p_act bigint, p_look bigint) RETURNS TABLE (digest text, wrapped bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_subject bigint := (SELECT k.subject_id FROM law_caseact a JOIN law_case k ON k.id = a.case_id WHERE a.id = p_act);
BEGIN
    PERFORM law_look_used(v_subject, p_look);
    RETURN QUERY SELECT f.digest::text, k.wrapped FROM law_caseact a JOIN ground_storedfile f ON f.id = a.file_id JOIN ground_filekey k ON k.file_id = f.id WHERE a.id = p_act;
END $$;

-- 销毁: with a natural person go the keys of the documents of that person's cases.
CREATE OR REPLACE FUNCTION law_cases_forget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    DELETE FROM ground_filekey WHERE file_id IN (SELECT a.file_id FROM law_caseact a JOIN law_case k ON k.id = a.case_id WHERE k.subject_id = OLD.subject_id AND a.file_id IS NOT NULL);
    RETURN OLD;
END $$;
DROP TRIGGER IF EXISTS cases_forget ON subjects_person;
CREATE TRIGGER cases_forget BEFORE DELETE ON subjects_person FOR EACH ROW EXECUTE FUNCTION law_cases_forget();

SELECT ground_keep('law_case', 'law_caseact');
