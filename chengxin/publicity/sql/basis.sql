-- 公示依据: what is told of a power beside a line, with the summaries its articles have today.
CREATE OR REPLACE FUNCTION publicity_basis_of(p_power text, p_articles text[], p_exit text, p_remedy text) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT jsonb_build_object('power', (SELECT name FROM law_power WHERE code = p_power), 'exit', p_exit, 'remedy', p_remedy, 'articles', (
        SELECT jsonb_agg(jsonb_build_object('instrument', i.name, 'number', i.number, 'label', a.label, 'summary', a.summary, 'source', a.source) ORDER BY o.ordinality)
        FROM unnest(p_articles) WITH ORDINALITY AS o(code, ordinality) JOIN law_article a ON a.code = o.code JOIN law_instrument i ON i.code = a.instrument_id))
$$;
DROP FUNCTION IF EXISTS publicity_digest(jsonb);
