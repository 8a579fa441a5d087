-- 主体检索: for officers: every subject that has a name, past names too. Natural persons have no row among the names.
CREATE OR REPLACE VIEW subjects_searchable AS
SELECT n.id AS rank_id, n.subject_id, n.folded, n.initials, n.grams, s.code FROM subjects_name n LEFT JOIN subjects_subject s ON s.id = n.subject_id;

CREATE OR REPLACE FUNCTION subjects_search(p_text text, p_limit integer, p_offset integer)
RETURNS TABLE (id bigint, kind text, code text, name text, total integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH organs AS (  -- whom another name finds, or who has no code and so no name among the names: in front of those who are found there
        SELECT coalesce(array_agg(o.subject_id ORDER BY length(o.official_name), o.subject_id), '{}') AS ids
        FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id
        CROSS JOIN LATERAL (SELECT ground_folded(p_text) <> '' AND strpos(ground_folded(o.official_name), ground_folded(p_text)) > 0
            OR (length(p_text) BETWEEN 4 AND 18 AND coalesce(starts_with(s.code, upper(p_text)), false)) AS by_name) q
        WHERE left(p_text, 100) = ANY (o.aliases) AND NOT q.by_name OR q.by_name AND NOT EXISTS (SELECT 1 FROM subjects_name n WHERE n.subject_id = o.subject_id)
    ), front AS (
        SELECT ids[p_offset + 1 : p_offset + p_limit] AS ids, cardinality(ids) AS total FROM organs
    ), found AS (
        SELECT f.ids, f.total FROM front CROSS JOIN LATERAL ground_find('subjects_searchable', 'subjects_sample', p_text, p_limit - cardinality(front.ids), greatest(p_offset - front.total, 0)) f
    ), page AS (
        SELECT DISTINCT ON (x.id) x.id, x.n FROM front, found, unnest(front.ids || found.ids) WITH ORDINALITY AS x(id, n) ORDER BY x.id, x.n
    )
    SELECT s.id, s.kind::text, s.code::text, coalesce(subjects_current_name(s.id), ''), least(1001, found.total + front.total)
    FROM page JOIN subjects_subject s ON s.id = page.id CROSS JOIN found CROSS JOIN front ORDER BY page.n
$$;

-- After a batch: the sample keeps up with the names, and the planner hears of the subjects (their numbers of names are no statistics).
CREATE OR REPLACE FUNCTION subjects_draw_sample(p_entered bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM gin_clean_pending_list('subjects_name_grams');  -- what was entered is found at once and quickly
    PERFORM ground_draw_sample('subjects_name', 'subjects_sample');
    PERFORM ground_grown(grown, p_entered) FROM unnest(ARRAY['subjects_subject', 'subjects_name']::regclass[]) AS grown;
END $$;
ALTER TABLE subjects_name ALTER COLUMN grams SET STATISTICS 0;
DROP FUNCTION IF EXISTS subjects_draw_sample();
