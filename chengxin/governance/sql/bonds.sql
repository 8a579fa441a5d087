-- 考核的规矩: added to and never changed; a bulletin goes out only after the organs had their time and their answers, and what is on the
-- public board is what the bulletin says. Through whichever door it comes.
SELECT ground_keep('governance_caseload', 'governance_gapask', 'governance_gapanswer', 'governance_draft', 'governance_remark', 'governance_reply', 'governance_issue', 'governance_score', 'governance_watch');

CREATE OR REPLACE FUNCTION governance_remark_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM 1 FROM governance_draft d WHERE d.id = NEW.draft_id FOR SHARE;
    IF EXISTS (SELECT 1 FROM governance_issue i WHERE i.draft_id = NEW.draft_id) THEN
        RAISE EXCEPTION 'too-late' USING ERRCODE = 'CX070';
    END IF;
    NEW.recorded_at := statement_timestamp();
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guarded ON governance_remark;
CREATE TRIGGER guarded BEFORE INSERT ON governance_remark FOR EACH ROW EXECUTE FUNCTION governance_remark_guard();

CREATE OR REPLACE FUNCTION governance_issue_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_draft governance_draft%ROWTYPE;
BEGIN
    SELECT * INTO v_draft FROM governance_draft d WHERE d.id = NEW.draft_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT 1 FROM governance_draft d WHERE d.period = v_draft.period AND d.begins_on = v_draft.begins_on AND d.version > v_draft.version) THEN
        RAISE EXCEPTION 'replaced' USING ERRCODE = 'CX070';
    ELSIF ground_reached(NEW.issued_on) <= v_draft.answer_by THEN
        RAISE EXCEPTION 'too-early' USING ERRCODE = 'CX070';
    ELSIF EXISTS (SELECT 1 FROM governance_remark r WHERE r.draft_id = v_draft.id AND NOT EXISTS (SELECT 1 FROM governance_reply y WHERE y.remark_id = r.id)) THEN
        RAISE EXCEPTION 'unanswered-remarks' USING ERRCODE = 'CX070';
    END IF;
    -- 期号: the next of the year, given here, so that two who issue at once get two.
    PERFORM pg_advisory_xact_lock(hashtext('governance.issue'));
    NEW.year := extract(year FROM NEW.issued_on);
    NEW.number := 1 + coalesce((SELECT max(i.number) FROM governance_issue i WHERE i.year = NEW.year), 0);
    NEW.recorded_at := statement_timestamp();
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guarded ON governance_issue;
CREATE TRIGGER guarded BEFORE INSERT ON governance_issue FOR EACH ROW EXECUTE FUNCTION governance_issue_guard();

-- A line of the board is the organ's line of its bulletin.
CREATE OR REPLACE FUNCTION governance_score_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM governance_issue i CROSS JOIN LATERAL jsonb_array_elements(i.figures -> 'organs') o
        WHERE i.draft_id = NEW.issue_id AND (o ->> 'id')::bigint = NEW.organ_id AND (o ->> 'due')::integer = NEW.due AND (o ->> 'in_time')::integer = NEW.in_time
            AND (o ->> 'late')::integer = NEW.late AND (o ->> 'excused')::integer = NEW.excused AND (o ->> 'missing')::integer = NEW.missing)
    THEN
        RAISE EXCEPTION 'figures-not-these' USING ERRCODE = 'CX070';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guarded ON governance_score;
CREATE TRIGGER guarded BEFORE INSERT ON governance_score FOR EACH ROW EXECUTE FUNCTION governance_score_guard();

-- 提醒: an organ is told by a message; whoever of its people wants mail gets one. Once a matter.
CREATE OR REPLACE FUNCTION governance_tell(p_organs bigint[], p_kinds text[], p_references text[], p_on date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_count integer;
BEGIN
    INSERT INTO access_message (subject_id, kind, reference, on_day)
        SELECT DISTINCT x.organ, x.kind, left(x.reference, 60), p_on FROM unnest(p_organs, p_kinds, p_references) AS x(organ, kind, reference)
        WHERE x.kind LIKE 'duty-%' AND EXISTS (SELECT 1 FROM subjects_organ o WHERE o.subject_id = x.organ)
        ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;
