-- 运行状况: how the instance does, in figures: size, connections, jobs, the worker's pulse, how far the audit's log is behind. No row of anything.
CREATE OR REPLACE FUNCTION ground_health() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_head timestamptz;
    v_size bigint;
BEGIN
    SELECT c.at, c.size INTO v_head, v_size FROM ground_auditcheckpoint c ORDER BY c.size DESC LIMIT 1;
    RETURN jsonb_build_object(
        'server_version', current_setting('server_version'),
        'started_at', pg_postmaster_start_time(),
        'database_bytes', pg_database_size(current_database()),
        'connections', (SELECT count(*) FROM pg_stat_activity a WHERE a.datname = current_database()),
        'connections_at_most', current_setting('max_connections')::integer,
        'pulse', (SELECT max(w.last_heartbeat) FROM procrastinate_workers w),
        'jobs', (SELECT coalesce(jsonb_object_agg(j.status, j.n), '{}') FROM (SELECT status, count(*) AS n FROM procrastinate_jobs GROUP BY status) j),
        'oldest_waiting', (SELECT min(e.at) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred' WHERE j.status = 'todo'),
        'failed_today', (SELECT count(*) FROM procrastinate_events e WHERE e.type = 'failed' AND e.at > now() - interval '1 day'),
        'audit_size', coalesce(v_size, 0),
        'audit_head', v_head,
        'audit_waiting', (SELECT count(*) FROM ground_auditentry e WHERE e.id > coalesce((SELECT max(l.entry_id) FROM (SELECT entry_id FROM ground_auditleaf ORDER BY id DESC LIMIT 1000) l), 0)),
        'undelivered', (SELECT count(*) FROM ground_event e WHERE e.emitted_at > now() - interval '1 day' AND NOT EXISTS (SELECT 1 FROM ground_delivery d WHERE d.event_id = e.id)),
        'kind', (SELECT i.kind FROM ground_instance i),
        'created_at', (SELECT i.created_at FROM ground_instance i),
        'fingerprint', (SELECT i.fingerprint FROM ground_instance i)
    );
END $$;
