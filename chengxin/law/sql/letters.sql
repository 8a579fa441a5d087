-- 文书: templates, numbers without gaps, letters and their service. No application role writes these tables; what it
-- may do, it does through the functions below, and every condition is checked here, whoever calls.

CREATE OR REPLACE FUNCTION law_officer_active(p_officer bigint) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM access_officer_now WHERE id = p_officer AND active) THEN
        RAISE EXCEPTION 'same-officer' USING ERRCODE = 'CX040';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION law_not_to_come(p_day date) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF p_day > ground_today() AND (SELECT kind FROM ground_instance WHERE id = 1) = 'production' THEN
        RAISE EXCEPTION 'day-to-come' USING ERRCODE = 'CX040';
    END IF;
END $$;

-- 模板提案 and 模板批准: two officers in post, and a day that is not past.
CREATE OR REPLACE FUNCTION law_template_propose(p_kind text, p_source text, p_digest text, p_effective date, p_reason text, p_proposer bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
    made bigint;
BEGIN
    PERFORM law_officer_active(p_proposer);
    IF p_effective < ground_today() OR p_source = '' OR p_reason = '' THEN
        RAISE EXCEPTION 'template-past' USING ERRCODE = 'CX040';
    END IF;
    IF p_digest IS DISTINCT FROM ground_digest(p_source) THEN
        RAISE EXCEPTION 'template-digest' USING ERRCODE = 'CX040';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('law_lettertemplate'));
    INSERT INTO law_lettertemplate (kind, label, source, digest, shipped, effective_on, reason, proposer_id)
    VALUES (p_kind, p_effective::text || '-' || (SELECT count(*) + 1 FROM law_lettertemplate WHERE kind = p_kind AND NOT shipped),
        p_source, p_digest, false, p_effective, p_reason, p_proposer)
    RETURNING id INTO made;
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION law_template_approve(p_template bigint, p_approver bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    t law_lettertemplate%ROWTYPE;
BEGIN
    SELECT * INTO t FROM law_lettertemplate WHERE id = p_template AND NOT shipped;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no-such-template' USING ERRCODE = 'CX040';
    END IF;
    PERFORM law_officer_active(p_approver);
    PERFORM law_officer_active(t.proposer_id);
    IF t.proposer_id = p_approver THEN
        RAISE EXCEPTION 'same-officer' USING ERRCODE = 'CX040';
    END IF;
    IF t.effective_on < ground_today() THEN
        RAISE EXCEPTION 'template-past' USING ERRCODE = 'CX040';
    END IF;
    INSERT INTO law_lettertemplateapproval (template_id, approver_id, approved_on) VALUES (p_template, p_approver, ground_today())
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'template-approved' USING ERRCODE = 'CX040';
    END IF;
END $$;

-- 取号: the next number of this organ, kind and year. The row stays locked until the transaction ends: whoever else wants a
-- number waits and gets the next one if this one commits, and this very one if it does not.
CREATE OR REPLACE FUNCTION law_letter_number(p_organ bigint, p_kind text, p_year integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    INSERT INTO law_lettercounter AS c (organ_id, kind, year, last)
    SELECT o.subject_id, p_kind, p_year, 1 FROM subjects_organ o WHERE o.subject_id = p_organ
    ON CONFLICT (organ_id, kind, year) DO UPDATE SET last = c.last + 1
    RETURNING last
$$;

-- A number taken and not used does not commit.
CREATE OR REPLACE FUNCTION law_letter_number_used() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM law_letter WHERE organ_id = NEW.organ_id AND kind = NEW.kind AND year = NEW.year AND seq = NEW.last) THEN
        RAISE EXCEPTION 'number-unused' USING ERRCODE = 'CX040';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS number_used ON law_lettercounter;
CREATE CONSTRAINT TRIGGER number_used AFTER INSERT OR UPDATE ON law_lettercounter DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION law_letter_number_used();

CREATE OR REPLACE FUNCTION law_letter_counting() RETURNS trigger LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.last <> OLD.last + 1 OR (NEW.organ_id, NEW.kind, NEW.year) IS DISTINCT FROM (OLD.organ_id, OLD.kind, OLD.year)) OR TG_OP = 'INSERT' AND NEW.last <> 1 THEN
        RAISE EXCEPTION 'a counter goes up by one' USING ERRCODE = 'CX031';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS counting ON law_lettercounter;
CREATE TRIGGER counting BEFORE INSERT OR UPDATE ON law_lettercounter FOR EACH ROW EXECUTE FUNCTION law_letter_counting();

