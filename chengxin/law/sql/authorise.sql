-- 授权: the kernel's gate. The only way a warrant comes into being (architecture, section 2; ruling 25).
-- Answers every ask of a run at once: a warrant, or a refusal with all codes that apply.

-- 步骤齐备之日: the day by which every step that is needed was done; never, where one is missing. A word such as today or -infinity is
-- no day on which anything was done.
CREATE OR REPLACE FUNCTION law_steps_done(p_steps jsonb, p_needs text[]) RETURNS date LANGUAGE plpgsql STABLE PARALLEL SAFE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_step text;
    v_done date := '-infinity';
BEGIN
    FOREACH v_step IN ARRAY coalesce(p_needs, '{}') LOOP
        v_done := greatest(v_done, CASE WHEN p_steps ->> v_step ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN (p_steps ->> v_step)::date ELSE 'infinity' END);
    END LOOP;
    RETURN v_done;
END $$;

CREATE OR REPLACE FUNCTION law_answer(p_run uuid) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp SET datestyle = 'ISO, YMD' AS $$  -- a warrant's days are written one way, whatever the session prefers
BEGIN
    WITH fact AS MATERIALIZED (
        -- The facts as the database holds them; a withdrawn record is no fact any more.
        SELECT a.id AS ask, count(v.id) AS found, array_agg(r.id ORDER BY r.id) AS record_ids, array_agg(v.id ORDER BY r.id) AS version_ids,
            bool_and(r.subject_id IS NOT DISTINCT FROM a.subject) AS of_subject,
            bool_and(r.organ_id IS NOT DISTINCT FROM a.organ) AS of_organ,
            bool_and(p.needs_items = '{}' OR r.item_id = ANY (p.needs_items)) AS of_item,
            bool_or(coalesce(m.disputed, false)) AS disputed,
            max(v.held_on) AS decided,
            (array_agg(v.traits ORDER BY r.id))[1] AS traits,
            (array_agg(c.severity ORDER BY r.id))[1] AS unit
        FROM law_ask a
        JOIN law_power p ON p.code = a.power
        CROSS JOIN LATERAL unnest(a.records) AS named(id)
        JOIN LATERAL (SELECT x.id, x.subject_id, x.organ_id, x.item_id FROM records_record x WHERE x.id = named.id LIMIT 1) r ON true
        JOIN LATERAL (SELECT x.id, x.held_on, x.traits FROM records_standing x WHERE x.record_id = r.id AND x.received_on <= greatest(a.on_day, a.first_public) ORDER BY x.id DESC LIMIT 1) v ON true
        LEFT JOIN LATERAL (SELECT y.disputed FROM records_mark y WHERE y.record_id = r.id ORDER BY y.id DESC LIMIT 1) m ON true
        LEFT JOIN LATERAL (SELECT z.severity FROM records_classing z WHERE z.record_id = r.id AND z.decided_on <= a.on_day ORDER BY z.id DESC LIMIT 1) c ON true
        LEFT JOIN LATERAL (SELECT true AS gone FROM records_withdrawal w WHERE w.record_id = r.id LIMIT 1) w ON true
        WHERE a.run = p_run AND w.gone IS NULL
        GROUP BY a.id
    ), shaped AS MATERIALIZED (
        -- Many facts, few shapes: each is reckoned once, then told to every ask of it.
        -- What is done at once follows the regime of the day it is done (ruling 187); what lasts, that of the document's day (ruling 18).
        SELECT a.power, CASE WHEN p.span = 'term' THEN f.decided ELSE a.on_day END AS ruled, coalesce(a.first_public, a.on_day) AS first_public, coalesce(f.unit, '') AS unit, f.traits,
            f.decided, array_agg(a.id) AS asks
        FROM law_ask a JOIN fact f ON f.ask = a.id JOIN law_power p ON p.code = a.power WHERE a.run = p_run GROUP BY 1, 2, 3, 4, 5, 6
    ), classed AS MATERIALIZED (
        SELECT power, unit, told, law_classes_of(power, unit, told) AS classes
        FROM (SELECT DISTINCT power, unit, traits - '{given_end,steps}'::text[] AS told FROM shaped) few
    ), shape AS MATERIALIZED (
        SELECT unnest(asks) AS ask, unfit, ends_on, shortest, regime, severity, repair, told_steps, done_on FROM (SELECT s.asks, k.*, t.told_steps, t.done_on
        FROM shaped s JOIN classed c ON c.power = s.power AND c.unit = s.unit AND c.told = s.traits - '{given_end,steps}'::text[]
        CROSS JOIN LATERAL law_days(c.classes, s.ruled, s.first_public, (s.traits ->> 'given_end')::date) k
        -- 依报送单位陈述 (ruling 23): the steps are done on the decision's day unless given.
        CROSS JOIN LATERAL (
            SELECT told_steps, law_steps_done(told_steps, needs) AS done_on FROM (
                SELECT coalesce(jsonb_object_agg(n.step, coalesce(s.traits -> 'steps' ->> n.step, s.decided::text)), '{}') AS told_steps, coalesce(array_agg(n.step), '{}') AS needs
                FROM law_power p CROSS JOIN LATERAL unnest(p.needs_steps) AS n(step) WHERE p.code = s.power
            ) stated
        ) t OFFSET 0) reckoned  -- here the reckoning ends: what is told on is not reckoned anew for each ask
    ), judged AS (
        SELECT a.*, p.code AS power_known, p.kind, p.span,
            coalesce(a.first_public, a.on_day) AS public_day,
            coalesce(a.on_day >= p.in_force_from, true) AND coalesce(a.on_day <= p.in_force_to, true) AS in_force,
            p.verified,
            organ.subject_id IS NOT NULL AND CASE p.held_by WHEN 'deciding-organ' THEN f.ask IS NULL OR f.of_organ
                WHEN 'holders' THEN organ.official_name = ANY (p.holders) ELSE p.held_by = 'any-organ' END AS organ_fits,
            coalesce(s.kind = ANY (p.may_touch), false) AS subject_fits,
            coalesce(po.active AND ap.active AND po.id <> ap.id, false)
                AND po.person_id IS DISTINCT FROM a.subject AND ap.person_id IS DISTINCT FROM a.subject AS officers_fit,
            CASE WHEN p.least_facts = 0 AND a.records = '{}' THEN true
                ELSE coalesce(f.found = cardinality(a.records) AND f.found >= greatest(p.least_facts, 1) AND f.of_subject, false) END AS facts_there,
            coalesce(f.of_item, true) AND NOT (coalesce(h.unfit, false) AND (p.span = 'term' OR p.in_regimes) AND p.least_facts > 0) AS facts_fit,
            f.of_item, coalesce(f.disputed, false) AND NOT p.on_disputed AS disputed,
            coalesce(a.steps, h.told_steps, '{}') AS told_steps,
            CASE WHEN a.steps IS NULL AND h.done_on IS NOT NULL AND s.kind <> 'person' THEN h.done_on
                ELSE law_steps_done(coalesce(a.steps, h.told_steps, '{}'), p.needs_steps || CASE WHEN s.kind = 'person' THEN p.person_steps ELSE '{}' END) END AS steps_done_on,
            a.steps IS NULL AS by_statement,
            -- 超出措施清单: the list of measures does not hold it that day, or the organ asks for another span than the power allows.
            p.measure IS NOT NULL AND NOT EXISTS (SELECT 1 FROM law_measure m WHERE m.code = p.measure AND coalesce(a.on_day >= m.in_force_from, true) AND coalesce(a.on_day <= m.in_force_to, true))
                OR a.asked_end IS NOT NULL AND p.kind <> 'publication' AND (p.span <> 'term' OR a.asked_end > h.ends_on OR a.asked_end < h.shortest) AS beyond_measure,
            f.record_ids, f.version_ids, least(h.ends_on, a.asked_end) AS ends_on, h.regime, h.severity, h.repair
        FROM law_ask a
        LEFT JOIN (SELECT x.*, EXISTS (SELECT 1 FROM law_regime g WHERE g.power_id = x.code) AS in_regimes FROM law_power x) p ON p.code = a.power
        LEFT JOIN LATERAL (SELECT x.kind FROM subjects_subject x WHERE x.id = a.subject LIMIT 1) s ON true
        LEFT JOIN subjects_organ organ ON organ.subject_id = a.organ
        LEFT JOIN access_officer_now po ON po.id = a.proposer
        LEFT JOIN access_officer_now ap ON ap.id = a.approver
        LEFT JOIN fact f ON f.ask = a.id
        LEFT JOIN shape h ON h.ask = a.id
        WHERE a.run = p_run
    ), verdict AS MATERIALIZED (
        -- A warrant's number is its ask's, so that nothing need be joined with the warrants just made.
        SELECT j.id, j.run, j.power, j.subject, j.organ, j.proposer, j.approver, j.records, j.on_day, j.first_public, j.span, j.told_steps, j.by_statement,
            j.record_ids, j.version_ids, j.ends_on, j.regime, j.severity, j.repair, CASE
            WHEN power_known IS NULL THEN ARRAY['no-such-power']
            WHEN NOT in_force THEN ARRAY['not-in-force']
            ELSE array_remove(ARRAY[
                CASE WHEN NOT verified THEN 'basis-unverified' END,
                CASE WHEN NOT organ_fits THEN 'wrong-organ' END,
                CASE WHEN NOT subject_fits THEN 'wrong-subject' END,
                CASE WHEN NOT officers_fit THEN 'same-officer' END,
                CASE WHEN NOT facts_there THEN 'facts-missing' END,
                CASE WHEN facts_there AND subject_fits AND NOT facts_fit THEN 'facts-unfit' END,
                CASE WHEN facts_there AND disputed THEN 'facts-disputed' END,
                CASE WHEN steps_done_on > on_day THEN 'step-missing' END,
                CASE WHEN facts_there AND subject_fits AND span = 'term' AND coalesce(of_item, true) AND ends_on < on_day THEN 'beyond-term' END,
                CASE WHEN subject_fits AND coalesce(beyond_measure, false) THEN 'beyond-measure' END
            ], NULL) END AS codes
        FROM judged j
    ), refused AS (
        INSERT INTO law_refused (run, ask, power, subject, organ, records, codes, asked_on)
        SELECT run, id, power, subject, organ, records, codes, on_day FROM verdict WHERE codes <> '{}'
        RETURNING ask
    ), wording AS MATERIALIZED (
        -- The articles the power rests on, each by its wording of the day asked about (texts.sql).
        SELECT power_id, regime, on_day, array_agg(article_id ORDER BY seq) AS articles, array_agg(digest ORDER BY seq) AS wordings,
            ground_digest(string_agg(digest, '|' ORDER BY seq)) AS digest, p.exit, p.remedy
        FROM (
            SELECT pa.power_id, k.regime, k.on_day, pa.article_id, min(pa.seq) AS seq, law_wording(pa.article_id, k.on_day) AS digest
            FROM law_powerarticle pa
            JOIN (SELECT DISTINCT power, coalesce(regime, '') AS regime, on_day FROM verdict WHERE codes = '{}') k ON k.power = pa.power_id AND pa.regime IN ('', k.regime)
            GROUP BY pa.power_id, k.regime, k.on_day, pa.article_id
        ) every_article JOIN law_power p ON p.code = power_id GROUP BY power_id, regime, on_day, p.exit, p.remedy
    ), kept AS (
        INSERT INTO law_wordingset (digest, articles, wordings)
        SELECT DISTINCT ON (w.digest) w.digest, w.articles, w.wordings FROM wording w
        WHERE NOT EXISTS (SELECT 1 FROM law_wordingset x WHERE x.digest = w.digest) ORDER BY w.digest
        ON CONFLICT DO NOTHING
    ), grounded AS MATERIALIZED (
        -- What many warrants rest on is written once, under its digest.
        SELECT w.*, ground_digest(jsonb_build_array(w.digest, w.exit, w.remedy)::text) AS grounds FROM wording w
    ), laid AS (
        INSERT INTO law_grounds (digest, articles, wording, exit, remedy)
        SELECT DISTINCT ON (g.grounds) g.grounds, g.articles, g.digest, g.exit, g.remedy FROM grounded g
        WHERE NOT EXISTS (SELECT 1 FROM law_grounds x WHERE x.digest = g.grounds) ORDER BY g.grounds
        ON CONFLICT DO NOTHING
    ), granted AS (
        INSERT INTO law_warrant (id, power_id, subject_id, organ_id, proposer_id, approver_id, regime, severity, grounds_id,
            steps, by_statement, span, begins_on, first_day, ends_on, repair, asked_on, digest)
        SELECT d.id, d.power, d.subject, d.organ, d.proposer, d.approver, coalesce(d.regime, ''), coalesce(d.severity, ''), w.grounds,
            d.told_steps, d.by_statement, d.span, d.on_day, d.first_public, CASE WHEN d.span = 'term' THEN d.ends_on END, coalesce(d.repair, '[]'), d.on_day,
            ground_digest(concat_ws('|', d.id, d.power, d.subject, d.organ, d.proposer, d.approver, d.regime, d.severity,
                w.digest, d.told_steps, d.by_statement, d.span, d.on_day, d.first_public, d.ends_on, d.version_ids))
        FROM verdict d JOIN grounded w ON w.power_id = d.power AND w.regime = coalesce(d.regime, '') AND w.on_day = d.on_day WHERE d.codes = '{}'
    )
    INSERT INTO law_warrantfact (warrant_id, record_id, version_id)
    SELECT d.id, named.record_id, named.version_id
    FROM verdict d JOIN wording w ON w.power_id = d.power AND w.regime = coalesce(d.regime, '') AND w.on_day = d.on_day
    CROSS JOIN LATERAL unnest(d.record_ids, d.version_ids) AS named(record_id, version_id) WHERE d.codes = '{}';

    DELETE FROM law_ask WHERE run = p_run;
