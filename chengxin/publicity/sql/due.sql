-- 待公示: which records are to be considered in the next run, and whose turn it is to change what stands.

-- 轮次: whoever changes what stands, beside a run of publication, comes between its parts: none is at work, and none that was prepared before is
-- laid after it. A part itself is prepared beside others and waits with laying for its turn (publicity_consider; docs/decisions/0045). Taken
-- before anything is written that a part could wait for.
CREATE OR REPLACE FUNCTION publicity_turn() RETURNS void LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('publicity.part'));
    PERFORM pg_advisory_xact_lock(hashtext('publicity'));
END $$;

-- These records are to be considered in the next run; one that nobody can be named for never is. Each is looked up by its key
-- (docs/decisions/0044).
DROP FUNCTION IF EXISTS publicity_enqueue_record(bigint);
CREATE OR REPLACE FUNCTION publicity_make_due(p_records bigint[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    INSERT INTO publicity_due (record_id)
    SELECT r.id FROM (SELECT DISTINCT unnest(p_records) AS id) c CROSS JOIN LATERAL (SELECT x.id FROM records_record x WHERE x.id = c.id AND x.subject_id IS NOT NULL LIMIT 1) r
    ON CONFLICT DO NOTHING
$$;

-- Records about which something changed in a batch are due; a line whose document now names another subject too leaves the shelf at
-- once (ruling 15). Those the batch brought are taken as they lie; numbers are drawn in order, so that what it says of others is known by
-- lower ones.
CREATE OR REPLACE FUNCTION publicity_enqueue(p_batch bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_holds bigint[];
    v_first bigint;
    v_changed bigint[];
BEGIN
    PERFORM ground_uncounted('records_record', 'records_version');
    -- By the latest version, not by who brought the record: a row that was taken back with its batch and comes again clashes again.
    v_holds := ARRAY(SELECT h.id FROM records_hold h CROSS JOIN LATERAL (SELECT x.batch FROM records_version x WHERE x.record_id = h.record_id ORDER BY x.id DESC LIMIT 1) n WHERE n.batch = p_batch);
    IF EXISTS (SELECT 1 FROM unnest(v_holds) AS d(id) CROSS JOIN LATERAL (SELECT x.id FROM records_open_hold x WHERE x.id = d.id LIMIT 1) h) THEN
        PERFORM publicity_turn();
    END IF;
    INSERT INTO publicity_due (record_id) SELECT r.id FROM records_record r WHERE r.batch = p_batch AND r.subject_id IS NOT NULL ON CONFLICT DO NOTHING;
    SELECT min(r.id) INTO v_first FROM (SELECT x.id FROM records_record x WHERE x.batch = p_batch OFFSET 0) r;  -- 0: not by a walk along all numbers
    v_changed := ARRAY(SELECT v.record_id FROM records_version v WHERE v.batch = p_batch AND (v_first IS NULL OR v.record_id < v_first));
    PERFORM publicity_make_due(v_changed || ARRAY(SELECT h.against_id FROM records_hold h WHERE h.id = ANY (v_holds)));
    INSERT INTO publicity_due (record_id, law) SELECT unnest(publicity_naming(p_batch, v_changed)), true ON CONFLICT (record_id) DO UPDATE SET law = true;
    -- What the last run has shown on its day stays in the history of that day, also where the row was received before it. A row that comes
    -- again clashes anew, on the day it came again: the day of the first clash is older than what was shown between (ruling 493).
    PERFORM publicity_take_down(h.against_id, greatest(b.came_on, CASE WHEN b.came_on < t.last_day THEN t.last_day + 1 END, l.laid_on), 'held')
    FROM unnest(v_holds) AS d(id)
    CROSS JOIN LATERAL (SELECT x.record_id, x.against_id FROM records_open_hold x WHERE x.id = d.id LIMIT 1) h
    CROSS JOIN LATERAL (SELECT min(x.received_on) AS came_on FROM records_standing x WHERE x.record_id = h.record_id) b
    CROSS JOIN LATERAL (SELECT x.laid_on FROM publicity_line x WHERE x.record_id = h.against_id LIMIT 1) l
    CROSS JOIN (SELECT max(on_day) AS last_day FROM publicity_run) t;
END $$;

-- Whoever was held against a record that is now withdrawn is due again.
CREATE OR REPLACE FUNCTION publicity_enqueue_freed(p_record bigint) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT publicity_make_due(ARRAY(SELECT record_id FROM records_hold WHERE against_id = p_record))
$$;
