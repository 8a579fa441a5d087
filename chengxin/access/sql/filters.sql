-- 保存的筛选: one's own, by the session one has; twenty of a list at most, the oldest goes. The same name again replaces.
CREATE OR REPLACE FUNCTION access_filter_keep(p_mac text, p_page text, p_name text, p_query text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_account bigint;
BEGIN
    SELECT s.account_id INTO v_account FROM access_session s WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour';
    IF v_account IS NULL OR btrim(p_name) = '' OR length(p_name) > 40 OR length(p_query) > 300 OR length(p_page) > 40 THEN
        RETURN false;
    END IF;
    DELETE FROM access_savedfilter f WHERE f.account_id = v_account AND f.page = p_page AND (f.name = p_name
        OR f.id IN (SELECT x.id FROM access_savedfilter x WHERE x.account_id = v_account AND x.page = p_page ORDER BY x.id DESC OFFSET 19));
    INSERT INTO access_savedfilter (account_id, page, name, query) VALUES (v_account, p_page, p_name, p_query) ON CONFLICT DO NOTHING;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION access_filters_of(p_mac text, p_page text) RETURNS TABLE (id bigint, name text, query text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT f.id, f.name::text, f.query::text FROM access_session s JOIN access_savedfilter f ON f.account_id = s.account_id AND f.page = p_page
    WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour' ORDER BY f.id
$$;

CREATE OR REPLACE FUNCTION access_filter_end(p_mac text, p_filter bigint) RETURNS text
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    DELETE FROM access_savedfilter f USING access_session s
    WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND f.account_id = s.account_id AND f.id = p_filter RETURNING f.page::text
$$;
