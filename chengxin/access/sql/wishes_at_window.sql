-- 窗口代办: what an officer may do for somebody who stands at the window: for an hour after the document was seen, and none but that officer.
CREATE OR REPLACE FUNCTION access_visit_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM access_in_post i JOIN access_roles() r ON r.role = i.role
            WHERE i.person_id = NEW.officer_id AND i.organ_id = NEW.organ_id AND 'serve-counter' = ANY (r.acts))
        OR EXISTS (SELECT 1 FROM access_person p WHERE p.id = NEW.officer_id AND p.subject_id = NEW.subject_id) THEN
        RAISE EXCEPTION 'not-at-the-window' USING ERRCODE = 'CX051';
    END IF;
    NEW.recorded_at := statement_timestamp();
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON access_countervisit;
CREATE TRIGGER guard BEFORE INSERT ON access_countervisit FOR EACH ROW EXECUTE FUNCTION access_visit_guard();
CREATE OR REPLACE FUNCTION access_visited(p_visit bigint, p_officer bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_subject bigint := (SELECT v.subject_id FROM access_countervisit v WHERE v.id = p_visit AND v.officer_id = p_officer AND v.recorded_at > now() - interval '1 hour');
BEGIN
    IF v_subject IS NULL OR NOT access_person_may(p_officer, 'serve-counter') THEN
        RAISE EXCEPTION 'visit-over' USING ERRCODE = 'CX051';
    END IF;
    RETURN v_subject;
END $$;
CREATE OR REPLACE FUNCTION access_visit_mandate(p_visit bigint, p_officer bigint, p_login text, p_scope text, p_from date, p_to date) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT access_mandate_put(access_visited(p_visit, p_officer), p_officer, p_visit, p_login, p_scope, p_from, p_to)
$$;
CREATE OR REPLACE FUNCTION access_visit_end_mandate(p_visit bigint, p_officer bigint, p_mandate bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_subject bigint := access_visited(p_visit, p_officer);
BEGIN
    IF NOT EXISTS (SELECT 1 FROM access_agentmandate m WHERE m.id = p_mandate AND m.subject_id = v_subject) THEN
        RAISE EXCEPTION 'no-such-mandate' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_agentmandateend (mandate_id, subject_id) VALUES (p_mandate, v_subject) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;
CREATE OR REPLACE FUNCTION access_visit_question(p_visit bigint, p_officer bigint, p_entry bigint, p_text text, p_due date) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT access_question_put(access_visited(p_visit, p_officer), p_entry, p_text, p_due, NULL, p_visit)
$$;
