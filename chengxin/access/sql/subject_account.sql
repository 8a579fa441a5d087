-- 登录尝试: failures of a name from a place since it last held, and of all names from an address, with seconds since the last of each.
CREATE OR REPLACE FUNCTION access_attempts(p_mac text, p_source text, OUT failures integer, OUT since integer, OUT sprayed integer, OUT sprayed_since integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT a.n, a.since, b.n, b.since FROM
        (SELECT count(*)::int AS n, coalesce(extract(epoch FROM now() - max(at)), 0)::int AS since FROM access_attempt
            WHERE name_mac = p_mac AND (source = p_source OR p_source = '') AND NOT held AND at > now() - interval '1 day'
                AND at > coalesce((SELECT max(at) FROM access_attempt WHERE name_mac = p_mac AND (source = p_source OR p_source = '') AND held), '-infinity')) a,
        (SELECT count(*)::int AS n, coalesce(extract(epoch FROM now() - max(at)), 0)::int AS since FROM access_attempt
            WHERE p_source LIKE 'from:%' AND source = p_source AND NOT held AND at > now() - interval '1 hour') b
$$;

-- 主体端的留痕: entries of the subjects' side are written by the functions below alone, about accounts of that side.
CREATE OR REPLACE FUNCTION access_my_noted(p_act text, p_login text, p_reference text, p_subject bigint) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    INSERT INTO ground_auditentry (act, actor, post, subject_ref, purpose, reference, fields)
    VALUES (p_act, CASE WHEN p_login IS NULL THEN '账户:未知' ELSE '账户:' || p_login END, '主体端登录', p_subject, '', p_reference, '{}') RETURNING id
$$;

CREATE OR REPLACE FUNCTION access_my_attempted(p_mac text, p_source text, p_held boolean, p_act text, p_login text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_id bigint;
BEGIN
    IF p_act NOT IN ('show-password', 'sign-in-failed', 'show-second', 'second-failed', 'activation-failed', 'identity-failed') THEN
        RAISE EXCEPTION 'no such attempt' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_attempt (name_mac, source, held) VALUES (p_mac, left(p_source, 120), p_held) RETURNING id INTO v_id;
    PERFORM access_my_noted(p_act, p_login, 'attempt:' || v_id, NULL);
END $$;

-- 主体端账户: what opens one, of accounts that never held a post and were not closed. Staff's secrets do not come by this side.
CREATE OR REPLACE VIEW access_my_account AS
    SELECT c.id, c.login::text, c.person_id, p.name::text, p.subject_id FROM access_account c JOIN access_person p ON p.id = c.person_id
    WHERE NOT EXISTS (SELECT 1 FROM access_accountclosing x WHERE x.account_id = c.id);
CREATE OR REPLACE FUNCTION access_my_opening(p_login text) RETURNS TABLE (account bigint, login text, name text, subject bigint, encoded text, totp text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT c.id, c.login, c.name, c.subject_id, (SELECT w.encoded::text FROM access_password w WHERE w.account_id = c.id ORDER BY w.id DESC LIMIT 1),
        (SELECT t.sealed FROM access_totpsecret t WHERE t.account_id = c.id ORDER BY t.id DESC LIMIT 1)
    FROM access_my_account c WHERE c.login = p_login AND NOT EXISTS (SELECT 1 FROM access_appointment a WHERE a.person_id = c.person_id)
$$;

-- 开始会话: for oneself, or for the one firm there is to choose; else somebody chooses. Only for a process that holds the instance's seal: writing SQL in this role begins none. ``p_seal`` is over the cookie's digest, account and stage.
CREATE OR REPLACE FUNCTION access_my_begin(p_mac text, p_account bigint, p_stage text, p_address text, p_agent text, p_seconds integer, p_seal text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    c record;
    v_id bigint;
BEGIN
    IF NOT ground_sealed('session|' || p_mac || '|' || p_account || '|' || p_stage, p_seal) OR coalesce(p_stage, '') NOT IN ('password', 'full') OR coalesce(p_seconds, 0) NOT BETWEEN 1 AND 43200 THEN
        RAISE EXCEPTION 'not sealed by this instance' USING ERRCODE = 'CX051';
    END IF;
    SELECT * INTO STRICT c FROM access_my_account WHERE id = p_account;
    INSERT INTO access_session (mac, account_id, side, stage, subject_id, address, agent, expires_at)
    VALUES (p_mac, p_account, 'my', p_stage, CASE WHEN p_stage = 'full' THEN coalesce(c.subject_id, (SELECT min(x.subject) FROM access_my_choices(c.person_id) x HAVING count(*) = 1)) END, left(p_address, 64), left(p_agent, 200), now() + make_interval(secs => p_seconds))
    RETURNING id INTO v_id;
    IF p_stage = 'full' THEN
        PERFORM access_my_noted('sign-in', c.login, 'session:' || v_id, NULL);
    END IF;
    RETURN v_id;
END $$;

-- 本会话: whose it is and for whom it could act; its last use is kept to the minute.
CREATE OR REPLACE FUNCTION access_my_seen(p_mac text)
RETURNS TABLE (id bigint, stage text, account bigint, person bigint, login text, name text, own_subject bigint, chosen bigint, begun_at timestamptz, choices jsonb, unread bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    UPDATE access_session s SET seen_at = now()
        WHERE s.mac = p_mac AND s.side = 'my' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at BETWEEN now() - interval '1 hour' AND now() - interval '1 minute';
    RETURN QUERY SELECT s.id, s.stage::text, c.id, c.person_id, c.login, c.name, c.subject_id, s.subject_id, s.begun_at,
        CASE WHEN s.stage = 'full' THEN (SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.place, x.subject), '[]') FROM access_my_choices(c.person_id) x) ELSE '[]'::jsonb END,
        (SELECT count(*) FROM access_message m WHERE m.subject_id = s.subject_id AND m.id > coalesce((SELECT r.through FROM access_messageread r
            WHERE r.account_id = c.id AND r.subject_id = s.subject_id ORDER BY r.id DESC LIMIT 1), 0))
        FROM access_session s JOIN access_my_account c ON c.id = s.account_id
        WHERE s.mac = p_mac AND s.side = 'my' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour';
END $$;

-- 可代表的主体: oneself, then firms whose legal representative one is, then those that gave a mandate. Of several mandates of a firm the widest; ``client`` beside it: whether they may look up others for it.
DROP FUNCTION IF EXISTS access_my_choices(bigint);
CREATE FUNCTION access_my_choices(p_person bigint) RETURNS TABLE (place integer, subject bigint, name text, code text, scope text, ends_on date, client boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT 0, p.subject_id, p.name::text, NULL::text, 'self'::text, NULL::date, false FROM access_person p WHERE p.id = p_person AND p.subject_id IS NOT NULL
    UNION ALL
    (SELECT DISTINCT ON (m.subject_id) CASE WHEN m.scope = 'principal' THEN 1 ELSE 2 END, m.subject_id,
        CASE WHEN s.kind = 'person' THEN (SELECT n.name::text FROM subjects_person n WHERE n.subject_id = s.id) ELSE subjects_current_name(s.id) END, s.code::text, m.scope::text, m.ends_on,
        EXISTS (SELECT 1 FROM access_mandated k WHERE k.agent_id = p_person AND k.subject_id = m.subject_id AND k.scope = 'client')
    FROM access_mandated m JOIN subjects_subject s ON s.id = m.subject_id
    WHERE m.agent_id = p_person ORDER BY m.subject_id, array_position(ARRAY['principal', 'all', 'request', 'see', 'client'], m.scope::text), m.ends_on DESC)
$$;

-- 选择主体: one of those; false for any other.
CREATE OR REPLACE FUNCTION access_my_choose(p_mac text, p_subject bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM access_my_seen(p_mac);
    IF me.id IS NULL OR me.stage <> 'full' OR NOT EXISTS (SELECT 1 FROM access_my_choices(me.person) x WHERE x.subject = p_subject) THEN
        RETURN false;
    END IF;
    UPDATE access_session s SET subject_id = p_subject WHERE s.id = me.id;
    PERFORM access_my_noted('choose-subject', me.login, 'session:' || me.id, p_subject);
    RETURN true;
END $$;

-- 结束会话: one of one's own at this side; NULL: all but the one that asks. How many.
CREATE OR REPLACE FUNCTION access_my_end(p_mac text, p_session bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
    v_count integer;
BEGIN
    SELECT s.id, s.account_id, c.login INTO me FROM access_session s JOIN access_account c ON c.id = s.account_id WHERE s.mac = p_mac AND s.side = 'my' AND s.ended_at IS NULL;
    UPDATE access_session s SET ended_at = now() WHERE s.account_id = me.account_id AND s.side = 'my' AND s.ended_at IS NULL
        AND CASE WHEN p_session IS NULL THEN s.id <> me.id ELSE s.id = p_session END;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count > 0 THEN
        PERFORM access_my_noted(CASE WHEN p_session = me.id THEN 'sign-out' ELSE 'end-session' END, me.login, 'session:' || coalesce(p_session::text, 'others'), NULL);
    END IF;
    RETURN v_count;
END $$;
CREATE OR REPLACE FUNCTION access_my_sessions(p_mac text) RETURNS TABLE (id bigint, address text, agent text, begun_at timestamptz, seen_at timestamptz, here boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT s.id, s.address::text, s.agent::text, s.begun_at, s.seen_at, s.mac = p_mac FROM access_session s
    WHERE s.account_id = (SELECT m.account_id FROM access_session m WHERE m.mac = p_mac AND m.side = 'my' AND m.stage = 'full' AND m.ended_at IS NULL AND m.expires_at > now())
        AND s.side = 'my' AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour'
    ORDER BY s.mac = p_mac DESC, s.seen_at DESC LIMIT 100
$$;

-- 动态口令使用: the half-minute of the account whose session asks; false where it or a later one was used.
CREATE OR REPLACE FUNCTION access_my_step(p_mac text, p_step bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_account bigint := (SELECT s.account_id FROM access_session s WHERE s.mac = p_mac AND s.side = 'my' AND s.ended_at IS NULL AND s.expires_at > now());
BEGIN
    IF v_account IS NULL OR EXISTS (SELECT 1 FROM access_totpuse u WHERE u.account_id = v_account AND u.step >= p_step) THEN
        RETURN false;
    END IF;
    INSERT INTO access_totpuse (account_id, step) VALUES (v_account, p_step) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

-- 启用: whoever shows the latest activation code of an account chooses its password; every session of it is over.
CREATE OR REPLACE FUNCTION access_my_activate(p_account bigint, p_code_mac text, p_encoded text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_code access_activation%ROWTYPE;
BEGIN
    SELECT * INTO v_code FROM access_activation a WHERE a.account_id = p_account ORDER BY a.id DESC LIMIT 1;
    IF v_code.id IS NULL OR v_code.mac <> p_code_mac OR v_code.expires_at <= now() OR p_encoded NOT LIKE 'argon2%'
        OR NOT EXISTS (SELECT 1 FROM access_my_account c WHERE c.id = p_account AND NOT EXISTS (SELECT 1 FROM access_appointment a WHERE a.person_id = c.person_id)) THEN
        RETURN false;
    END IF;
    INSERT INTO access_activationuse (activation_id) VALUES (v_code.id) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO access_password (account_id, encoded) VALUES (p_account, p_encoded);
    IF EXISTS (SELECT 1 FROM access_totpsecret t WHERE t.account_id = p_account) THEN
        INSERT INTO access_totpsecret (account_id, sealed) VALUES (p_account, '');
    END IF;
    PERFORM access_session_end_all(p_account);
    PERFORM access_my_noted('activate-account', (SELECT login FROM access_account WHERE id = p_account), 'account:' || p_account, NULL);
    RETURN true;
END $$;

-- 更换密码或验证码应用: of the account whose whole session asks; the other sessions are over. What is NULL stays; an empty secret means none.
CREATE OR REPLACE FUNCTION access_my_secrets(p_mac text, p_encoded text, p_totp text, p_seal text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM access_my_seen(p_mac);
    IF me.id IS NULL OR me.stage <> 'full' OR NOT ground_sealed('secrets|' || p_mac || '|' || coalesce(p_encoded, '') || '|' || coalesce(p_totp, ''), p_seal) THEN
        RETURN false;
    END IF;
    IF p_encoded IS NOT NULL THEN
        INSERT INTO access_password (account_id, encoded) VALUES (me.account, p_encoded);
        PERFORM access_my_noted('change-password', me.login, 'account:' || me.account, NULL);
    END IF;
    IF p_totp IS NOT NULL THEN
        INSERT INTO access_totpsecret (account_id, sealed) VALUES (me.account, p_totp);
        PERFORM access_my_noted('change-factor', me.login, 'account:' || me.account, NULL);
    END IF;
    PERFORM access_my_end(p_mac, NULL);
    RETURN true;
END $$;

-- 注销账户: from this moment it opens nothing, here or by the city's identity. What is on file about the subject stays.
CREATE OR REPLACE FUNCTION access_my_close(p_mac text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
BEGIN
    SELECT * INTO me FROM access_my_seen(p_mac);
    IF me.id IS NULL OR me.stage <> 'full' OR EXISTS (SELECT 1 FROM access_appointment a WHERE a.person_id = me.person) THEN
        RETURN false;
    END IF;
    INSERT INTO access_mailwish (account_id, address, kinds) VALUES (me.account, '', '{}');
    INSERT INTO access_accountclosing (account_id) VALUES (me.account);
    PERFORM access_session_end_all(me.account);
    PERFORM access_my_noted('close-account', me.login, 'account:' || me.account, NULL);
    RETURN true;
END $$;
