-- 在岗岗位: the posts somebody is in today, their own first. In a function, whose plan a connection keeps: every page of the desk asks it.
CREATE OR REPLACE FUNCTION access_posts_of(p_person bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'organ', i.organ_id, 'organ_name', o.official_name, 'role', i.role, 'title', i.title, 'ends_on', i.ends_on, 'of_name', p.name)
            ORDER BY (i.stands_for_id IS NOT NULL), i.begins_on, i.id), '[]')
        FROM access_in_post i JOIN subjects_organ o ON o.subject_id = i.organ_id LEFT JOIN access_appointment a ON a.id = i.stands_for_id LEFT JOIN access_person p ON p.id = a.person_id
        WHERE i.person_id = p_person);
END $$;

-- 会话: whose it is, where it is good, and the posts of whoever signed in wholly; its last use is kept to the minute. Idle for an hour it is over (ruling 265).
DROP FUNCTION IF EXISTS access_session_seen(text);
CREATE FUNCTION access_session_seen(p_mac text)
RETURNS TABLE (id bigint, stage text, account bigint, person bigint, login text, name text, own_subject bigint, chosen bigint, officer bigint, begun_at timestamptz, posts jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    UPDATE access_session s SET seen_at = now()
        WHERE s.mac = p_mac AND s.side = 'desk' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at BETWEEN now() - interval '1 hour' AND now() - interval '1 minute';
    RETURN QUERY SELECT s.id, s.stage::text, c.id, p.id, c.login::text, p.name::text, p.subject_id, s.chosen_id, o.id, s.begun_at,
        CASE WHEN s.stage = 'full' THEN access_posts_of(p.id) ELSE '[]'::jsonb END
        FROM access_session s JOIN access_account c ON c.id = s.account_id JOIN access_person p ON p.id = c.person_id LEFT JOIN access_officer o ON o.holder_id = p.id
        WHERE s.mac = p_mac AND s.side = 'desk' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour';
END $$;

-- 结束会话: one of an account's own; NULL: all but the one that asks. How many.
CREATE OR REPLACE FUNCTION access_session_end(p_mac text, p_session bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_account bigint;
    v_asking bigint;
    v_count integer;
BEGIN
    SELECT s.account_id, s.id INTO v_account, v_asking FROM access_session s WHERE s.mac = p_mac AND s.ended_at IS NULL;
    UPDATE access_session s SET ended_at = now()
        WHERE s.account_id = v_account AND s.ended_at IS NULL AND CASE WHEN p_session IS NULL THEN s.id <> v_asking ELSE s.id = p_session END;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;

-- 结束账户的全部会话: after its secrets were made anew.
CREATE OR REPLACE FUNCTION access_session_end_all(p_account bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_count integer;
BEGIN
    UPDATE access_session s SET ended_at = now() WHERE s.account_id = p_account AND s.ended_at IS NULL;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;

-- 选择岗位: one of one's own posts of today; false for any other.
CREATE OR REPLACE FUNCTION access_session_choose(p_mac text, p_appointment bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    UPDATE access_session s SET chosen_id = p_appointment FROM access_account c
        WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND c.id = s.account_id
            AND EXISTS (SELECT 1 FROM access_in_post i WHERE i.id = p_appointment AND i.person_id = c.person_id);
    RETURN FOUND;
END $$;

-- 所代表的主体: for which subject the session of this connection acts. The setting holds what only the holder of a live session's cookie
-- can make; whoever merely writes SQL in the role of the subjects' side is nobody.
CREATE OR REPLACE FUNCTION access_my_session() RETURNS TABLE (id bigint, subject bigint, person bigint, login text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT s.id, s.subject_id, c.person_id, c.login::text FROM access_session s JOIN access_account c ON c.id = s.account_id JOIN access_person p ON p.id = c.person_id
    WHERE NOT EXISTS (SELECT 1 FROM access_accountclosing x WHERE x.account_id = c.id) AND s.mac = current_setting('chengxin.session', true) AND s.side = 'my' AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now()
        AND s.seen_at > now() - interval '1 hour' AND s.subject_id IS NOT NULL
        -- 本人; for a firm its mandate, for as long as it lasts, however old the session is. Whoever may only look up others for it is none of these.
        AND (p.subject_id = s.subject_id OR EXISTS (SELECT 1 FROM access_mandated m WHERE m.agent_id = p.id AND m.subject_id = s.subject_id AND m.scope <> 'client'))
$$;
CREATE OR REPLACE FUNCTION access_my_subject() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$ SELECT m.subject FROM access_my_session() m $$;

-- 会话的岗位: in which post a session acts now, where the role of that post may do an act; nothing where it may not.
CREATE OR REPLACE FUNCTION access_session_acts(p_mac text, p_act text) RETURNS TABLE (organ bigint, actor text, title text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT i.organ_id, i.actor, i.title::text FROM (
        SELECT p.organ_id, '账户:' || c.login AS actor, p.title, p.role FROM access_session s JOIN access_account c ON c.id = s.account_id JOIN access_in_post p ON p.person_id = c.person_id
        WHERE s.mac = p_mac AND s.stage = 'full' AND s.ended_at IS NULL AND s.expires_at > now() AND s.seen_at > now() - interval '1 hour'
        ORDER BY (p.id = s.chosen_id) DESC NULLS LAST, (p.stands_for_id IS NOT NULL), p.begins_on, p.id LIMIT 1) i
    JOIN access_roles() r ON r.role = i.role WHERE p_act = ANY (r.acts)
$$;
