-- A record and its last shown day, in what-if comparisons.
DO $$
BEGIN
    IF to_regtype('chengxin.law_effect') IS NULL THEN
        CREATE TYPE chengxin.law_effect AS (record bigint, ends date);
    END IF;
END $$;

-- 试改: a changed rule laid over the law on file. Reached by no role; only from functions that roll back what they tried.
CREATE OR REPLACE FUNCTION law_overlay(p_change jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
DECLARE
    one jsonb;
    rule jsonb;
    v_regime law_regime%ROWTYPE;
    n integer;
BEGIN
    FOR one IN SELECT value FROM jsonb_array_elements(p_change) LOOP
        IF one ? 'may_touch' THEN
            UPDATE law_power SET may_touch = ARRAY(SELECT jsonb_array_elements_text(one -> 'may_touch')) WHERE code = one ->> 'power';
        END IF;
        CONTINUE WHEN NOT one ? 'regime';
        INSERT INTO law_regime (power_id, code, in_force_from, in_force_to, unit_classes, reads, never_repair)
        VALUES (one ->> 'power', one ->> 'regime', NULL, NULL, '{}', '{}', '{}') ON CONFLICT (power_id, code) DO NOTHING;
        SELECT * INTO v_regime FROM law_regime WHERE power_id = one ->> 'power' AND code = one ->> 'regime';
        UPDATE law_regime SET
            in_force_from = CASE WHEN one -> 'in_force' ? 'from' THEN (one -> 'in_force' ->> 'from')::date ELSE in_force_from END,
            in_force_to = CASE WHEN one -> 'in_force' ? 'to' THEN (one -> 'in_force' ->> 'to')::date ELSE in_force_to END,
            unit_classes = CASE WHEN one ? 'unit_classes' THEN ARRAY(SELECT jsonb_array_elements_text(one -> 'unit_classes')) ELSE unit_classes END,
            never_repair = CASE WHEN one ? 'never_repair' THEN ARRAY(SELECT jsonb_array_elements_text(one -> 'never_repair')) ELSE never_repair END,
            reads = coalesce(one -> 'reads', reads)
        WHERE id = v_regime.id;
        IF one ? 'classes' THEN
            DELETE FROM law_classrule WHERE regime_id = v_regime.id;
            n := 0;
            FOR rule IN SELECT value FROM jsonb_array_elements(one -> 'classes') LOOP
                INSERT INTO law_classrule (regime_id, seq, severity, procedure, all_kinds_in, any_kind_is, any_kind_begins, field_in)
                VALUES (v_regime.id, n, rule ->> 'severity', rule ->> 'procedure', law_texts(rule -> 'all_kinds_in'), law_texts(rule -> 'any_kind_is'), law_texts(rule -> 'any_kind_begins'), law_texts(rule -> 'field_in'));
                n := n + 1;
            END LOOP;
        END IF;
        FOR rule IN SELECT value FROM jsonb_array_elements(coalesce(one -> 'terms', '[]')) LOOP
            INSERT INTO law_term (regime_id, severity, label, published, counted_from, shortest_months, longest_months, repair_months)
            VALUES (v_regime.id, rule ->> 'severity', coalesce(rule ->> 'label', rule ->> 'severity'), coalesce((rule ->> 'published')::boolean, true), coalesce(rule ->> 'counted_from', 'decided'),
                (rule ->> 'shortest_months')::integer, (rule ->> 'longest_months')::integer, (rule ->> 'repair_months')::integer)
            ON CONFLICT (regime_id, severity) DO UPDATE SET
                published = coalesce((rule ->> 'published')::boolean, law_term.published), counted_from = coalesce(rule ->> 'counted_from', law_term.counted_from),
                shortest_months = CASE WHEN rule ? 'shortest_months' THEN (rule ->> 'shortest_months')::integer ELSE law_term.shortest_months END,
                longest_months = CASE WHEN rule ? 'longest_months' THEN (rule ->> 'longest_months')::integer ELSE law_term.longest_months END,
                repair_months = CASE WHEN rule ? 'repair_months' THEN (rule ->> 'repair_months')::integer ELSE law_term.repair_months END;
        END LOOP;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION law_texts(p_list jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = chengxin, pg_temp AS $$
    SELECT CASE WHEN jsonb_typeof(p_list) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(p_list)) END
$$;
