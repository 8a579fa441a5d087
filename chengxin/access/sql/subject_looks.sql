-- 本人查阅: that a subject, or whoever acts for it, is about to read its own records. Asked for on a connection of its own and committed there, as
-- every look is. The session's digest is an argument, for that connection has no setting.
CREATE OR REPLACE FUNCTION access_my_look(p_mac text, p_purpose text, p_reference text, p_fields text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
    v_id bigint;
BEGIN
    PERFORM set_config('chengxin.session', p_mac, true);
    SELECT * INTO me FROM access_my_session();
    IF me.subject IS NULL THEN
        RAISE EXCEPTION 'not-signed-in' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO ground_auditentry (act, actor, post, subject_ref, purpose, reference, fields)
    VALUES ('look', '主体:' || me.login, '主体', me.subject, left(p_purpose, 200), left(p_reference, 120), p_fields) RETURNING id INTO v_id;
    RETURN v_id;
END $$;

-- 谁查阅过: every look at a subject but its own and its agents', the latest first, with what was asked and answered about each.
CREATE OR REPLACE FUNCTION access_looks(p_subject bigint, p_before bigint, p_limit integer)
RETURNS TABLE (id bigint, at timestamptz, organ text, post text, purpose text, reference text, fields text[], question bigint, asked text, asked_on date, due_on date, answer text, answered_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT e.id, e.at, coalesce(o.official_name, subjects_current_name(e.organ_ref))::text, e.post::text, e.purpose::text, e.reference::text, e.fields::text[],
        q.id, q.text, q.asked_on, q.due_on, a.text, a.answered_on
    FROM ground_auditentry e LEFT JOIN subjects_organ o ON o.subject_id = e.organ_ref
    LEFT JOIN access_lookquestion q ON q.entry_id = e.id LEFT JOIN access_lookanswer a ON a.question_id = q.id
    WHERE e.subject_ref = p_subject AND e.act IN ('look', 'read') AND e.actor NOT LIKE '主体:%' AND (p_before IS NULL OR e.id < p_before)
    ORDER BY e.id DESC LIMIT least(p_limit, 500)
$$;
CREATE OR REPLACE FUNCTION access_my_looks(p_before bigint, p_limit integer)
RETURNS TABLE (id bigint, at timestamptz, organ text, post text, purpose text, reference text, fields text[], question bigint, asked text, asked_on date, due_on date, answer text, answered_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT l.* FROM access_looks((SELECT access_my_subject()), p_before, p_limit) l
$$;
-- How often the subject itself and its agents looked, and when last: said in one line under the list.
CREATE OR REPLACE FUNCTION access_my_own_looks() RETURNS TABLE (looks bigint, latest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT count(*), max(e.at) FROM ground_auditentry e WHERE e.subject_ref = (SELECT access_my_subject()) AND e.act = 'look' AND e.actor LIKE '主体:%'
$$;

-- 提出疑问: once about each look at the subject by somebody else; to the organ that looked, which owes the answer by a day.
CREATE OR REPLACE FUNCTION access_question_put(p_subject bigint, p_entry bigint, p_text text, p_due date, p_by bigint, p_visit bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_organ bigint;
    v_id bigint;
BEGIN
    SELECT e.organ_ref INTO v_organ FROM ground_auditentry e WHERE e.id = p_entry AND e.subject_ref = p_subject AND e.act IN ('look', 'read') AND e.actor NOT LIKE '主体:%';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no-such-look' USING ERRCODE = 'CX051';
    ELSIF length(btrim(p_text)) < 2 THEN
        RAISE EXCEPTION 'no-question' USING ERRCODE = 'CX051';
    ELSIF p_due <= ground_today() OR p_due > ground_today() + 60 THEN
        RAISE EXCEPTION 'bad-term' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_lookquestion (subject_id, entry_id, organ_id, text, asked_by_id, visit_id, asked_on, due_on)
    VALUES (p_subject, p_entry, (SELECT o.subject_id FROM subjects_organ o WHERE o.subject_id = v_organ), left(btrim(p_text), 1000), p_by, p_visit, ground_today(), p_due)
    ON CONFLICT DO NOTHING RETURNING id INTO v_id;
    IF v_id IS NULL THEN
        RAISE EXCEPTION 'asked-already' USING ERRCODE = 'CX051';
    END IF;
    RETURN v_id;
END $$;
CREATE OR REPLACE FUNCTION access_my_question(p_entry bigint, p_text text, p_due date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
    v_id bigint;
BEGIN
    SELECT * INTO me FROM access_my_principal();
    IF me.agent AND NOT EXISTS (SELECT 1 FROM access_mandated m WHERE m.agent_id = me.person AND m.subject_id = me.subject AND m.scope IN ('all', 'request')) THEN
        RAISE EXCEPTION 'only-to-see' USING ERRCODE = 'CX051';
    END IF;
    v_id := access_question_put(me.subject, p_entry, p_text, p_due, me.person, NULL);
    PERFORM access_wish_noted('question-look', me.login, me.subject, 'question:' || v_id);
    RETURN v_id;
END $$;

-- 答复: by somebody in post today in the organ that is asked, whose role answers; a look of no organ's is the credit office's to answer. The
-- subject is told in the same transaction.
CREATE OR REPLACE FUNCTION access_answer_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    q access_lookquestion%ROWTYPE;
BEGIN
    SELECT * INTO q FROM access_lookquestion WHERE id = NEW.question_id;
    IF q.subject_id IS DISTINCT FROM NEW.subject_id OR length(btrim(NEW.text)) < 2 OR NOT EXISTS (
        SELECT 1 FROM access_in_post i JOIN access_roles() r ON r.role = i.role
        WHERE i.person_id = NEW.answered_by_id AND 'answer-request' = ANY (r.acts) AND (i.organ_id = q.organ_id OR q.organ_id IS NULL AND i.role = 'credit-office')
    ) THEN
        RAISE EXCEPTION 'not-yours-to-answer' USING ERRCODE = 'CX051';
    END IF;
    NEW.recorded_at := statement_timestamp();
    INSERT INTO access_message (subject_id, kind, reference, on_day) VALUES (q.subject_id, 'look-answered', 'question:' || q.id, ground_today()) ON CONFLICT DO NOTHING;
    RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS guard ON access_lookanswer;
CREATE TRIGGER guard BEFORE INSERT ON access_lookanswer FOR EACH ROW EXECUTE FUNCTION access_answer_guard();

SELECT ground_keep('access_lookquestion', 'access_lookanswer', 'access_message', 'access_mailing', 'access_messageread', 'access_mailwish', 'access_countervisit', 'access_accountclosing', 'access_identity', 'access_identityuse', 'access_identitysession');

-- 有账户的主体: whom a message could reach: somebody has an account for themselves, or acts for a firm.
CREATE OR REPLACE VIEW access_reachable AS
    SELECT p.subject_id FROM access_person p JOIN access_my_account c ON c.person_id = p.id WHERE p.subject_id IS NOT NULL
    UNION SELECT m.subject_id FROM access_mandated m;

-- 消息: the latest of the session's subject; and that its reader has seen them.
CREATE OR REPLACE FUNCTION access_my_messages(p_limit integer) RETURNS TABLE (id bigint, kind text, reference text, on_day date, recorded_at timestamptz, unread boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT m.id, m.kind::text, m.reference::text, m.on_day, m.recorded_at, m.id > coalesce((SELECT r.through FROM access_messageread r JOIN access_account c ON c.id = r.account_id
        WHERE c.person_id = me.person AND r.subject_id = me.subject ORDER BY r.id DESC LIMIT 1), 0)
    FROM access_my_session() me JOIN access_message m ON m.subject_id = me.subject ORDER BY m.id DESC LIMIT least(p_limit, 500)
$$;
CREATE OR REPLACE FUNCTION access_my_messages_read(p_through bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    INSERT INTO access_messageread (account_id, subject_id, through)
    SELECT c.id, me.subject, p_through FROM access_my_session() me JOIN access_account c ON c.person_id = me.person
$$;
CREATE OR REPLACE FUNCTION access_my_mailwish() RETURNS TABLE (address text, kinds text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT w.address, w.kinds::text[] FROM access_my_session() me JOIN access_account c ON c.person_id = me.person JOIN access_mailwish w ON w.account_id = c.id ORDER BY w.id DESC LIMIT 1
$$;
CREATE OR REPLACE FUNCTION access_my_wish_mail(p_address text, p_kinds text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
BEGIN
    SELECT * INTO STRICT me FROM access_my_session();
    INSERT INTO access_mailwish (account_id, address, kinds) SELECT c.id, p_address, p_kinds FROM access_account c WHERE c.person_id = me.person;
    PERFORM access_wish_noted('wish-mail', me.login, NULL, 'account');
END $$;

-- 待发邮件: messages that somebody wants by mail and that did not go to them yet: to oneself, a principal, and agents for everything.
CREATE OR REPLACE VIEW access_mail_due AS
    SELECT m.id AS message_id, m.kind, m.on_day, c.id AS account_id, w.address FROM access_account c
    JOIN LATERAL (SELECT x.* FROM access_mailwish x WHERE x.account_id = c.id ORDER BY x.id DESC LIMIT 1) w ON w.address <> ''
    JOIN access_person p ON p.id = c.person_id JOIN access_message m ON m.recorded_at >= w.recorded_at
        -- whoever wants mail about an organ's duties wants it about kinds that were added since
        AND (m.kind = ANY (w.kinds) OR m.kind LIKE 'duty-%' AND EXISTS (SELECT 1 FROM unnest(w.kinds) AS k(kind) WHERE k.kind LIKE 'duty-%'))
    WHERE (m.subject_id = p.subject_id OR EXISTS (SELECT 1 FROM access_mandated g WHERE g.agent_id = p.id AND g.subject_id = m.subject_id AND g.scope IN ('principal', 'all'))
            -- what is told to an organ goes to those of its people whose post is about it
            OR m.kind LIKE 'duty-%' AND m.subject_id IN (SELECT i.organ_id FROM access_in_post i JOIN access_roles() r ON r.role = i.role WHERE i.person_id = p.id AND 'see-duties' = ANY (r.acts) AND (m.kind <> 'duty-stale' OR 'issue-bulletin' = ANY (r.acts))))
        AND NOT EXISTS (SELECT 1 FROM access_mailing s WHERE s.message_id = m.id AND s.account_id = c.id) AND NOT EXISTS (SELECT 1 FROM access_accountclosing k WHERE k.account_id = c.id);
