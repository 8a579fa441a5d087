-- 文号: what a document number says: its words, its year and its place in the series; none where it is written otherwise.
CREATE OR REPLACE FUNCTION governance_series(p_number text, OUT words text, OUT year integer, OUT place integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = chengxin, pg_temp AS $$
    SELECT m[1], m[2]::integer, m[3]::integer FROM regexp_match(records_number_key(p_number), E'^(.{1,120}?)〔(\\d{4})〕([1-9]\\d{0,5})号$') AS m
$$;

-- Which numbers of a range did not come, as known on a day.
CREATE OR REPLACE FUNCTION governance_absent(p_organ bigint, p_item text, p_words text, p_year integer, p_first integer, p_last integer, p_known date) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(array_agg(n.place ORDER BY n.place), '{}') FROM generate_series(p_first, p_last) AS n(place)
    WHERE NOT EXISTS (
        SELECT 1 FROM records_record r JOIN collection_batch b ON b.id = r.batch
        WHERE records_number_key(r.document_number) = records_number_key(p_words || '〔' || p_year || '〕' || n.place || '号') COLLATE "C" AND r.document_number <> '' AND r.organ_id = p_organ AND r.item_id = p_item
            AND b.received_on <= p_known AND EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = r.id AND v.received_on <= p_known AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = v.batch AND x.revoked_on <= p_known)))
$$;

-- 缺号: in every series of the years asked about, the runs of numbers between two known ones that did not come, with the day of the known one after.
CREATE OR REPLACE FUNCTION governance_gaps(p_years integer[], p_items text[], p_known date, p_longest integer) RETURNS TABLE (organ bigint, item text, words text, year integer, first integer, last integer, decided_by date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '128MB' AS $$
    WITH known AS MATERIALIZED (
        SELECT r.id, r.organ_id AS organ, r.item_id::text AS item, s.words, s.year, s.place
        FROM records_record r CROSS JOIN LATERAL governance_series(r.document_number) s
        WHERE r.organ_id IS NOT NULL AND r.item_id = ANY (p_items) AND s.year = ANY (p_years)
            AND r.document_number LIKE ANY (SELECT '%' || y || '%' FROM unnest(p_years) AS y)
    ), placed AS (
        SELECT k.organ, k.item, k.words, k.year, k.place, (array_agg(k.id ORDER BY k.id))[1] AS record, lag(k.place) OVER (PARTITION BY k.organ, k.item, k.words, k.year ORDER BY k.place) AS before
        FROM known k WHERE EXISTS (SELECT 1 FROM records_version v WHERE v.record_id = k.id AND v.received_on <= p_known AND NOT EXISTS (SELECT 1 FROM records_revocation x WHERE x.batch = v.batch AND x.revoked_on <= p_known))
        GROUP BY k.organ, k.item, k.words, k.year, k.place
    )
    SELECT p.organ, p.item, p.words, p.year, p.before + 1, p.place - 1, v.held_on
    FROM placed p CROSS JOIN LATERAL (
        SELECT x.held_on FROM records_version x WHERE x.record_id = p.record AND x.received_on <= p_known
            AND NOT EXISTS (SELECT 1 FROM records_revocation y WHERE y.batch = x.batch AND y.revoked_on <= p_known) ORDER BY x.id DESC LIMIT 1) v
    WHERE p.place - p.before BETWEEN 2 AND p_longest + 1 AND v.held_on IS NOT NULL
$$;

-- The asks of an organ (NULL: of all) as they stand: what is still absent of each, and the latest answer.
CREATE OR REPLACE FUNCTION governance_asked(p_organ bigint, p_known date) RETURNS TABLE (id bigint, organ bigint, item text, words text, year integer, first integer, last integer, decided_by date, asked_on date, due_on date, absent integer[], outcome text, text text, answered_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT a.id, a.organ_id, a.item_id::text, a.words::text, a.year, a.first, a.last, a.decided_by, a.asked_on, a.due_on,
        governance_absent(a.organ_id, a.item_id::text, a.words, a.year, a.first, a.last, p_known), said.outcome::text, said.text::text, said.answered_on
    FROM governance_gapask a LEFT JOIN LATERAL (SELECT x.* FROM governance_gapanswer x WHERE x.ask_id = a.id AND x.answered_on <= p_known ORDER BY x.id DESC LIMIT 1) said ON true
    WHERE a.asked_on <= p_known AND (p_organ IS NULL OR a.organ_id = p_organ)
$$;
