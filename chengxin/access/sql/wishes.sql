-- 代理授权、查询同意: what a subject gives and takes back. The subject is the session's, never an argument; each leaves its entry here,
-- so that no way in goes past it. Whoever acts under a mandate can give none (ruling 267).
CREATE OR REPLACE FUNCTION access_my_principal() RETURNS TABLE (subject bigint, person bigint, login text, agent boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT m.subject, m.person, m.login, p.subject_id IS DISTINCT FROM m.subject
        AND NOT EXISTS (SELECT 1 FROM access_mandated g WHERE g.agent_id = m.person AND g.subject_id = m.subject AND g.scope = 'principal')
        FROM access_my_session() m JOIN access_person p ON p.id = m.person;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not-signed-in' USING ERRCODE = 'CX051';
    END IF;
END $$;

-- 本人的话: the same, where it is not said under a mandate.
CREATE OR REPLACE FUNCTION access_my_own_word(OUT subject bigint, OUT person bigint, OUT login text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_agent boolean;
BEGIN
    SELECT m.subject, m.person, m.login, m.agent INTO subject, person, login, v_agent FROM access_my_principal() m;
    IF v_agent THEN
        RAISE EXCEPTION 'not-the-principal' USING ERRCODE = 'CX051';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION access_wish_noted(p_act text, p_login text, p_subject bigint, p_reference text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    INSERT INTO ground_auditentry (act, actor, post, subject_ref, purpose, reference, fields) VALUES (p_act, '主体:' || p_login, '主体', p_subject, '', p_reference, '{}')
$$;

-- What every mandate must be, whoever writes it down.
CREATE OR REPLACE FUNCTION access_mandate_put(p_subject bigint, p_by bigint, p_visit bigint, p_login text, p_scope text, p_from date, p_to date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_agent bigint;
    v_id bigint;
BEGIN
    IF p_scope NOT IN ('all', 'see', 'request', 'client') OR p_scope = 'client' AND (SELECT s.kind FROM subjects_subject s WHERE s.id = p_subject) = 'person' THEN
        RAISE EXCEPTION 'unknown-scope' USING ERRCODE = 'CX051';
    ELSIF p_from < ground_today() OR p_to < p_from OR p_to > p_from + interval '3 years' THEN
        RAISE EXCEPTION 'bad-term' USING ERRCODE = 'CX051';
    END IF;
    SELECT c.person_id INTO v_agent FROM access_my_account c WHERE c.login = p_login;
    IF v_agent IS NULL OR v_agent = p_by OR EXISTS (SELECT 1 FROM access_person p WHERE p.id = v_agent AND p.subject_id = p_subject) THEN
        RAISE EXCEPTION 'no-such-agent' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_agentmandate (subject_id, agent_id, scope, begins_on, ends_on, given_by_id, visit_id) VALUES (p_subject, v_agent, p_scope, p_from, p_to, p_by, p_visit) RETURNING id INTO v_id;
    RETURN v_id;
END $$;

CREATE OR REPLACE FUNCTION access_mandate_agent(p_login text, p_scope text, p_from date, p_to date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
    v_id bigint;
BEGIN
    SELECT * INTO me FROM access_my_own_word();
    v_id := access_mandate_put(me.subject, me.person, NULL, p_login, p_scope, p_from, p_to);
    PERFORM access_wish_noted('mandate-agent', me.login, me.subject, 'agent-mandate:' || v_id);
    RETURN v_id;
END $$;

CREATE OR REPLACE FUNCTION access_end_mandate(p_mandate bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM access_my_principal();
    -- An agent may lay down a mandate of their own; another's only the principal ends.
    IF NOT EXISTS (SELECT 1 FROM access_agentmandate m WHERE m.id = p_mandate AND m.subject_id = me.subject AND (NOT me.agent OR m.agent_id = me.person)) THEN
        RAISE EXCEPTION 'no-such-mandate' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_agentmandateend (mandate_id, subject_id) VALUES (p_mandate, me.subject) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM access_wish_noted('end-mandate', me.login, me.subject, 'agent-mandate:' || p_mandate);
    RETURN true;
END $$;

-- The mandates of the session's subject as they are read: with the agent's name, which its principal may know.
CREATE OR REPLACE FUNCTION access_my_mandates() RETURNS TABLE (id bigint, agent_id bigint, agent text, login text, scope text, begins_on date, ends_on date, ended_at timestamptz, at_window boolean, own boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT m.id, m.agent_id, p.name::text, c.login::text, m.scope::text, m.begins_on, m.ends_on, e.recorded_at, m.visit_id IS NOT NULL OR m.scope = 'principal', m.agent_id = me.person
    FROM access_my_session() me JOIN access_agentmandate m ON m.subject_id = me.subject JOIN access_person p ON p.id = m.agent_id JOIN access_account c ON c.person_id = p.id
    LEFT JOIN access_agentmandateend e ON e.mandate_id = m.id ORDER BY m.id DESC LIMIT 500
$$;
-- The consents likewise, with the receiver's name; it is never a natural person.
CREATE OR REPLACE FUNCTION access_my_consents() RETURNS TABLE (id bigint, receiver_id bigint, receiver text, code text, scope text, purpose text, ends_on date, ended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT c.id, c.receiver_id, subjects_current_name(c.receiver_id), s.code::text, c.scope::text, c.purpose::text, c.ends_on, e.recorded_at
    FROM access_my_session() me JOIN access_consent c ON c.subject_id = me.subject JOIN subjects_subject s ON s.id = c.receiver_id
    LEFT JOIN access_consentend e ON e.consent_id = c.id ORDER BY c.id DESC LIMIT 500
$$;
-- Whom a credit code belongs to: for a consent, which names its receiver by it.
CREATE OR REPLACE FUNCTION access_my_receiver(p_code text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT s.id FROM access_my_session() me, subjects_subject s WHERE s.code = p_code AND s.kind <> 'person'
$$;

CREATE OR REPLACE FUNCTION access_give_consent(p_receiver bigint, p_scope text, p_purpose text, p_to date) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
    v_id bigint;
BEGIN
    SELECT * INTO me FROM access_my_own_word();
    IF p_scope NOT IN ('public', 'archive') THEN
        RAISE EXCEPTION 'unknown-scope' USING ERRCODE = 'CX051';
    ELSIF p_to < ground_today() OR p_to > ground_today() + interval '1 year' THEN
        RAISE EXCEPTION 'bad-term' USING ERRCODE = 'CX051';
    ELSIF length(btrim(p_purpose)) < 2 THEN
        RAISE EXCEPTION 'no-purpose' USING ERRCODE = 'CX051';
    ELSIF p_receiver = me.subject OR NOT EXISTS (SELECT 1 FROM subjects_subject s WHERE s.id = p_receiver AND s.kind <> 'person') THEN
        RAISE EXCEPTION 'no-such-receiver' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_consent (subject_id, receiver_id, scope, purpose, ends_on, given_by_id) VALUES (me.subject, p_receiver, p_scope, btrim(p_purpose), p_to, me.person) RETURNING id INTO v_id;
    PERFORM access_wish_noted('give-consent', me.login, me.subject, 'consent:' || v_id);
    RETURN v_id;
END $$;

CREATE OR REPLACE FUNCTION access_withdraw_consent(p_consent bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM access_my_principal();
    IF NOT EXISTS (SELECT 1 FROM access_consent c WHERE c.id = p_consent AND c.subject_id = me.subject) THEN
        RAISE EXCEPTION 'no-such-consent' USING ERRCODE = 'CX051';
    END IF;
    PERFORM pg_advisory_xact_lock(access_consent_lock(p_consent));  -- what is being read by it is read first
    INSERT INTO access_consentend (consent_id, subject_id) VALUES (p_consent, me.subject) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM access_wish_noted('withdraw-consent', me.login, me.subject, 'consent:' || p_consent);
    RETURN true;
END $$;

-- 有效的同意: whether ``p_receiver`` may look at ``p_subject`` in that scope today.
CREATE OR REPLACE FUNCTION access_consented(p_subject bigint, p_receiver bigint, p_scope text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT max(c.id) FROM access_consent c WHERE c.subject_id = p_subject AND c.receiver_id = p_receiver AND (c.scope = p_scope OR c.scope = 'archive')
        AND c.ends_on >= ground_today() AND NOT EXISTS (SELECT 1 FROM access_consentend e WHERE e.consent_id = c.id)
$$;
