-- 在岗: who holds which post today, themselves or as a deputy. Approved by a second person, begun, not over, not handed over; a deputy
-- only while the one stood in for is in post.
CREATE OR REPLACE VIEW access_appointed AS
    SELECT a.id, a.person_id, a.post_id, a.stands_for_id, p.organ_id, p.role, p.title, greatest(a.begins_on, p.begins_on) AS begins_on,
        least(a.ends_on, p.ends_on, h.last_day) AS ends_on
    FROM access_appointment a JOIN access_appointmentdecision d ON d.appointment_id = a.id AND d.approved
    JOIN access_post p ON p.id = a.post_id LEFT JOIN access_handover h ON h.appointment_id = a.id;

CREATE OR REPLACE VIEW access_in_post AS
    SELECT a.* FROM access_appointed a LEFT JOIN access_appointed of ON of.id = a.stands_for_id
    WHERE a.begins_on <= ground_today() AND (a.ends_on IS NULL OR a.ends_on >= ground_today())
        AND (a.stands_for_id IS NULL OR of.begins_on <= ground_today() AND (of.ends_on IS NULL OR of.ends_on >= ground_today()));

-- 在岗的经办人员: what the kernel asks. A standing post as the district file has it; a person only with a post of today whose role is an officer's.
CREATE OR REPLACE VIEW access_officer_now AS
    SELECT o.id, o.handle, o.name, o.organ_id, o.person_id, o.holder_id,
        o.active AND (o.holder_id IS NULL OR o.holder_id IN (SELECT i.person_id FROM access_in_post i JOIN access_roles() r ON r.role = i.role AND r.officer)) AS active
    FROM access_officer o;

-- Whether somebody is in a post today whose role may do an act.
CREATE OR REPLACE FUNCTION access_person_may(p_person bigint, p_act text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM access_in_post i JOIN access_roles() r ON r.role = i.role WHERE i.person_id = p_person AND p_act = ANY (r.acts))
$$;

-- Whether the machine's owner may still put in an administrator at the command line, whose process (worker) serves nobody; a web process never.
CREATE OR REPLACE FUNCTION access_before_two() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT session_user NOT LIKE '%desk' AND session_user NOT LIKE '%my' AND (SELECT count(DISTINCT person_id) FROM access_in_post WHERE role = 'administrator') < 2
$$;

