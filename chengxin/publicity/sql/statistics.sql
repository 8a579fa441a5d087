-- 统计: reckoned once a day by the worker in a few set-based statements, so that a page reads some hundred rows however much is public.
-- ``p_days``: days of decision and, beside each, the last day its report is in time; what is late is told by it (ruling 11).
CREATE OR REPLACE FUNCTION publicity_reckon(p_on date, p_days date[], p_last date[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_count integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('publicity_reckon'));
    DELETE FROM publicity_statistic;
    -- 公示了什么
    INSERT INTO publicity_statistic (topic, place, label, series, value, reckoned_on)
    SELECT 'items', row_number() OVER (ORDER BY x.n DESC, x.name), x.name, 'lines', x.n, p_on FROM (
        SELECT i.name, count(*) AS n FROM publicity_line l JOIN catalogue_item i ON i.code = l.item
        WHERE l.public_from <= p_on AND (l.term_ends IS NULL OR l.term_ends >= p_on) GROUP BY i.name) x;
    INSERT INTO publicity_statistic (topic, place, label, series, value, reckoned_on)
    SELECT 'kinds', row_number() OVER (ORDER BY x.n DESC, x.kind), x.kind, 'lines', x.n, p_on FROM (
        SELECT t.kind, count(*) AS n FROM publicity_line l CROSS JOIN LATERAL (
            SELECT DISTINCT publicity_kind(k) AS kind FROM regexp_split_to_table(l.fields ->> 'CF_CFLB', '[;；]') AS k) t
        WHERE l.item = 'penalty' AND l.term_ends >= p_on AND t.kind <> '' GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20) x;
    -- 按月: what came out for the first time, also where it has ended since; what was laid again on its first day came out once
    INSERT INTO publicity_statistic (topic, place, label, series, value, reckoned_on)
    SELECT 'months', row_number() OVER (PARTITION BY s.series ORDER BY m.month), to_char(m.month, 'YYYY-MM'), s.series, count(DISTINCT p.record_id), p_on
    FROM generate_series(date_trunc('month', p_on) - interval '23 months', date_trunc('month', p_on), interval '1 month') AS m(month)
    CROSS JOIN (VALUES ('licence'), ('penalty'), ('other')) AS s(series)
    LEFT JOIN publicity_publication p ON p.laid_on = p.public_from AND p.public_from >= m.month AND p.public_from < m.month + interval '1 month'
        AND CASE WHEN p.item IN ('licence', 'penalty') THEN p.item ELSE 'other' END = s.series
    GROUP BY m.month, s.series;
    -- 谁
    INSERT INTO publicity_statistic (topic, place, label, series, value, reckoned_on)
    SELECT 'subjects', row_number() OVER (ORDER BY x.n DESC), x.kind, 'subjects', x.n, p_on FROM (
        SELECT d.kind, count(*) AS n FROM publicity_directory d WHERE d.public_until >= p_on GROUP BY d.kind) x;
    INSERT INTO publicity_statistic (topic, place, label, series, value, reckoned_on)
    SELECT 'organs', o.place, o.organ_name, s.series, count(l.record_id) FILTER (WHERE CASE WHEN l.item IN ('licence', 'penalty') THEN l.item ELSE 'other' END = s.series), p_on
    FROM (SELECT organ_name, row_number() OVER (ORDER BY count(*) DESC, organ_name) AS place FROM publicity_line
        WHERE organ_name <> '' AND (term_ends IS NULL OR term_ends >= p_on) GROUP BY organ_name ORDER BY 2 LIMIT 60) o
    JOIN publicity_line l ON l.organ_name = o.organ_name AND (l.term_ends IS NULL OR l.term_ends >= p_on)
    CROSS JOIN (VALUES ('licence'), ('penalty'), ('other')) AS s(series) GROUP BY o.place, o.organ_name, s.series;
    -- 及时: licences and penalties decided in the last twelve months: the day as corrected, and received with the first version that stands (ruling 431)
    INSERT INTO publicity_statistic (topic, place, label, series, value, reckoned_on)
    SELECT 'punctual', t.place, t.organ, s.series, CASE s.series WHEN 'in-time' THEN t.n - t.late ELSE t.late END, p_on
    FROM (SELECT g.official_name AS organ, count(*) AS n, count(*) FILTER (WHERE v.received_on > d.last) AS late, row_number() OVER (ORDER BY count(*) DESC, g.official_name) AS place
        FROM records_record r JOIN LATERAL (
            SELECT (array_agg(x.held_on ORDER BY x.id DESC))[1] AS held_on, min(x.received_on) AS received_on FROM records_standing x WHERE x.record_id = r.id) v ON true
        JOIN unnest(p_days, p_last) AS d(day, last) ON d.day = v.held_on JOIN subjects_organ g ON g.subject_id = r.organ_id
        WHERE r.item_id IN ('licence', 'penalty') GROUP BY g.official_name ORDER BY 4 LIMIT 60) t CROSS JOIN (VALUES ('in-time'), ('late')) AS s(series);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    -- 使用: thirty days, by act
    INSERT INTO publicity_statistic (topic, place, label, series, value, reckoned_on)
    SELECT 'use', row_number() OVER (ORDER BY sum(c.times) DESC, c.act), c.act, 'times', sum(c.times), p_on FROM publicity_actcount c WHERE c.on_day > p_on - 30 AND c.on_day <= p_on GROUP BY c.act;
    SELECT count(*) INTO v_count FROM publicity_statistic;
    RETURN v_count;
END $$;

-- 使用次数: what a process of the public side has counted since it last said so. Acts that are in no table, and figures no process could have counted, are left out.
CREATE OR REPLACE FUNCTION publicity.count_acts(p_acts text[], p_times integer[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    INSERT INTO publicity_actcount AS c (on_day, act, times)
    SELECT ground_today(), x.act, least(sum(x.times), 100000) FROM unnest(p_acts, p_times) AS x(act, times)
    WHERE x.act IN ('search', 'subject', 'line', 'list', 'article', 'law', 'catalogue', 'guide', 'data', 'verify') AND x.times > 0 GROUP BY x.act ORDER BY x.act
    ON CONFLICT (on_day, act) DO UPDATE SET times = c.times + excluded.times
$$;

DROP VIEW IF EXISTS publicity.statistic CASCADE;
CREATE VIEW publicity.statistic WITH (security_barrier) AS
SELECT s.topic, s.place, s.label, s.series, s.value, s.reckoned_on FROM chengxin.publicity_statistic s WHERE s.reckoned_on <= (SELECT chengxin.ground_today());
