-- 公示的运行状况: what waits to be considered, what the runs did, how much stands on the shelf. Figures only.
CREATE OR REPLACE FUNCTION publicity_health() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT jsonb_build_object(
        'due', (SELECT count(*) FROM publicity_due),
        'due_since', (SELECT extract(epoch FROM now() - min(d.since)) FROM publicity_due d),
        'runs', (SELECT jsonb_build_object('runs', count(*), 'considered', coalesce(sum(r.considered), 0), 'published', coalesce(sum(r.published), 0), 'replaced', coalesce(sum(r.replaced), 0),
            'withdrawn', coalesce(sum(r.withdrawn), 0), 'ended', coalesce(sum(r.ended), 0)) FROM publicity_run r),
        'last_run', (SELECT extract(epoch FROM now() - max(r.recorded_at)) FROM publicity_run r),
        'shelf', (SELECT coalesce(jsonb_object_agg(x.item, x.n), '{}') FROM (SELECT l.item, count(*) AS n FROM publicity_line l GROUP BY l.item) x))
$$;

-- 复制的进度: how many bytes each subscriber of the shelf has still to take in; none where there is no second machine.
CREATE OR REPLACE FUNCTION publicity_replicas() RETURNS TABLE (slot text, active boolean, behind bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT s.slot_name::text, s.active, pg_wal_lsn_diff(pg_current_wal_lsn(), s.confirmed_flush_lsn)::bigint FROM pg_replication_slots s
    WHERE s.slot_type = 'logical' AND s.database = current_database() AND s.confirmed_flush_lsn IS NOT NULL
$$;
