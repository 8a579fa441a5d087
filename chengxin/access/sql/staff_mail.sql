-- 工作提醒邮件: where somebody of an organ wants mail about what is told to it. Whose wish it is, the session tells.
CREATE OR REPLACE FUNCTION access_staff_mailwish(p_session text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT w.address FROM access_session s JOIN access_mailwish w ON w.account_id = s.account_id
    WHERE s.mac = p_session AND s.side = 'desk' AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() ORDER BY w.id DESC LIMIT 1
$$;
CREATE OR REPLACE FUNCTION access_staff_wish_mail(p_session text, p_address text, p_kinds text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    me record;
BEGIN
    SELECT c.id, c.login INTO me FROM access_session s JOIN access_account c ON c.id = s.account_id
        WHERE s.mac = p_session AND s.side = 'desk' AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not-signed-in' USING ERRCODE = 'CX051';
    END IF;
    INSERT INTO access_mailwish (account_id, address, kinds) VALUES (me.id, p_address, p_kinds);
    INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES ('wish-mail', '账户:' || me.login, '本人', '', 'account', '{}');
END $$;
