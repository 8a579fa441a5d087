-- 考核数字: what organs reported, when, and what they did not, of a period as known at the end of a day. Counts only: of no record
-- a value goes out, so that counting those of natural persons is no look.
--
-- A decision falls due on the p_terms-th working day after it was taken (ruling 6). It counts on the day it came, where that was in time,
-- else on the day it fell due: so each counts once, in one period, and what comes late changes the period it was due in.
-- What is received but was due before the period counts as accepted late, and for no due.
DROP FUNCTION IF EXISTS governance_reckon(date, date, date, text[], integer[], date[], integer[], text[], text[], bigint);
CREATE FUNCTION governance_reckon(p_from date, p_to date, p_known date, p_items text[], p_terms integer[], p_days date[], p_worked integer[],
    p_checks text[], p_levels text[], p_organ bigint DEFAULT NULL) RETURNS TABLE (part text, organ bigint, item text, figures jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '128MB' AS $$
#variable_conflict use_column
DECLARE
    v_to date := least(p_to, p_known);
    v_since date;
BEGIN
    -- Months whose last decision falls due in the period are judged in it: what was stated of them is held against what came.
    SELECT least(p_from, min(m.month)) INTO v_since FROM governance_judged_months(p_from, v_to, p_items, p_terms, p_days, p_worked) m;
    RETURN QUERY
    WITH cal AS MATERIALIZED (
        SELECT c.day, c.worked FROM unnest(p_days, p_worked) AS c(day, worked)
    ), term AS MATERIALIZED (
        SELECT t.item, t.term FROM unnest(p_items, p_terms) AS t(item, term)
    ), dues AS MATERIALIZED (
        SELECT a.day, n.term, min(b.day) AS due FROM cal a CROSS JOIN (SELECT DISTINCT t.term FROM term t) n JOIN cal b ON b.worked = a.worked + n.term GROUP BY a.day, n.term
    ), gone AS MATERIALIZED (
        SELECT x.batch FROM records_revocation x WHERE x.revoked_on <= p_known
    ), batch AS MATERIALIZED (
        SELECT b.id, b.received_on FROM collection_batch b WHERE b.received_on BETWEEN v_since AND p_known AND b.id NOT IN (SELECT g.batch FROM gone g)
    ), behind AS MATERIALIZED (
        SELECT b.id FROM collection_batch b WHERE b.received_on < v_since AND b.id > (SELECT min(x.id) FROM batch x) AND b.id NOT IN (SELECT g.batch FROM gone g)
    ), came AS MATERIALIZED (
        SELECT v.record_id, min(v.received_on) AS received, (array_agg(v.held_on ORDER BY v.id DESC))[1] AS decided, count(*) FILTER (WHERE v.corrects_id IS NOT NULL AND v.received_on BETWEEN p_from AND v_to) AS corrected
        FROM records_version v
        WHERE v.batch BETWEEN (SELECT min(b.id) FROM batch b) AND (SELECT max(b.id) FROM batch b) AND v.batch IN (SELECT b.id FROM batch b)
        GROUP BY v.record_id
    ), known AS MATERIALIZED (
        SELECT r.organ_id AS organ, r.item_id::text AS item, c.received, c.decided, c.corrected,
            -- the first version may have come before the window, also by a later batch that was received earlier; then this one is a correction only
            r.batch IN (SELECT b.id FROM batch b) AND NOT EXISTS (SELECT 1 FROM behind) OR NOT EXISTS (
                SELECT 1 FROM records_version o WHERE o.record_id = r.id AND o.received_on < v_since AND o.batch NOT IN (SELECT g.batch FROM gone g)) AS fresh
        FROM came c JOIN records_record r ON r.id = c.record_id
        WHERE r.organ_id IS NOT NULL AND (p_organ IS NULL OR r.organ_id = p_organ)
    ), judged AS MATERIALIZED (
        SELECT k.organ, k.item, k.received, k.decided, k.corrected, k.fresh, d.due, t.term,
            CASE WHEN t.term IS NULL THEN NULL ELSE coalesce(k.received <= d.due, false) END AS timely,
            CASE WHEN k.received <= d.due THEN k.received ELSE d.due END AS counts_on,
            CASE WHEN k.received > d.due THEN greatest(1, y.worked - z.worked) END AS late_by
        FROM known k LEFT JOIN term t ON t.item = k.item LEFT JOIN dues d ON d.day = k.decided AND d.term = t.term
        LEFT JOIN cal y ON y.day = k.received LEFT JOIN cal z ON z.day = d.due
    ), counted AS (
        SELECT j.organ, j.item,
            count(*) FILTER (WHERE j.fresh AND j.timely AND j.counts_on BETWEEN p_from AND v_to) AS in_time,
            count(*) FILTER (WHERE j.fresh AND NOT j.timely AND j.counts_on BETWEEN p_from AND v_to) AS late,
            coalesce(sum(j.late_by) FILTER (WHERE j.fresh AND NOT j.timely AND j.counts_on BETWEEN p_from AND v_to), 0) AS late_days,
            coalesce(max(j.late_by) FILTER (WHERE j.fresh AND NOT j.timely AND j.counts_on BETWEEN p_from AND v_to), 0) AS latest,
            count(*) FILTER (WHERE j.fresh AND NOT j.timely AND j.counts_on BETWEEN p_from AND v_to AND j.late_by <= 5) AS late_5,
            count(*) FILTER (WHERE j.fresh AND NOT j.timely AND j.counts_on BETWEEN p_from AND v_to AND j.late_by BETWEEN 6 AND 20) AS late_20,
            count(*) FILTER (WHERE j.fresh AND NOT j.timely AND j.counts_on BETWEEN p_from AND v_to AND j.late_by > 20) AS late_more,
            count(*) FILTER (WHERE j.fresh AND j.received BETWEEN p_from AND v_to) AS accepted,
            count(*) FILTER (WHERE j.fresh AND NOT j.timely AND j.received BETWEEN p_from AND v_to) AS accepted_late,
            coalesce(sum(j.corrected), 0) AS corrected
        FROM judged j GROUP BY j.organ, j.item
    ), months AS MATERIALIZED (
        SELECT m.item, m.month, m.judged_on FROM governance_judged_months(p_from, v_to, p_items, p_terms, p_days, p_worked) m
    ), stated AS (
        SELECT DISTINCT ON (c.organ_id, c.item_id, c.month) c.organ_id AS organ, c.item_id::text AS item, c.month, c.decided
        FROM governance_caseload c JOIN months m ON m.item = c.item_id AND m.month = c.month
        WHERE c.stated_on <= p_known AND (p_organ IS NULL OR c.organ_id = p_organ) ORDER BY c.organ_id, c.item_id, c.month, c.id DESC
    ), admitted AS (
        SELECT a.organ_id AS organ, a.item_id::text AS item, date_trunc('month', a.decided_by)::date AS month, sum(cardinality(governance_absent(a.organ_id, a.item_id::text, a.words, a.year, a.first, a.last, p_known))) AS missed
        FROM governance_gapask a JOIN months m ON m.item = a.item_id AND m.month = date_trunc('month', a.decided_by)
        CROSS JOIN LATERAL (SELECT x.outcome FROM governance_gapanswer x WHERE x.ask_id = a.id AND x.answered_on <= p_known ORDER BY x.id DESC LIMIT 1) said
        WHERE said.outcome = 'missed' AND (p_organ IS NULL OR a.organ_id = p_organ) GROUP BY 1, 2, 3
    ), lacking AS (
        SELECT coalesce(s.organ, a.organ) AS organ, coalesce(s.item, a.item) AS item, coalesce(s.month, a.month) AS month, s.decided AS stated,
            (SELECT count(*) FROM judged j WHERE j.fresh AND j.organ = s.organ AND j.item = s.item AND j.decided >= s.month AND j.decided < s.month + interval '1 month') AS reported, coalesce(a.missed, 0) AS missed
        FROM stated s FULL JOIN admitted a ON a.organ = s.organ AND a.item = s.item AND a.month = s.month
    ), missing AS (
        SELECT l.organ, l.item, sum(greatest(coalesce(l.stated, 0) - l.reported, l.missed, 0)) AS missing,
            jsonb_agg(jsonb_build_object('month', l.month, 'stated', l.stated, 'reported', CASE WHEN l.stated IS NULL THEN NULL ELSE l.reported END, 'missed', l.missed) ORDER BY l.month) AS months
        FROM lacking l GROUP BY l.organ, l.item
    )
    SELECT 'reported'::text, c.organ, c.item, to_jsonb(c) - 'organ' - 'item' FROM counted c
    UNION ALL
    SELECT 'missing', m.organ, m.item, jsonb_build_object('missing', m.missing, 'months', m.months) FROM missing m;

    -- Rows that were returned, by the organ they name, else by their sender.
    RETURN QUERY
    WITH returned AS (
        SELECT coalesce(s.id, b.organ_id) AS organ, v.item_id::text AS item, q.findings
        FROM collection_batch b JOIN collection_quarantined q ON q.batch_id = b.id JOIN catalogue_itemversion v ON v.id = b.item_version_id
        LEFT JOIN subjects_subject s ON s.code = nullif(q.organ_code, '')
        WHERE b.received_on BETWEEN p_from AND v_to AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = b.id AND x.revoked_on <= p_known)
    ), rows AS (
        SELECT r.organ, r.item, count(*) AS refused FROM returned r WHERE p_organ IS NULL OR r.organ = p_organ GROUP BY r.organ, r.item
    ), codes AS (
        SELECT n.organ, n.item, jsonb_object_agg(n.code, n.count ORDER BY n.code) AS codes FROM (
            SELECT r.organ, r.item, f ->> 'code' AS code, count(*) AS count FROM returned r CROSS JOIN LATERAL jsonb_array_elements(r.findings) f GROUP BY 1, 2, 3
        ) n GROUP BY n.organ, n.item
    )
    SELECT 'refused'::text, r.organ, r.item, jsonb_build_object('refused', r.refused, 'codes', coalesce(c.codes, '{}')) FROM rows r LEFT JOIN codes c ON c.organ IS NOT DISTINCT FROM r.organ AND c.item = r.item;

    -- What the kernel would not let be published, each record once, with every code that applied.
    RETURN QUERY
    WITH asked AS (
        SELECT DISTINCT r.organ_id AS organ, r.item_id::text AS item, r.id, u.code
        FROM law_refused f CROSS JOIN LATERAL unnest(f.records) AS n(record) JOIN records_record r ON r.id = n.record CROSS JOIN LATERAL unnest(f.codes) AS u(code)
        WHERE f.asked_on BETWEEN p_from AND v_to AND f.power LIKE 'publish-%' AND (p_organ IS NULL OR r.organ_id = p_organ)
    )
    SELECT 'kernel'::text, a.organ, a.item, jsonb_build_object('kernel_refused', (SELECT count(DISTINCT y.id) FROM asked y WHERE y.organ IS NOT DISTINCT FROM a.organ AND y.item = a.item), 'kernel_codes', jsonb_object_agg(a.code, a.count))
    FROM (SELECT x.organ, x.item, x.code, count(*) AS count FROM asked x GROUP BY 1, 2, 3) a GROUP BY a.organ, a.item;

    -- 各级检查: of each level, how often its checks applied and failed, by who sent the file.
    RETURN QUERY
    SELECT 'quality'::text, q.organ, q.item, jsonb_object_agg(q.level, jsonb_build_object('applies', q.applies, 'fails', q.fails)) FROM (
        SELECT b.organ_id AS organ, v.item_id::text AS item, l.level, sum((c.value ->> 'applies')::bigint) AS applies, sum((c.value ->> 'fails')::bigint) AS fails
        FROM collection_batch b JOIN catalogue_itemversion v ON v.id = b.item_version_id CROSS JOIN LATERAL jsonb_each(b.quality) c JOIN unnest(p_checks, p_levels) AS l(code, level) ON l.code = c.key
        WHERE b.received_on BETWEEN p_from AND v_to AND (p_organ IS NULL OR b.organ_id = p_organ) AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = b.id AND x.revoked_on <= p_known)
        GROUP BY 1, 2, 3
    ) q GROUP BY q.organ, q.item;
