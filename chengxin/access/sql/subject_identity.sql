-- 统一身份登录: whom the city's identity names is a subject by the keyed digest of the identity number, with an account of their own; both are made at
-- the first sign-in. Only for a process that holds the instance's seal, once for each answer of the issuer. A claim carries who, never a role.
CREATE OR REPLACE FUNCTION access_my_arrive(p_issuer text, p_name_mac text, p_nonce_mac text, p_identity_mac text, p_identity_sealed text, p_name text, p_seal text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_subject bigint;
    v_person bigint;
    v_account bigint;
    v_login text;
    v_known bigint;
BEGIN
    IF NOT ground_sealed(concat_ws('|', 'arrive', p_issuer, p_name_mac, p_nonce_mac, p_identity_mac, p_name), p_seal) THEN
        RAISE EXCEPTION 'not sealed by this instance' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_identityuse (nonce_mac) VALUES (p_nonce_mac) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'answer-used' USING ERRCODE = 'CX051';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('access_my_arrive'), hashtext(p_identity_mac));
    SELECT subject_id INTO v_subject FROM subjects_person WHERE identity_mac = p_identity_mac;
    IF v_subject IS NULL THEN
        INSERT INTO subjects_subject (kind, code, first_received_on) VALUES ('person', NULL, ground_today()) RETURNING id INTO v_subject;
        INSERT INTO subjects_person (subject_id, identity_mac, identity_sealed, identity_kind, name) VALUES (v_subject, p_identity_mac, decode(p_identity_sealed, 'base64'), '身份证', left(p_name, 400));
    END IF;
    SELECT i.account_id INTO v_known FROM access_identity i WHERE i.issuer = p_issuer AND i.name_mac = p_name_mac;
    SELECT p.id, c.id, c.login INTO v_person, v_account, v_login FROM access_person p JOIN access_account c ON c.person_id = p.id WHERE p.subject_id = v_subject;
    IF v_known IS NOT NULL AND v_known IS DISTINCT FROM v_account THEN
        RAISE EXCEPTION 'identity-changed' USING ERRCODE = 'CX051';  -- the issuer's name for somebody never passes to another
    END IF;
    IF v_account IS NULL THEN
        SELECT p.id INTO v_person FROM access_person p WHERE p.subject_id = v_subject;
        IF v_person IS NULL THEN
            INSERT INTO access_person (name, subject_id) VALUES (left(p_name, 80), v_subject) RETURNING id INTO v_person;
        END IF;
        LOOP
            v_login := 'u' || lpad((('x' || substr(md5(gen_random_uuid()::text), 1, 15))::bit(60)::bigint % 1000000000)::text, 9, '0');
            INSERT INTO access_account (person_id, login) VALUES (v_person, v_login) ON CONFLICT (login) DO NOTHING RETURNING id INTO v_account;
            EXIT WHEN v_account IS NOT NULL;
        END LOOP;
        PERFORM access_my_noted('open-account', v_login, 'account:' || v_account, v_subject);
    ELSIF EXISTS (SELECT 1 FROM access_accountclosing x WHERE x.account_id = v_account) THEN
        RAISE EXCEPTION 'account-closed' USING ERRCODE = 'CX051';
    END IF;
    IF v_known IS NULL THEN
        INSERT INTO access_identity (account_id, issuer, name_mac) VALUES (v_account, p_issuer, p_name_mac);
        PERFORM access_my_noted('join-identity', v_login, 'account:' || v_account, NULL);
    END IF;
    RETURN v_account;
END $$;

-- 由统一身份开始的会话: written with the session, in the same transaction.
CREATE OR REPLACE FUNCTION access_my_began_by(p_mac text, p_issuer text, p_sid_mac text, p_seal text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF NOT ground_sealed(concat_ws('|', 'began-by', p_mac, p_issuer, p_sid_mac), p_seal) THEN
        RAISE EXCEPTION 'not sealed by this instance' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_identitysession (session_id, issuer, sid_mac) SELECT s.id, p_issuer, p_sid_mac FROM access_session s WHERE s.mac = p_mac AND s.side = 'my';
END $$;

-- 后台注销: the issuer says that a session of its own is over, or all of somebody's: what began by it here ends. Each word counts once. How many ended.
-- Only for a process that holds the instance's seal: it has seen the issuer's signature.
CREATE OR REPLACE FUNCTION access_my_ended_there(p_issuer text, p_name_mac text, p_sid_mac text, p_token_mac text, p_seal text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    ended record;
    v_count integer := 0;
BEGIN
    IF NOT ground_sealed(concat_ws('|', 'ended-there', p_issuer, p_name_mac, p_sid_mac, p_token_mac), p_seal) OR p_name_mac = '' AND p_sid_mac = '' THEN
        RAISE EXCEPTION 'not sealed by this instance' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_identityuse (nonce_mac) VALUES (p_token_mac) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'answer-used' USING ERRCODE = 'CX051';
    END IF;
    FOR ended IN
        UPDATE access_session s SET ended_at = now() FROM access_identitysession i, access_account c
        WHERE i.session_id = s.id AND c.id = s.account_id AND i.issuer = p_issuer AND s.side = 'my' AND s.ended_at IS NULL AND (p_sid_mac = '' OR i.sid_mac = p_sid_mac)
            AND (p_name_mac = '' OR EXISTS (SELECT 1 FROM access_identity n WHERE n.account_id = s.account_id AND n.issuer = p_issuer AND n.name_mac = p_name_mac))
        RETURNING s.id, c.login
    LOOP
        PERFORM access_my_noted('identity-sign-out', ended.login, 'session:' || ended.id, NULL);
        v_count := v_count + 1;
    END LOOP;
    RETURN v_count;
END $$;
