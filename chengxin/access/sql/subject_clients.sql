-- 经同意查询: what a bank's or a buyer's officer reaches by the consents that others gave to whom they act for. Neither is an argument.
CREATE OR REPLACE FUNCTION access_my_client() RETURNS TABLE (receiver bigint, person bigint, login text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT s.subject_id, c.person_id, c.login::text FROM access_session s JOIN access_account c ON c.id = s.account_id
    WHERE s.mac = current_setting('chengxin.session', true) AND s.side = 'my' AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour'
        AND NOT EXISTS (SELECT 1 FROM access_accountclosing x WHERE x.account_id = c.id)
        AND EXISTS (SELECT 1 FROM access_mandated m WHERE m.agent_id = c.person_id AND m.subject_id = s.subject_id AND m.scope = 'client')
$$;

-- 持有的同意: those given to the session's bank or buyer, what stands first; of a natural person the name in part only, for nobody has looked yet.
CREATE OR REPLACE FUNCTION access_my_held() RETURNS TABLE (id bigint, name text, code text, of_person boolean, scope text, purpose text, given_at timestamptz, ends_on date, ended_at timestamptz, stands boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT c.id, CASE WHEN s.kind = 'person' THEN ground_masked('name', coalesce(n.name, '')) ELSE subjects_current_name(s.id) END, CASE WHEN s.kind <> 'person' THEN s.code::text END, s.kind = 'person',
        c.scope::text, c.purpose::text, c.recorded_at, c.ends_on, e.recorded_at, e.consent_id IS NULL AND c.ends_on >= ground_today()
    FROM access_my_client() me JOIN access_consent c ON c.receiver_id = me.receiver JOIN subjects_subject s ON s.id = c.subject_id
    LEFT JOIN subjects_person n ON n.subject_id = s.id LEFT JOIN access_consentend e ON e.consent_id = c.id
    WHERE c.ends_on >= ground_today() - 30 ORDER BY (e.consent_id IS NULL AND c.ends_on >= ground_today()) DESC, c.id DESC LIMIT 500
$$;

-- 用同意: a consent of the session's, where it stands this moment. Whoever takes it back waits until what is read by it has been read, and
-- from then on it opens nothing: a lock of its own orders the two.
CREATE OR REPLACE FUNCTION access_consent_lock(p_consent bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT hashtextextended('consent:' || p_consent, 0) $$;
CREATE OR REPLACE FUNCTION access_my_consent(p_consent bigint) RETURNS access_consent
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    c access_consent%ROWTYPE;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(access_consent_lock(p_consent));
    SELECT k.* INTO c FROM access_my_client() me JOIN access_consent k ON k.receiver_id = me.receiver WHERE k.id = p_consent;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no-such-consent' USING ERRCODE = 'CX051';
    ELSIF c.ends_on < ground_today() OR EXISTS (SELECT 1 FROM access_consentend e WHERE e.consent_id = c.id) THEN
        RAISE EXCEPTION 'consent-over' USING ERRCODE = 'CX051';
    END IF;
    RETURN c;
END $$;

-- 查询留痕: that a look by a consent is about to be; on a connection of its own and committed there, as every look is.
CREATE OR REPLACE FUNCTION access_my_consent_look(p_mac text, p_consent bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    c access_consent%ROWTYPE;
    v_id bigint;
BEGIN
    PERFORM set_config('chengxin.session', p_mac, true);
    c := access_my_consent(p_consent);
    INSERT INTO ground_auditentry (act, actor, post, organ_ref, subject_ref, purpose, reference, fields)
    SELECT 'look', '查询方:' || me.login, '银行或采购人', me.receiver, c.subject_id, c.purpose, 'consent:' || c.id, CASE c.scope WHEN 'archive' THEN ARRAY['*'] ELSE ARRAY['public'] END
    FROM access_my_client() me RETURNING id INTO v_id;
    RETURN v_id;
END $$;