END $$;

-- Many asks at once. What is many in any case (records, versions, subjects) is looked up row by row, each by its key; what the run itself
-- brings forth is joined by hash. So the plan is the same whatever the planner believes of tables that were empty a moment ago.
CREATE OR REPLACE FUNCTION law_authorise(p_run uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET plan_cache_mode = force_custom_plan SET work_mem = '64MB' SET enable_nestloop = off SET enable_mergejoin = off SET enable_sort = off AS $$
BEGIN
    PERFORM law_answer(p_run);
END $$;

-- One ask costs less than planning for it: its plan is kept for the session. A run of its own is told to be rare, or a run of a million
-- would stay in the statistics and its plan be kept for one (docs/decisions/0023).
ALTER TABLE law_ask ALTER COLUMN run SET (n_distinct = -0.5);
-- Nothing is looked for by what these hold.
ALTER TABLE law_warrant ALTER COLUMN steps SET STATISTICS 0, ALTER COLUMN repair SET STATISTICS 0, ALTER COLUMN digest SET STATISTICS 0;

-- One explicit ask; ``p_steps`` null: by the unit's statement (ruling 23). What it carries was public no later than the day asked about.
DROP FUNCTION IF EXISTS law_ask_once(text, bigint, bigint, bigint, bigint, bigint[], jsonb, date, date);
CREATE OR REPLACE FUNCTION law_ask_one(
    p_power text, p_subject bigint, p_organ bigint, p_proposer bigint, p_approver bigint, p_records bigint[], p_steps jsonb, p_on date, p_first date, p_end date,
    OUT warrant bigint, OUT codes text[])
LANGUAGE plpgsql SET search_path = chengxin, pg_temp
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    v_run uuid := gen_random_uuid();
    v_ask bigint;
BEGIN
    INSERT INTO law_ask (run, power, subject, organ, proposer, approver, records, steps, on_day, first_public, asked_end)
    VALUES (v_run, p_power, p_subject, p_organ, p_proposer, p_approver, coalesce(p_records, '{}'), p_steps, p_on, least(p_first, p_on), p_end)
    RETURNING id INTO v_ask;
    PERFORM law_answer(v_run);
    SELECT w.id INTO warrant FROM law_warrant w WHERE w.id = v_ask;
    SELECT f.codes INTO codes FROM law_refused f WHERE f.ask = v_ask;
END $$;

-- The desk's way through the gate, with steps of its own: an act is authorised on its day, not before (docs/rulings.md, 245).
CREATE OR REPLACE FUNCTION law_ask_once(
    p_power text, p_subject bigint, p_organ bigint, p_proposer bigint, p_approver bigint, p_records bigint[], p_steps jsonb, p_on date, p_first date, p_end date,
    OUT warrant bigint, OUT codes text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF ground_reached(p_on) < p_on OR NOT isfinite(p_first) OR NOT isfinite(p_end) THEN
        RAISE EXCEPTION 'the day has not come, or is none' USING ERRCODE = 'CX044';
    END IF;
    SELECT a.warrant, a.codes INTO warrant, codes FROM law_ask_one(p_power, p_subject, p_organ, p_proposer, p_approver, p_records, coalesce(p_steps, '{}'), p_on, p_first, p_end) a;
END $$;

-- 凭据只增: warrants are never changed or deleted, also not by the owner.
SELECT ground_keep('law_warrant', 'law_warrantfact', 'law_grounds', 'law_refused');
