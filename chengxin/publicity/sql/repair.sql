-- 何时可以修复: of each record under a power the regime that rules on a day, its class there, the earliest day of repair and the last
-- public day (rulings 18 to 20). Natural persons' are never public and never here. Counted from the first public day where it was ever public, else as if it were first shown that day.
-- ``p_records`` null: every record. Many facts, few shapes: each shape is reckoned once, as publication does.
DROP FUNCTION IF EXISTS publicity_repair_when(bigint[], date);
CREATE FUNCTION publicity_repair_when(p_records bigint[], p_on date)
RETURNS TABLE (record bigint, item text, subject bigint, organ bigint, document_number text, decided date, kinds text, first_public date, power text, regime text, severity text, earliest date, ends date, ends_first boolean, shown boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '64MB' AS $$
BEGIN
    RETURN QUERY
    WITH known AS MATERIALIZED (
        SELECT r.id, r.item_id::text AS item, r.subject_id, r.organ_id, r.document_number::text AS document, i.power::text AS power, v.held_on, v.traits
        FROM catalogue_item i JOIN records_record r ON r.item_id = i.code
        JOIN (
            -- What was known by that day; of what came later, the first that was.
            SELECT DISTINCT ON (x.record_id) x.record_id, x.held_on, x.traits FROM records_standing x
            WHERE p_records IS NULL OR x.record_id = ANY (p_records)
            ORDER BY x.record_id, (x.received_on <= p_on) DESC, CASE WHEN x.received_on <= p_on THEN -x.id ELSE x.id END
        ) v ON v.record_id = r.id
        WHERE i.power IS NOT NULL AND NOT r.of_person AND (p_records IS NULL OR r.id = ANY (p_records))
            AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = r.id AND w.withdrawn_on <= p_on)
    ), classed AS MATERIALIZED (
        SELECT DISTINCT ON (c.record_id) c.record_id, c.severity::text AS severity FROM records_classing c
        WHERE c.decided_on <= p_on AND (p_records IS NULL OR c.record_id = ANY (p_records)) ORDER BY c.record_id, c.id DESC
    ), published AS MATERIALIZED (
        SELECT p.record_id, min(p.public_from) AS first_public FROM publicity_publication p WHERE p_records IS NULL OR p.record_id = ANY (p_records) GROUP BY p.record_id
    ), asked AS MATERIALIZED (
        SELECT k.*, coalesce(c.severity, '') AS unit, p.first_public, coalesce(p.first_public, p_on) AS first
        FROM known k LEFT JOIN classed c ON c.record_id = k.id LEFT JOIN published p ON p.record_id = k.id
    ), shape AS MATERIALIZED (
        SELECT s.power, s.held_on, s.first, s.unit, s.traits, k.ends_on, k.unfit, ruling.regime, ruling.severity, ruling.earliest
        FROM (SELECT DISTINCT a.power, a.held_on, a.first, a.unit, a.traits FROM asked a) s
        CROSS JOIN LATERAL law_reckon(s.power, s.held_on, s.first, s.unit, ARRAY(SELECT jsonb_array_elements_text(coalesce(s.traits -> 'kinds', '[]'))),
            coalesce(s.traits ->> 'procedure', '一般程序'), coalesce(s.traits ->> 'field', ''), (s.traits ->> 'given_end')::date) k
        LEFT JOIN LATERAL (
            -- The regime in force on the day of asking; before all of them, the document's own.
            SELECT e ->> 'regime' AS regime, e ->> 'severity' AS severity, (e ->> 'earliest')::date AS earliest
            FROM jsonb_array_elements(k.repair) WITH ORDINALITY AS listed(e, n)
            ORDER BY (coalesce((e ->> 'from')::date, '-infinity') <= p_on) DESC, CASE WHEN coalesce((e ->> 'from')::date, '-infinity') <= p_on THEN -n ELSE n END LIMIT 1
        ) ruling ON true
    )
    SELECT a.id, a.item, a.subject_id, a.organ_id, a.document, a.held_on, (SELECT string_agg(k, ';' ORDER BY n) FROM jsonb_array_elements_text(a.traits -> 'kinds') WITH ORDINALITY AS said(k, n)), a.first_public, a.power, s.regime, s.severity, s.earliest, s.ends_on,
        coalesce(s.ends_on < s.earliest, false), NOT coalesce(s.unfit, true)
    FROM asked a JOIN shape s ON s.power = a.power AND s.held_on IS NOT DISTINCT FROM a.held_on AND s.first = a.first AND s.unit = a.unit AND s.traits = a.traits
    ORDER BY a.id;
END $$;
