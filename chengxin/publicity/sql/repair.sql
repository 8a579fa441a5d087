-- 何时可以修复: of each record under a power the regime that rules on a day, its class there, the earliest day of repair and the last
-- public day, null where it may not be public at all (rulings 18 to 20). Natural persons' are never public and never here. Counted from the first public day where it was ever public, else as if it were first shown that day.
-- ``p_records`` null: every record. Many facts, few shapes: each shape is reckoned once, as publication does.
DROP FUNCTION IF EXISTS publicity_repair_when(bigint[], date);
CREATE FUNCTION publicity_repair_when(p_records bigint[], p_on date)
RETURNS TABLE (record bigint, item text, subject bigint, organ bigint, document_number text, decided date, kinds text, first_public date, power text, regime text, class text, severity text, earliest date, ends date, ends_first boolean, shown boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '64MB' SET enable_nestloop = on AS $$
BEGIN
    PERFORM set_config('enable_nestloop', CASE WHEN p_records IS NULL THEN 'off' ELSE 'on' END, true);  -- as it was when the function is left
    -- Written out for all and for some: one text for both would be planned for neither (docs/decisions/0012).
    RETURN QUERY EXECUTE format($query$
    WITH known AS (
        SELECT r.id, r.item_id::text AS item, r.subject_id, r.organ_id, r.document_number::text AS document, i.power::text AS power, v.held_on, v.traits
        FROM catalogue_item i JOIN records_record r ON r.item_id = i.code
        JOIN (
            -- What was known by that day; of what came later, the first that was.
            SELECT DISTINCT ON (x.record_id) x.record_id, x.held_on, x.traits FROM records_standing x
            WHERE x.record_id %1$s
            ORDER BY x.record_id, (x.received_on <= $2) DESC, CASE WHEN x.received_on <= $2 THEN -x.id ELSE x.id END
        ) v ON v.record_id = r.id
        WHERE i.power IS NOT NULL AND NOT r.of_person AND r.id %1$s
            AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = r.id AND w.withdrawn_on <= $2)
    ), classed AS MATERIALIZED (
        SELECT DISTINCT ON (c.record_id) c.record_id, c.severity::text AS severity FROM records_classing c
        WHERE c.decided_on <= $2 AND c.record_id %1$s ORDER BY c.record_id, c.id DESC
    ), published AS MATERIALIZED (
        SELECT p.record_id, min(p.public_from) AS first_public FROM publicity_publication p WHERE p.record_id %1$s GROUP BY p.record_id
    ), asked AS MATERIALIZED (
        SELECT k.*, coalesce(c.severity, '') AS unit, p.first_public, coalesce(p.first_public, $2) AS first
        FROM known k LEFT JOIN classed c ON c.record_id = k.id LEFT JOIN published p ON p.record_id = k.id
    ), shape AS MATERIALIZED (
        SELECT s.power, s.held_on, s.first, s.unit, s.traits, (SELECT string_agg(w.kind, ';' ORDER BY w.n) FROM jsonb_array_elements_text(s.traits -> 'kinds') WITH ORDINALITY AS w(kind, n)) AS kinds, CASE WHEN NOT k.unfit THEN k.ends_on END AS ends_on, k.unfit, ruling.regime, ruling.class, ruling.severity, ruling.earliest
        FROM (SELECT DISTINCT a.power, a.held_on, a.first, a.unit, a.traits FROM asked a) s
        CROSS JOIN LATERAL law_reckon_fact(s.power, s.held_on, s.first, s.unit, s.traits) k
        LEFT JOIN LATERAL (
            -- The regime in force on the day of asking; before all of them, the document's own.
            SELECT e ->> 'regime' AS regime, e ->> 'class' AS class, e ->> 'severity' AS severity, (e ->> 'earliest')::date AS earliest
            FROM jsonb_array_elements(k.repair) WITH ORDINALITY AS listed(e, n)
            ORDER BY (coalesce((e ->> 'from')::date, '-infinity') <= $2) DESC, CASE WHEN coalesce((e ->> 'from')::date, '-infinity') <= $2 THEN -n ELSE n END LIMIT 1
        ) ruling ON true
    )
    SELECT a.id, a.item, a.subject_id, a.organ_id, a.document, a.held_on, s.kinds, a.first_public, a.power, s.regime, s.class, s.severity, s.earliest, k.ends_on,
        coalesce(k.ends_on < s.earliest, false), NOT coalesce(s.unfit, true) AND a.subject_id IS NOT NULL
    FROM asked a JOIN shape s ON s.power = a.power AND coalesce(s.held_on, '-infinity') = coalesce(a.held_on, '-infinity') AND s.first = a.first AND s.unit = a.unit AND s.traits = a.traits
    CROSS JOIN LATERAL (SELECT CASE WHEN a.subject_id IS NOT NULL THEN s.ends_on END AS ends_on) k  -- 未关联 is never public (ruling 11)
    ORDER BY a.id
    $query$, CASE WHEN p_records IS NULL THEN 'IS NOT NULL' ELSE '= ANY ($1)' END) USING p_records, p_on;
END $$;
