-- 请求键: the act of a form is done once. Whoever comes second with a key waits until the first has ended, and is told its answer.
SELECT ground_keep('ground_request', 'ground_requestanswer');

-- fresh: do it; else same: it was the same request, and this was its answer. Another's key is as good as used for something else.
CREATE OR REPLACE FUNCTION ground_request_begin(p_key uuid, p_asker text, p_act text, p_asked text) RETURNS TABLE (fresh boolean, same boolean, status smallint, location text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO ground_request (key, asker, act, asked) VALUES (p_key, p_asker, p_act, p_asked) ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN QUERY SELECT true, true, NULL::smallint, NULL::text;
    ELSE
        RETURN QUERY SELECT false, r.asker = p_asker AND r.asked = p_asked, a.status, a.location::text
            FROM ground_request r LEFT JOIN ground_requestanswer a ON a.request_id = r.key WHERE r.key = p_key;
    END IF;
END $$;

CREATE OR REPLACE FUNCTION ground_request_end(p_key uuid, p_status integer, p_location text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    INSERT INTO ground_requestanswer (request_id, status, location) SELECT r.key, p_status, left(p_location, 600) FROM ground_request r WHERE r.key = p_key
$$;
