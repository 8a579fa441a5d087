-- 期限计算: what the regimes of a power say about one fact (rulings 17 to 22). One implementation, in two halves: which class the fact is of
-- in each regime, and what follows for its days. Facts are many and their classes few: who asks for many asks the first half once a class.
DROP TYPE IF EXISTS law_class CASCADE;
CREATE TYPE law_class AS (regime text, begins date, ends date, severity text, label text, published boolean, counted_from text, longest integer, shortest integer, repair integer);
DROP FUNCTION IF EXISTS law_severity(law_regime, text, text[], text, text);

-- 等级: the class of a fact in every regime of a power, the earliest regime first: the unit's own where it binds there, else the first
-- default rule that fits. Without ``repair`` where it is never repaired early; without ``published`` where no class of the regime fits.
CREATE OR REPLACE FUNCTION law_classes(p_power text, p_unit text, p_kinds text[], p_procedure text, p_field text) RETURNS law_class[]
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN (
        SELECT array_agg(ROW(x.code, x.in_force_from, x.in_force_to, y.severity, y.label, y.published, y.counted_from, y.longest_months, y.shortest_months,
            CASE WHEN p_unit = ANY (x.never_repair) THEN NULL ELSE y.repair_months END)::law_class ORDER BY coalesce(x.in_force_from, '-infinity'))
        FROM law_regime x CROSS JOIN LATERAL (SELECT coalesce(x.reads ->> p_unit, p_unit) AS class) said
        LEFT JOIN law_term y ON y.regime_id = x.id AND y.severity = CASE WHEN said.class <> '' AND said.class = ANY (x.unit_classes) THEN said.class ELSE (
            SELECT c.severity FROM law_classrule c
            WHERE c.regime_id = x.id
                AND (c.procedure IS NULL OR c.procedure = p_procedure)
                AND (c.all_kinds_in IS NULL OR (p_kinds <> '{}' AND p_kinds <@ c.all_kinds_in::text[]))
                AND (c.any_kind_is IS NULL OR p_kinds && c.any_kind_is::text[])
                AND (c.any_kind_begins IS NULL OR EXISTS (SELECT 1 FROM unnest(p_kinds) k, unnest(c.any_kind_begins) b WHERE starts_with(k, b)))
                AND (c.field_in IS NULL OR p_field = ANY (c.field_in::text[]))
            ORDER BY c.seq LIMIT 1) END
        WHERE x.power_id = p_power);
END $$;

-- The classes of a fact as its version tells it: what it was decided for, by which procedure, in which field.
CREATE OR REPLACE FUNCTION law_classes_of(p_power text, p_unit text, p_traits jsonb) RETURNS law_class[]
LANGUAGE sql STABLE AS $$
    SELECT law_classes(p_power, p_unit, ARRAY(SELECT jsonb_array_elements_text(coalesce(p_traits -> 'kinds', '[]'))),
        coalesce(p_traits ->> 'procedure', '一般程序'), coalesce(p_traits ->> 'field', ''))
$$;

-- Whether a fact of these classes may be published, its last public day, and per regime the earliest day of repair.
-- ``ends_on`` before ``p_first`` means that its time has run out. Reads nothing.
CREATE OR REPLACE FUNCTION law_days(
    p_classes law_class[], p_decided date, p_first date, p_given date,
    OUT unfit boolean, OUT ends_on date, OUT shortest date, OUT regime text, OUT severity text, OUT repair jsonb)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    t law_class;
    counted date;
    longest date;
BEGIN
    unfit := false;
    repair := '[]'::jsonb;
    FOREACH t IN ARRAY coalesce(p_classes, '{}') LOOP
        CONTINUE WHEN t.ends < p_decided;
        counted := CASE WHEN t.counted_from IN ('publication', 'asking') THEN p_first ELSE p_decided END;
        longest := CASE WHEN t.published THEN (counted + make_interval(months => t.longest))::date END;  -- no term where the class is not published
        repair := repair || jsonb_build_object('regime', t.regime, 'from', t.begins, 'class', t.severity, 'severity', t.label,
            'earliest', (counted + make_interval(months => t.repair))::date);
        IF regime IS NULL THEN
            -- The regime of the document's day (ruling 18), shortened by what the organ gave (ruling 22).
            regime := t.regime;
            severity := t.label;
            unfit := NOT coalesce(t.published, false);  -- also where no class of this regime fits the fact
            shortest := (counted + make_interval(months => t.shortest))::date;
            -- What is counted from asking is another act than the one the organ gave an end of (ruling 188).
            ends_on := CASE WHEN t.published THEN least(longest, CASE WHEN t.counted_from <> 'asking' THEN p_given END) END;
        ELSIF t.begins <= p_first THEN
            -- First published under this or a later regime: every regime must be satisfied.
            unfit := unfit OR NOT coalesce(t.published, false);
            ends_on := least(ends_on, longest);
        ELSIF ends_on >= t.begins THEN
            -- Already public when this regime begins: never before the day before it.
            ends_on := CASE WHEN t.published THEN greatest(least(ends_on, longest), t.begins - 1) ELSE t.begins - 1 END;
        END IF;
    END LOOP;
    unfit := unfit OR regime IS NULL;
END $$;

-- Both halves for one fact, as its version tells it; until when by the organ's word stands there too.
DROP FUNCTION IF EXISTS law_reckon(text, date, date, text, text[], text, text, date) CASCADE;
DROP FUNCTION IF EXISTS law_reckon_fact(text, date, date, text, jsonb);
CREATE FUNCTION law_reckon_fact(p_power text, p_decided date, p_first date, p_unit text, p_traits jsonb)
RETURNS TABLE (unfit boolean, ends_on date, shortest date, regime text, severity text, repair jsonb)
LANGUAGE sql STABLE AS $$  -- no path of its own: it is written into the statement that asks
    SELECT * FROM law_days(law_classes_of(p_power, p_unit, p_traits), p_decided, p_first, (p_traits ->> 'given_end')::date)
$$;
