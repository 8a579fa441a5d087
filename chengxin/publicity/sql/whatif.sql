-- 假如: how many lines would appear, vanish, shorten or lengthen on a day under a changed rule, by organ and kind, over all the data. The change
-- is tried in a part of the transaction that is always rolled back. ``p_on`` is the day looked at; what was never public counts from it.
DROP FUNCTION IF EXISTS publicity_whatif(jsonb, date);
CREATE FUNCTION publicity_whatif(p_change jsonb, p_on date)
RETURNS TABLE (organ text, item text, kinds text, effect text, records bigint, days bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '64MB' AS $$
DECLARE
    v_before law_effect[];
    v_after law_effect[];
BEGIN
    SELECT array_agg(ROW(r.record, CASE WHEN r.shown AND r.ends >= p_on THEN r.ends END)::law_effect) INTO v_before FROM publicity_repair_when(NULL, p_on) r;
    BEGIN
        PERFORM law_overlay(p_change);
        SELECT array_agg(ROW(r.record, CASE WHEN r.shown AND r.ends >= p_on THEN r.ends END)::law_effect) INTO v_after FROM publicity_repair_when(NULL, p_on) r;
        RAISE EXCEPTION 'nothing of this is kept' USING ERRCODE = 'CX099';
    EXCEPTION WHEN SQLSTATE 'CX099' THEN
        NULL;
    END;
    RETURN QUERY
    WITH compared AS (
        SELECT b.record, b.ends AS was, a.ends AS would FROM unnest(v_before) b LEFT JOIN unnest(v_after) a ON a.record = b.record
    ), told AS (
        SELECT c.record, CASE WHEN c.was IS NULL AND c.would IS NULL THEN 'not-shown' WHEN c.was IS NULL THEN 'appears' WHEN c.would IS NULL THEN 'vanishes'
            WHEN c.would < c.was THEN 'shortens' WHEN c.would > c.was THEN 'lengthens' ELSE 'same' END AS effect, coalesce(c.would - c.was, 0) AS days
        FROM compared c
    )
    SELECT coalesce(o.official_name, '')::text, r.item_id::text, coalesce((SELECT string_agg(k, ';' ORDER BY n) FROM jsonb_array_elements_text(v.traits -> 'kinds') WITH ORDINALITY AS said(k, n)), ''),
        t.effect, count(*), sum(t.days)
    FROM told t JOIN records_record r ON r.id = t.record
    JOIN LATERAL (SELECT x.traits FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v ON true
    LEFT JOIN subjects_organ o ON o.subject_id = r.organ_id
    WHERE t.effect NOT IN ('same', 'not-shown')
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 4, 3;
END $$;