-- 制发: stores a letter under the number just taken. ``p``: the columns of law_letter.
CREATE OR REPLACE FUNCTION law_letter_issue(p jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    l law_letter%ROWTYPE := jsonb_populate_record(NULL::law_letter, p);
    t law_lettertemplate%ROWTYPE;
    w law_warrant%ROWTYPE;
    made bigint;
BEGIN
    PERFORM law_officer_active(l.officer_id);
    PERFORM law_not_to_come(l.day);
    SELECT * INTO t FROM law_lettertemplate WHERE id = l.template_id;
    IF NOT FOUND OR t.kind <> l.kind OR t.effective_on > l.day
        OR NOT (t.shipped OR EXISTS (SELECT 1 FROM law_lettertemplateapproval WHERE template_id = t.id)) THEN
        RAISE EXCEPTION 'no-such-template' USING ERRCODE = 'CX040';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM law_lettercounter WHERE organ_id = l.organ_id AND kind = l.kind AND year = l.year AND last = l.seq)
        OR l.year <> extract(year FROM l.day) THEN
        RAISE EXCEPTION 'number-unused' USING ERRCODE = 'CX040';
    END IF;
    IF EXISTS (SELECT 1 FROM law_letter WHERE organ_id = l.organ_id AND kind = l.kind AND year = l.year AND day > l.day) THEN
        RAISE EXCEPTION 'day-before-last' USING ERRCODE = 'CX040';
    END IF;
    IF l.warrant_id IS NOT NULL THEN
        SELECT * INTO w FROM law_warrant WHERE id = l.warrant_id;
        IF NOT FOUND OR (w.subject_id, w.organ_id, w.power_id) IS DISTINCT FROM (l.subject_id, l.organ_id, l.power_id) OR l.day < w.asked_on THEN
            RAISE EXCEPTION 'letter-beside-warrant' USING ERRCODE = 'CX040';
        END IF;
        -- What refuses is printed from the warrant of that refusal (letters/kinds.yaml tells which).
        IF l.kind IN ('objection-answer', 'repair-refusal', 'not-accepted') AND NOT EXISTS (SELECT 1 FROM law_power p WHERE p.code = w.power_id AND p.kind = 'refusal') THEN
            RAISE EXCEPTION 'letter-of-another-act' USING ERRCODE = 'CX040';
        END IF;
    ELSIF l.kind <> 'notice' AND l.about_id IS NULL THEN
        RAISE EXCEPTION 'letter-beside-warrant' USING ERRCODE = 'CX040';
    END IF;
    IF EXISTS (SELECT 1 FROM law_letter o WHERE o.id IN (l.about_id, l.together_id, l.replaces_id)
        AND ((o.subject_id, o.organ_id) <> (l.subject_id, l.organ_id) OR o.id = l.replaces_id AND o.kind <> l.kind OR o.id = l.together_id AND o.warrant_id IS DISTINCT FROM l.warrant_id)) THEN
        RAISE EXCEPTION 'letter-beside-warrant' USING ERRCODE = 'CX040';
    END IF;
    INSERT INTO law_letter (kind, organ_id, subject_id, year, seq, number, word_mark, day, warrant_id, power_id, records, about_id, together_id, replaces_id, replaces_reason,
        template_id, frame, file_id, officer_id)
    VALUES (l.kind, l.organ_id, l.subject_id, l.year, l.seq, l.number, l.word_mark, l.day, l.warrant_id, l.power_id, coalesce(l.records, '{}'), l.about_id, l.together_id, l.replaces_id,
        coalesce(l.replaces_reason, ''), l.template_id, l.frame, l.file_id, l.officer_id)
    RETURNING id INTO made;
    RETURN made;
END $$;

