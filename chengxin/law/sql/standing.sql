-- 凭据效力: what became of warrants since they were given (docs/rulings.md, 181 to 184). Reckoned from what is stored, never stored itself,
-- so that it cannot be late: a fact corrected or withdrawn, a class decided, a dispute raised, a law changed.
--   stands      it carries what was done under it
--   disputed    it stands, and the dispute is shown beside it; nothing new is built on it
--   superseded  the organ has corrected the fact or decided a class, or the law allows less: it must be asked anew, and until then it stands
--   fallen      the fact is withdrawn, or the law no longer allows it at all: what was done under it ends at once
--   ended       its term is over;  to-come  its term has not begun
DROP FUNCTION IF EXISTS law_state(bigint[], date);
CREATE FUNCTION law_state(p_warrants bigint[], p_on date) RETURNS TABLE (warrant bigint, state text, because text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH asked AS MATERIALIZED (
        SELECT w.* FROM law_warrant w WHERE p_warrants IS NULL OR w.id = ANY (p_warrants)
    ), fact AS MATERIALIZED (
        SELECT f.warrant_id, bool_or(latest.id IS NULL OR gone.record_id IS NOT NULL) AS withdrawn, bool_or(latest.id <> f.version_id) AS corrected, bool_or(coalesce(mark.disputed, false)) AS disputed,
            bool_or(class.decided_on >= a.asked_on AND coalesce(class.severity, '') <> coalesce(before.severity, '')) AS classed,
            (array_agg(v.held_on ORDER BY f.record_id))[1] AS decided, (array_agg(v.traits ORDER BY f.record_id))[1] AS traits, (array_agg(coalesce(before.severity, '') ORDER BY f.record_id))[1] AS unit
        FROM asked a JOIN law_warrantfact f ON f.warrant_id = a.id
        JOIN records_version v ON v.id = f.version_id
        LEFT JOIN LATERAL (SELECT x.id FROM records_standing x WHERE x.record_id = f.record_id AND x.received_on <= greatest(p_on, v.received_on) ORDER BY x.id DESC LIMIT 1) latest ON true
        LEFT JOIN records_withdrawal gone ON gone.record_id = f.record_id AND gone.withdrawn_on <= p_on
        LEFT JOIN LATERAL (SELECT y.disputed FROM records_mark y WHERE y.record_id = f.record_id AND y.marked_on <= p_on ORDER BY y.id DESC LIMIT 1) mark ON true
        LEFT JOIN LATERAL (SELECT c.severity, c.decided_on FROM records_classing c WHERE c.record_id = f.record_id AND c.decided_on <= p_on ORDER BY c.id DESC LIMIT 1) class ON true
        LEFT JOIN LATERAL (SELECT c.severity FROM records_classing c WHERE c.record_id = f.record_id AND c.decided_on <= a.asked_on AND c.recorded_at <= a.recorded_at ORDER BY c.id DESC LIMIT 1) before ON true
        GROUP BY f.warrant_id
    ), shape AS MATERIALIZED (
        -- What the law on file today says of the same facts; each shape once.
        SELECT s.*, k.unfit, k.ends_on FROM (
            SELECT DISTINCT a.power_id, f.decided, coalesce(a.first_day, a.begins_on) AS first, f.unit, f.traits
            FROM asked a JOIN fact f ON f.warrant_id = a.id
            WHERE a.span = 'term' AND EXISTS (SELECT 1 FROM law_regime g WHERE g.power_id = a.power_id)
        ) s CROSS JOIN LATERAL law_reckon_fact(s.power_id, s.decided, s.first, s.unit, s.traits) k
    ), judged AS (
        SELECT a.id, a.begins_on, a.ends_on, a.span, coalesce(f.withdrawn, false) AS withdrawn, coalesce(f.corrected, false) AS corrected, coalesce(f.classed, false) AS classed, coalesce(f.disputed, false) AS disputed,
            NOT p.verified OR coalesce(p.in_force_to < p_on AND a.span = 'term', false) OR coalesce(m.in_force_to < p_on AND a.span = 'term', false) OR coalesce(s.unfit, false) AS unlawful, coalesce(s.ends_on < a.ends_on, false) AS shortened
        FROM asked a JOIN law_power p ON p.code = a.power_id LEFT JOIN law_measure m ON m.code = p.measure LEFT JOIN fact f ON f.warrant_id = a.id
        LEFT JOIN shape s ON s.power_id = a.power_id AND coalesce(s.decided, '-infinity') = coalesce(f.decided, '-infinity') AND s.first = coalesce(a.first_day, a.begins_on) AND s.unit = f.unit AND s.traits = f.traits
    )
    SELECT j.id, CASE WHEN j.begins_on > p_on THEN 'to-come' WHEN j.ends_on < p_on THEN 'ended' WHEN j.withdrawn OR j.unlawful THEN 'fallen'
            WHEN j.corrected OR j.classed OR j.shortened THEN 'superseded' WHEN j.disputed THEN 'disputed' ELSE 'stands' END,
        array_remove(ARRAY[CASE WHEN j.withdrawn THEN 'fact-withdrawn' END, CASE WHEN j.corrected AND NOT j.withdrawn THEN 'fact-corrected' END, CASE WHEN j.classed THEN 'class-decided' END,
            CASE WHEN j.unlawful OR j.shortened THEN 'law-changed' END, CASE WHEN j.disputed THEN 'fact-disputed' END], NULL)
    FROM judged j
$$;

-- The law's own mark: every power, regime, class rule and term on file. Where it differs from the one of the last run of
-- publication, every standing line is looked at again.
CREATE OR REPLACE FUNCTION law_mark() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET datestyle = 'ISO, YMD' AS $$
    SELECT ground_digest(concat_ws('|',
        (SELECT string_agg(concat_ws(',', p.code, p.may_touch, p.held_by, p.holders, p.needs_items, p.least_facts, p.needs_steps, p.span, p.verified, p.in_force_from, p.in_force_to), ';' ORDER BY p.code) FROM law_power p),
        (SELECT string_agg(concat_ws(',', r.power_id, r.code, r.in_force_from, r.in_force_to, r.unit_classes, r.reads, r.never_repair,
            (SELECT string_agg(concat_ws(',', c.seq, c.severity, c.procedure, c.all_kinds_in, c.any_kind_is, c.any_kind_begins, c.field_in), ';' ORDER BY c.seq) FROM law_classrule c WHERE c.regime_id = r.id),
            (SELECT string_agg(concat_ws(',', t.severity, t.published, t.counted_from, t.shortest_months, t.longest_months, t.repair_months), ';' ORDER BY t.severity) FROM law_term t WHERE t.regime_id = r.id)),
            ';' ORDER BY r.power_id, r.code) FROM law_regime r)))
$$;
