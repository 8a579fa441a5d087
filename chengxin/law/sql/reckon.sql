-- 期限计算: what the regimes of a power say about one fact (rulings 17 to 22). One implementation.

-- The class of a fact in a regime: the unit's own where it binds there, else the first default rule that fits.
CREATE OR REPLACE FUNCTION law_severity(p_regime law_regime, p_unit text, p_kinds text[], p_procedure text, p_field text)
RETURNS text LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp SET plan_cache_mode = force_generic_plan AS $$  -- whoever asks plans anew for how much is asked; this is the same for all
DECLARE
    read_as text := coalesce(p_regime.reads ->> p_unit, p_unit);
BEGIN
    IF read_as <> '' AND read_as = ANY (p_regime.unit_classes) THEN
        RETURN read_as;
    END IF;
    RETURN (
        SELECT c.severity FROM law_classrule c
        WHERE c.regime_id = p_regime.id
            AND (c.procedure IS NULL OR c.procedure = p_procedure)
            AND (c.all_kinds_in IS NULL OR (p_kinds <> '{}' AND p_kinds <@ c.all_kinds_in::text[]))
            AND (c.any_kind_is IS NULL OR p_kinds && c.any_kind_is::text[])
            AND (c.any_kind_begins IS NULL OR EXISTS (
                SELECT 1 FROM unnest(p_kinds) k, unnest(c.any_kind_begins) b WHERE starts_with(k, b)))
            AND (c.field_in IS NULL OR p_field = ANY (c.field_in::text[]))
        ORDER BY c.seq LIMIT 1);
END $$;

-- Whether a fact may be published, its last public day, and per regime the earliest day of repair.
-- ``ends_on`` before ``p_first`` means that its time has run out.
DROP FUNCTION IF EXISTS law_reckon(text, date, date, text, text[], text, text, date) CASCADE;
CREATE FUNCTION law_reckon(
    p_power text, p_decided date, p_first date, p_unit text, p_kinds text[], p_procedure text, p_field text, p_given date,
    OUT unfit boolean, OUT ends_on date, OUT shortest date, OUT regime text, OUT severity text, OUT repair jsonb)
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    r law_regime%ROWTYPE;
    t law_term%ROWTYPE;
    counted date;
    longest date;
    earliest date;
    class text;
BEGIN
    unfit := false;
    repair := '[]'::jsonb;
    FOR r IN SELECT * FROM law_regime x
        WHERE x.power_id = p_power AND coalesce(x.in_force_to, 'infinity') >= p_decided
        ORDER BY coalesce(x.in_force_from, '-infinity')
    LOOP
        class := law_severity(r, p_unit, p_kinds, p_procedure, p_field);
        SELECT * INTO t FROM law_term y WHERE y.regime_id = r.id AND y.severity = class;
        counted := CASE WHEN t.counted_from IN ('publication', 'asking') THEN p_first ELSE p_decided END;
        longest := CASE WHEN t.published THEN (counted + make_interval(months => t.longest_months))::date END;  -- no term where the class is not published
        earliest := CASE WHEN p_unit = ANY (r.never_repair) THEN NULL
            ELSE (counted + make_interval(months => t.repair_months))::date END;
        repair := repair || jsonb_build_object('regime', r.code, 'from', r.in_force_from, 'class', t.severity, 'severity', t.label, 'earliest', earliest);
        IF regime IS NULL THEN
            -- The regime of the document's day (ruling 18), shortened by what the organ gave (ruling 22).
            regime := r.code;
            severity := t.label;
            unfit := NOT coalesce(t.published, false);  -- also where no class of this regime fits the fact
            shortest := (counted + make_interval(months => t.shortest_months))::date;
            -- What is counted from asking is another act than the one the organ gave an end of (ruling 188).
            ends_on := CASE WHEN t.published THEN least(longest, CASE WHEN t.counted_from <> 'asking' THEN p_given END) END;
        ELSIF r.in_force_from <= p_first THEN
            -- First published under this or a later regime: every regime must be satisfied.
            unfit := unfit OR NOT coalesce(t.published, false);
            ends_on := least(ends_on, longest);
        ELSIF ends_on >= r.in_force_from THEN
            -- Already public when this regime begins: never before the day before it.
            ends_on := CASE WHEN t.published THEN greatest(least(ends_on, longest), r.in_force_from - 1) ELSE r.in_force_from - 1 END;
        END IF;
    END LOOP;
    unfit := unfit OR regime IS NULL;
END $$;

-- The same of a fact as its version tells it: what it was decided for, by which procedure, in which field, until when by the organ's word.
DROP FUNCTION IF EXISTS law_reckon_fact(text, date, date, text, jsonb);
CREATE FUNCTION law_reckon_fact(p_power text, p_decided date, p_first date, p_unit text, p_traits jsonb)
RETURNS TABLE (unfit boolean, ends_on date, shortest date, regime text, severity text, repair jsonb)
LANGUAGE sql STABLE AS $$  -- no path of its own: it is written into the statement that asks
    SELECT * FROM law_reckon(p_power, p_decided, p_first, p_unit, ARRAY(SELECT jsonb_array_elements_text(coalesce(p_traits -> 'kinds', '[]'))),
        coalesce(p_traits ->> 'procedure', '一般程序'), coalesce(p_traits ->> 'field', ''), (p_traits ->> 'given_end')::date)
$$;