-- 送达: stores how a letter was served. ``p``: the columns of law_service; ``p_signers``: role and sealed name.
CREATE OR REPLACE FUNCTION law_letter_serve(p jsonb, p_signers jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    s law_service%ROWTYPE := jsonb_populate_record(NULL::law_service, p);
    l law_letter%ROWTYPE;
    made bigint;
BEGIN
    PERFORM law_officer_active(s.officer_id);
    PERFORM law_not_to_come(s.handed_on);
    SELECT * INTO l FROM law_letter WHERE id = s.letter_id;
    IF NOT FOUND OR s.handed_on < l.day THEN
        RAISE EXCEPTION 'served-before-letter' USING ERRCODE = 'CX040';
    END IF;
    IF s.term_days IS NOT NULL AND s.served_on <> s.handed_on + s.term_days
        OR s.announcement_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM law_letter a WHERE a.id = s.announcement_id AND a.kind = 'public-notice' AND a.about_id = l.id AND a.day = s.handed_on)
        OR s.way = 'hand' AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(p_signers) e WHERE e ->> 'role' = 'receiver')
        OR s.way = 'left' AND NOT EXISTS (SELECT 1 FROM jsonb_array_elements(p_signers) e WHERE e ->> 'role' = 'witness') THEN
        RAISE EXCEPTION 'service-unproved' USING ERRCODE = 'CX040';
    END IF;
    IF s.corrects_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM law_service o WHERE o.id = s.corrects_id AND o.letter_id = s.letter_id) THEN
        RAISE EXCEPTION 'service-other-letter' USING ERRCODE = 'CX040';
    END IF;
    INSERT INTO law_service (letter_id, way, handed_on, served_on, term_days, tracking, reference, announcement_id, receipt_id, corrects_id, reason, officer_id)
    VALUES (s.letter_id, s.way, s.handed_on, s.served_on, s.term_days, coalesce(s.tracking, ''), coalesce(s.reference, ''), s.announcement_id, s.receipt_id, s.corrects_id, coalesce(s.reason, ''), s.officer_id)
    RETURNING id INTO made;
    INSERT INTO law_servicesigner (service_id, role, name_sealed) SELECT made, e ->> 'role', e ->> 'name' FROM jsonb_array_elements(p_signers) e;
    RETURN made;
END $$;

-- The facts a letter tells of subjects that are no natural persons, by the very versions the warrant rests on; numbers in texts masked.
CREATE OR REPLACE FUNCTION law_letter_facts(p_versions bigint[])
RETURNS TABLE (record bigint, version bigint, item text, document_number text, organ text, held_on date, told jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT r.id, v.id, r.item_id::text, r.document_number::text, g.official_name::text, v.held_on,
        (SELECT coalesce(jsonb_object_agg(e.key, ground_masked_text(e.value)), '{}') FROM jsonb_each_text(v.values) e)
    FROM records_version v JOIN records_record r ON r.id = v.record_id LEFT JOIN subjects_organ g ON g.subject_id = r.organ_id
    WHERE v.id = ANY (p_versions) AND NOT v.of_person AND NOT r.of_person ORDER BY r.id
$$;

-- Where the subject is a natural person a committed look of the last minute is demanded and used up (ruling 30).
CREATE OR REPLACE FUNCTION law_look_used(p_subject bigint, p_look bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF (SELECT kind FROM subjects_subject WHERE id = p_subject) = 'person' THEN
        PERFORM ground_use_look(p_subject, p_look);
    END IF;
END $$;

-- The key of a stored letter or receipt, of a natural person's by a look.
CREATE OR REPLACE FUNCTION law_letter_key(p_file bigint, p_look bigint) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_subject bigint;
    v_key bytea;
BEGIN
    SELECT coalesce((SELECT subject_id FROM law_letter WHERE file_id = p_file LIMIT 1),
        (SELECT l.subject_id FROM law_service s JOIN law_letter l ON l.id = s.letter_id WHERE s.receipt_id = p_file LIMIT 1)) INTO v_subject;
    IF v_subject IS NULL THEN
        RAISE EXCEPTION 'not a letter' USING ERRCODE = 'CX030';
    END IF;
    PERFORM law_look_used(v_subject, p_look);
    SELECT wrapped INTO v_key FROM ground_filekey WHERE file_id = p_file;
    RETURN v_key;
END $$;

-- 销毁: with a natural person go the keys of the letters to that person, of their receipts, and who signed (ruling 31).
CREATE OR REPLACE FUNCTION law_letters_forget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    DELETE FROM law_servicesigner WHERE service_id IN (SELECT s.id FROM law_service s JOIN law_letter l ON l.id = s.letter_id WHERE l.subject_id = OLD.subject_id);
    DELETE FROM ground_filekey WHERE file_id IN (
        SELECT file_id FROM law_letter WHERE subject_id = OLD.subject_id
        UNION SELECT s.receipt_id FROM law_service s JOIN law_letter l ON l.id = s.letter_id WHERE l.subject_id = OLD.subject_id AND s.receipt_id IS NOT NULL);
    RETURN OLD;
END $$;
DROP TRIGGER IF EXISTS letters_forget ON subjects_person;
CREATE TRIGGER letters_forget BEFORE DELETE ON subjects_person FOR EACH ROW EXECUTE FUNCTION law_letters_forget();

SELECT ground_keep('law_lettertemplate', 'law_lettertemplateapproval', 'law_letter', 'law_service');
DROP TRIGGER IF EXISTS append_only ON law_lettercounter;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON law_lettercounter FOR EACH STATEMENT EXECUTE FUNCTION ground_append_only();
