-- 公示中的: the lines about the subject of a session of the subjects' side that are public now, and when its records may be repaired.
DROP FUNCTION IF EXISTS publicity_mine();
CREATE FUNCTION publicity_mine() RETURNS SETOF publicity.line
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT l.* FROM publicity.line l WHERE l.subject_id = (SELECT access_my_subject()) ORDER BY l.nature, l.item, l.held_on DESC NULLS LAST, l.id DESC LIMIT 1000
$$;

-- 公示告知: whoever can be reached is told in the same transaction that an adverse line about them was published.
CREATE OR REPLACE FUNCTION publicity_told() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO access_message (subject_id, kind, reference, on_day)
    SELECT f.subject_id, 'line-published', 'publication:' || f.id, f.public_from FROM fresh f JOIN access_reachable a ON a.subject_id = f.subject_id
    WHERE f.warrant_id IS NOT NULL ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS told ON publicity_publication;
CREATE TRIGGER told AFTER INSERT ON publicity_publication REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_told();

-- 修复日已到: once for each line whose earliest day of repair has come while it is public.
CREATE OR REPLACE FUNCTION publicity_tell_repairs(p_on date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_count integer;
BEGIN
    INSERT INTO access_message (subject_id, kind, reference, on_day)
    SELECT l.subject_id, 'repair-day', 'publication:' || l.id, l.earliest_repair FROM access_reachable a JOIN publicity.line l ON l.subject_id = a.subject_id
    WHERE l.nature = 'adverse' AND l.earliest_repair <= ground_reached(p_on) AND NOT l.disputed ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;
