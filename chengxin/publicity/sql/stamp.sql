-- 变更戳: whether anything changed that the public side can read. Each transaction that changes such a table adds one row, by triggers on
-- statements (chengxin/site/stamped.py ties them); all rows together are the stamp. Nobody waits for anybody: a transaction writes a row of
-- its own and takes away only rows that nobody else is taking away.
CREATE OR REPLACE FUNCTION publicity_stamped() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_made text;
BEGIN
    IF pg_current_xact_id_if_assigned() IS NULL THEN RETURN NULL; END IF;  -- a statement that met no row, in a transaction that has written nothing
    v_made := pg_current_xact_id()::text || '.' || (extract(epoch FROM now()) * 1000000)::bigint;
    INSERT INTO publicity_stamp (made) VALUES (v_made) ON CONFLICT DO NOTHING;
    -- Kept short. What goes, goes in a transaction that has just added a row, so no set of rows comes a second time (docs/decisions/0043). Under
    -- a snapshot of the whole transaction, a row that is gone meanwhile would be an error: left to the next one.
    IF FOUND AND current_setting('transaction_isolation') = 'read committed' AND (SELECT count(*) FROM publicity_stamp) > 40 THEN
        DELETE FROM publicity_stamp s USING (SELECT x.made FROM publicity_stamp x WHERE x.made <> v_made FOR UPDATE SKIP LOCKED) gone WHERE s.made = gone.made;
    END IF;
    RETURN NULL;
END $$;

-- The stamp, and the day by which the views tell what has ended. A digest of the whole set: of count and highest number a late commit and a
-- shortening could make an old pair again.
DROP FUNCTION IF EXISTS publicity.stamp();
CREATE FUNCTION publicity.stamp(OUT stamp text, OUT today date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT encode(sha256(convert_to(coalesce(string_agg(s.made, ' ' ORDER BY s.made COLLATE "C"), ''), 'UTF8')), 'hex'), ground_today() FROM publicity_stamp s
$$;