-- 两人任用: whoever proposes may, whoever decides may, and they, and the person, are different people.
CREATE OR REPLACE FUNCTION access_appointment_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_of access_appointment%ROWTYPE;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('access_appointment'));
    IF NEW.proposed_by_id IS NULL THEN
        IF NOT access_before_two() OR (SELECT role FROM access_post WHERE id = NEW.post_id) <> 'administrator' THEN
            RAISE EXCEPTION 'not-first' USING ERRCODE = 'CX050';
        END IF;
    ELSIF NOT access_person_may(NEW.proposed_by_id, 'appoint') THEN
        RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'CX050';
    END IF;
    IF NEW.stands_for_id IS NOT NULL THEN
        SELECT * INTO v_of FROM access_appointment WHERE id = NEW.stands_for_id;
        IF v_of.post_id <> NEW.post_id OR v_of.person_id = NEW.person_id OR v_of.stands_for_id IS NOT NULL THEN
            RAISE EXCEPTION 'not-a-deputy' USING ERRCODE = 'CX050';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION access_decision_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    a access_appointment%ROWTYPE;
    v_role text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('access_appointment'));
    SELECT * INTO a FROM access_appointment WHERE id = NEW.appointment_id;
    IF NEW.decided_by_id IS NULL THEN
        IF NOT access_before_two() OR a.proposed_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'not-first' USING ERRCODE = 'CX050';
        END IF;
    ELSIF NEW.decided_by_id = a.proposed_by_id OR NEW.decided_by_id = a.person_id OR a.proposed_by_id IS NULL THEN
        RAISE EXCEPTION 'same-person' USING ERRCODE = 'CX050';
    ELSIF NOT access_person_may(NEW.decided_by_id, 'approve-appointment') THEN
        RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'CX050';
    END IF;
    IF NOT NEW.approved THEN
        RETURN NEW;
    END IF;
    SELECT role INTO v_role FROM access_post WHERE id = a.post_id;
    -- 专任: an administrator sees no records and an auditor decides nothing, so neither holds another role at the same time.
    IF EXISTS (
        SELECT 1 FROM access_appointed o JOIN access_roles() other ON other.role = o.role JOIN access_roles() mine ON mine.role = v_role
        WHERE o.person_id = a.person_id AND o.role <> v_role AND (other.alone OR mine.alone)
            AND (o.ends_on IS NULL OR o.ends_on >= a.begins_on) AND (a.ends_on IS NULL OR o.begins_on <= a.ends_on)
    ) THEN
        RAISE EXCEPTION 'held-alone' USING ERRCODE = 'CX050';
    END IF;
    -- A post has one holder at a time; deputies besides.
    IF a.stands_for_id IS NULL AND EXISTS (
        SELECT 1 FROM access_appointed o WHERE o.post_id = a.post_id AND o.stands_for_id IS NULL
            AND (o.ends_on IS NULL OR o.ends_on >= a.begins_on) AND (a.ends_on IS NULL OR o.begins_on <= a.ends_on)
    ) THEN
        RAISE EXCEPTION 'post-held' USING ERRCODE = 'CX050';
    END IF;
    -- The kernel's view of a holder: one row a person, in the organ of the post last approved.
    IF (SELECT officer FROM access_roles() WHERE role = v_role) THEN
        INSERT INTO access_officer (handle, name, organ_id, person_id, holder_id, active)
        SELECT c.login, p.name, post.organ_id, p.subject_id, p.id, true
        FROM access_person p JOIN access_account c ON c.person_id = p.id, access_post post WHERE p.id = a.person_id AND post.id = a.post_id
        ON CONFLICT (holder_id) DO UPDATE SET organ_id = EXCLUDED.organ_id, person_id = EXCLUDED.person_id;
    END IF;
    RETURN NEW;
END $$;

-- 移交: by the holder, or by an administrator other than the holder; the day before the term began means: never in post.
CREATE OR REPLACE FUNCTION access_handover_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    a access_appointment%ROWTYPE;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('access_appointment'));
    SELECT * INTO a FROM access_appointment WHERE id = NEW.appointment_id;
    IF NEW.handed_by_id <> a.person_id AND NOT access_person_may(NEW.handed_by_id, 'hand-over') THEN
        RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'CX050';
    END IF;
    IF NEW.to_id = a.person_id THEN
        RAISE EXCEPTION 'same-person' USING ERRCODE = 'CX050';
    END IF;
    IF NEW.last_day < a.begins_on - 1 OR NEW.last_day < ground_today() - 1 OR NEW.last_day > a.ends_on THEN
        RAISE EXCEPTION 'bad-last-day' USING ERRCODE = 'CX050';
    END IF;
    -- Without an administrator nobody could be appointed any more, save by the machine's owner.
    IF (SELECT role FROM access_post WHERE id = a.post_id) = 'administrator' AND (
        SELECT count(DISTINCT o.person_id) FROM access_appointed o WHERE o.role = 'administrator' AND o.id <> a.id AND o.stands_for_id IS NULL
            AND o.begins_on <= NEW.last_day + 1 AND (o.ends_on IS NULL OR o.ends_on > NEW.last_day)) < 1 THEN
        RAISE EXCEPTION 'last-administrator' USING ERRCODE = 'CX050';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS guard ON access_appointment;
CREATE TRIGGER guard BEFORE INSERT ON access_appointment FOR EACH ROW EXECUTE FUNCTION access_appointment_guard();
DROP TRIGGER IF EXISTS guard ON access_appointmentdecision;
CREATE TRIGGER guard BEFORE INSERT ON access_appointmentdecision FOR EACH ROW EXECUTE FUNCTION access_decision_guard();
DROP TRIGGER IF EXISTS guard ON access_handover;
CREATE TRIGGER guard BEFORE INSERT ON access_handover FOR EACH ROW EXECUTE FUNCTION access_handover_guard();
