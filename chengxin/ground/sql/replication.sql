-- 副本复制: how far the replicas of this database are, and on a replica how far behind it is. Positions and times only; no row of anything.

-- 记下日志位置: by the worker, about once a second, while there is a replica to tell of. Ten minutes are remembered.
CREATE OR REPLACE FUNCTION ground_mark_log() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_now timestamptz := clock_timestamp();
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_replication_slots s WHERE s.slot_name LIKE 'chengxin\_replica\_%' AND s.database = current_database()) THEN RETURN false; END IF;
    INSERT INTO ground_logmark AS m (slot, at, position)
    VALUES ((extract(epoch FROM v_now)::bigint % 600)::smallint, v_now, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint)
    ON CONFLICT (slot) DO UPDATE SET at = excluded.at, position = excluded.position WHERE m.at < excluded.at - interval '1 minute';
    RETURN FOUND;
END $$;

-- 复制状况: ``replicas``: of each replica of this database its slot: whether it is connected, how far it has applied, how many bytes and
-- seconds that is behind (seconds null: not known, because nobody marks the log), how much log is kept for it and how much more may be.
-- ``replica``: on a replica, how it stands to its main database.
DROP FUNCTION IF EXISTS publicity.replication();
CREATE FUNCTION publicity.replication() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT jsonb_build_object(
        'replica', (SELECT to_jsonb(r) - 'id' || jsonb_build_object(
                'silent_seconds', round(extract(epoch FROM clock_timestamp() - r.looked_at)::numeric, 1), 'behind_seconds', round(greatest(extract(epoch FROM clock_timestamp() - r.fresh_at)::numeric, 0), 1))
            FROM ground_replicastate r WHERE r.id = 1),
        'replicas', coalesce((SELECT jsonb_agg(jsonb_build_object(
                'name', s.slot_name, 'connected', s.active, 'applied', s.confirmed_flush_lsn, 'behind_bytes', pg_wal_lsn_diff(pg_current_wal_lsn(), s.confirmed_flush_lsn),
                'behind_seconds', CASE WHEN k.newest > clock_timestamp() - interval '10 seconds' THEN round(coalesce(extract(epoch FROM clock_timestamp() - k.passed), 0)::numeric, 1) END,
                'kept_bytes', pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn), 'room_bytes', s.safe_wal_size, 'log', s.wal_status) ORDER BY s.slot_name)
            FROM pg_replication_slots s CROSS JOIN LATERAL (
                SELECT max(m.at) AS newest, min(m.at) FILTER (WHERE m.position > pg_wal_lsn_diff(s.confirmed_flush_lsn, '0/0')) AS passed FROM ground_logmark m WHERE m.at > clock_timestamp() - interval '11 minutes') k
            WHERE s.slot_name LIKE 'chengxin\_replica\_%' AND s.database = current_database()), '[]'))
$$;