END $$;

-- Months judged in a period: those whose last day's decisions fall due in it.
CREATE OR REPLACE FUNCTION governance_judged_months(p_from date, p_to date, p_items text[], p_terms integer[], p_days date[], p_worked integer[]) RETURNS TABLE (item text, month date, judged_on date)
LANGUAGE sql STABLE SET search_path = chengxin, pg_temp AS $$
    SELECT t.item, date_trunc('month', a.day)::date, min(b.day)
    FROM unnest(p_days, p_worked) AS a(day, worked) CROSS JOIN unnest(p_items, p_terms) AS t(item, term) JOIN unnest(p_days, p_worked) AS b(day, worked) ON b.worked = a.worked + t.term
    WHERE a.day = (date_trunc('month', a.day) + interval '1 month - 1 day')::date
    GROUP BY t.item, a.day HAVING min(b.day) BETWEEN p_from AND p_to
$$;

-- 机关与条目: who reported which item since a day: an organ that did, and does not now, is a zero report. With what it said of months.
CREATE OR REPLACE FUNCTION governance_reporters(p_since date, p_known date, p_items text[]) RETURNS TABLE (organ bigint, item text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT DISTINCT r.organ_id, r.item_id::text FROM records_record r JOIN collection_batch b ON b.id = r.batch
    WHERE b.received_on BETWEEN p_since AND p_known AND r.organ_id IS NOT NULL AND r.item_id = ANY (p_items)
$$;

-- 已报件数: how many decisions of a month came, of every organ or of one, by item. Counts only.
CREATE OR REPLACE FUNCTION governance_reported(p_since date, p_known date, p_items text[], p_organ bigint DEFAULT NULL) RETURNS TABLE (organ bigint, item text, month date, reported integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH gone AS MATERIALIZED (
        SELECT x.batch FROM records_revocation x WHERE x.revoked_on <= p_known
    ), batch AS MATERIALIZED (
        SELECT b.id FROM collection_batch b WHERE b.received_on BETWEEN p_since AND p_known AND b.id NOT IN (SELECT g.batch FROM gone g)
    ), held AS (
        SELECT v.record_id, (array_agg(v.held_on ORDER BY v.id DESC))[1] AS decided FROM records_version v
        WHERE v.batch BETWEEN (SELECT min(b.id) FROM batch b) AND (SELECT max(b.id) FROM batch b) AND v.batch IN (SELECT b.id FROM batch b) GROUP BY v.record_id
    )
    SELECT r.organ_id, r.item_id::text, date_trunc('month', h.decided)::date, count(*)::integer FROM held h JOIN records_record r ON r.id = h.record_id
    WHERE h.decided >= p_since AND r.organ_id IS NOT NULL AND r.item_id = ANY (p_items) AND (p_organ IS NULL OR r.organ_id = p_organ)
    GROUP BY 1, 2, 3
$$;

-- Months of which more decisions were stated than came.
CREATE OR REPLACE FUNCTION governance_shortfalls(p_since date, p_known date, p_items text[], p_organ bigint DEFAULT NULL) RETURNS TABLE (organ bigint, item text, month date, stated integer, reported integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT s.organ_id, s.item_id::text, s.month, s.decided, coalesce(c.reported, 0) FROM (
        SELECT DISTINCT ON (c.organ_id, c.item_id, c.month) c.organ_id, c.item_id, c.month, c.decided FROM governance_caseload c
        WHERE c.month >= p_since AND c.stated_on <= p_known AND c.item_id = ANY (p_items) AND (p_organ IS NULL OR c.organ_id = p_organ)
        ORDER BY c.organ_id, c.item_id, c.month, c.id DESC
    ) s LEFT JOIN governance_reported(p_since, p_known, p_items, p_organ) c ON c.organ = s.organ_id AND c.item = s.item_id AND c.month = s.month
    WHERE coalesce(c.reported, 0) < s.decided
$$;
