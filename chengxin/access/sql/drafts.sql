-- 草稿: kept for whoever holds the cookie of a session that time has ended, at most a day ago; never of one that was ended on purpose.
-- Twenty of an account at most, each for a day; what is older goes.
CREATE OR REPLACE FUNCTION access_draft_keep(p_mac text, p_form text, p_sealed text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_account bigint;
BEGIN
    SELECT s.account_id INTO v_account FROM access_session s
        WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.seen_at > now() - interval '1 day' AND s.begun_at > now() - interval '2 days';
    IF v_account IS NULL OR length(p_form) > 300 OR length(p_sealed) > 700000 THEN
        RETURN false;
    END IF;
    DELETE FROM access_draft d WHERE d.recorded_at < now() - interval '1 day' OR (d.account_id = v_account AND d.form = p_form)
        OR d.id IN (SELECT x.id FROM access_draft x WHERE x.account_id = v_account ORDER BY x.id DESC OFFSET 19);
    INSERT INTO access_draft (account_id, form, sealed) VALUES (v_account, p_form, p_sealed) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION access_draft_of(p_mac text, p_form text) RETURNS TABLE (sealed text, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT d.sealed, d.recorded_at FROM access_session s JOIN access_draft d ON d.account_id = s.account_id AND d.form = p_form AND d.recorded_at > now() - interval '1 day'
    WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour'
$$;

CREATE OR REPLACE FUNCTION access_draft_end(p_mac text, p_form text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_count integer;
BEGIN
    DELETE FROM access_draft d USING access_session s WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND d.account_id = s.account_id AND d.form = p_form;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;
