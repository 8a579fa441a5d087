-- 主体检索: for officers: every subject that has a name, past names too. Natural persons have no row among the names.
CREATE OR REPLACE VIEW subjects_searchable AS
SELECT n.id AS rank_id, n.subject_id, n.folded, n.initials, n.grams, s.code FROM subjects_name n LEFT JOIN subjects_subject s ON s.id = n.subject_id;

CREATE OR REPLACE FUNCTION subjects_search(p_text text, p_limit integer, p_offset integer)
RETURNS TABLE (id bigint, kind text, code text, name text, total integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH asked AS (
        SELECT o.subject_id, length(o.official_name) AS length, left(p_text, 100) = ANY (o.aliases) AS by_alias,
            strpos(ground_folded(o.official_name), ground_folded(p_text)) > 0 AND ground_folded(p_text) <> '' OR (length(p_text) BETWEEN 4 AND 18 AND starts_with(s.code, upper(p_text))) AS by_name
        FROM subjects_organ o JOIN subjects_subject s ON s.id = o.subject_id
    ), organs AS (  -- those whom their name finds are among the names already, once they have a code
        SELECT array_agg(a.subject_id ORDER BY a.length, a.subject_id) AS ids,
            count(*) FILTER (WHERE NOT coalesce(a.by_name, false) OR NOT EXISTS (SELECT 1 FROM subjects_name n WHERE n.subject_id = a.subject_id)) AS besides
        FROM asked a WHERE a.by_alias OR a.by_name
    ), found AS (
        SELECT f.ids, f.total FROM ground_find('subjects_searchable', 'subjects_sample', p_text, p_limit, p_offset) f
    ), page AS (
        SELECT DISTINCT ON (x.id) x.id, x.n FROM organs, found,
            unnest(CASE WHEN p_offset = 0 THEN coalesce(organs.ids, '{}') || found.ids ELSE found.ids END) WITH ORDINALITY AS x(id, n) ORDER BY x.id, x.n
    )
    SELECT s.id, s.kind::text, s.code::text, coalesce(subjects_current_name(s.id), ''), least(1001, found.total + organs.besides)::integer
    FROM page JOIN subjects_subject s ON s.id = page.id CROSS JOIN found CROSS JOIN organs ORDER BY page.n LIMIT p_limit
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
