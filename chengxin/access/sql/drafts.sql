-- 草稿的表单: at the desk its path; at the subjects' side also the subject it was opened for, so that what was typed for one is not offered to whoever acts for another.
CREATE OR REPLACE FUNCTION access_draft_form(p_side text, p_subject bigint, p_form text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE p_side WHEN 'my' THEN 'my:' || coalesce(p_subject, 0) || ':' ELSE '' END || p_form $$;

-- 草稿: kept for the account a form was opened by, where whoever sends it holds the cookie of a session of the same account that time has ended, at most a day ago; never of
-- one that was ended on purpose. Twenty of an account at most, each for a day; what is older goes.
DROP FUNCTION IF EXISTS access_draft_keep(text, text, text);
CREATE OR REPLACE FUNCTION access_draft_keep(p_mac text, p_account bigint, p_subject bigint, p_form text, p_sealed text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_account bigint;
    v_form text;
BEGIN
    SELECT s.account_id, access_draft_form(s.side, p_subject, p_form) INTO v_account, v_form FROM access_session s
        WHERE s.mac = p_mac AND s.account_id = p_account AND s.stage = 'full' AND s.ended_at IS NULL AND s.seen_at > now() - interval '1 day' AND s.begun_at > now() - interval '2 days';
    IF v_account IS NULL OR length(v_form) > 300 OR length(p_sealed) > 700000 THEN
        RETURN false;
    END IF;
    DELETE FROM access_draft d WHERE d.recorded_at < now() - interval '1 day' OR (d.account_id = v_account AND d.form = v_form)
        OR d.id IN (SELECT x.id FROM access_draft x WHERE x.account_id = v_account ORDER BY x.id DESC OFFSET 19);
    INSERT INTO access_draft (account_id, form, sealed) VALUES (v_account, v_form, p_sealed) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION access_draft_of(p_mac text, p_form text) RETURNS TABLE (sealed text, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT d.sealed, d.recorded_at FROM access_session s JOIN access_draft d ON d.account_id = s.account_id AND d.form = access_draft_form(s.side, s.subject_id, p_form) AND d.recorded_at > now() - interval '1 day'
    WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour'
$$;

CREATE OR REPLACE FUNCTION access_draft_end(p_mac text, p_form text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_count integer;
BEGIN
    DELETE FROM access_draft d USING access_session s WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND d.account_id = s.account_id
        AND d.form = access_draft_form(s.side, s.subject_id, p_form);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;
