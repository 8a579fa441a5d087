-- 留痕日志: the only way into the log of the audit, and what of it the public may read: its heads and the digests of a proof.

-- 追加不改: the entries and the log are added to, never changed; also not by the owner.
SELECT ground_keep('ground_auditentry', 'ground_lookuse', 'ground_auditlog', 'ground_auditleaf', 'ground_auditnode', 'ground_auditcheckpoint');

-- 排序入日志: entries take the next places of the log, with the nodes that came of them and the signed head over all; one
-- transaction, so that a kill leaves all of it or nothing. Called by one sequencer at a time. Whether the digests are right
-- is what verifying asks; here it is seen to that nothing is skipped, taken twice or put anywhere but at the end.
CREATE OR REPLACE FUNCTION ground_audit_append(p_origin text, p_digest text, p_from bigint, p_entries bigint[], p_hashes bytea[],
    p_heights integer[], p_indexes bigint[], p_nodes bytea[], p_root bytea, p_peaks bytea, p_at timestamptz, p_cluster text, p_horizon bigint, p_note text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_last ground_auditcheckpoint%ROWTYPE;
    v_size bigint := p_from + cardinality(p_entries);
    v_next xid8 := pg_snapshot_xmax(pg_current_snapshot());
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ground.audit'));
    INSERT INTO ground_auditlog (id, origin, digest) VALUES (1, p_origin, p_digest) ON CONFLICT DO NOTHING;
    SELECT * INTO v_last FROM ground_auditcheckpoint ORDER BY size DESC LIMIT 1;
    IF p_from <> coalesce(v_last.size, 0) OR cardinality(p_entries) = 0 OR cardinality(p_entries) <> cardinality(p_hashes)
        OR NOT EXISTS (SELECT 1 FROM ground_auditlog WHERE origin = p_origin AND digest = p_digest)
        OR p_at > clock_timestamp() + interval '1 second' OR p_at < clock_timestamp() - interval '10 minutes' OR p_horizon > v_next::text::bigint
        OR length(p_root) <> 32 OR EXISTS (SELECT 1 FROM unnest(p_hashes || p_nodes) AS x(hash) WHERE length(hash) IS DISTINCT FROM 32)
        OR split_part(p_note, chr(10), 1) <> p_origin OR split_part(p_note, chr(10), 2) <> v_size::text OR split_part(p_note, chr(10), 3) <> encode(p_root, 'base64')
    THEN
        RAISE EXCEPTION 'not the next part of the log' USING ERRCODE = 'CX032';
    END IF;
    IF cardinality(p_entries) <> (SELECT count(*) FROM ground_auditentry e WHERE e.id = ANY (p_entries) AND e.xact <> txid_current()) THEN
        RAISE EXCEPTION 'an entry that is not there, or not committed' USING ERRCODE = 'CX032';
    END IF;
    INSERT INTO ground_auditleaf (id, entry_id, hash)
        SELECT p_from + x.n - 1, x.entry, x.hash FROM unnest(p_entries, p_hashes) WITH ORDINALITY AS x(entry, hash, n) ORDER BY x.n;
    INSERT INTO ground_auditnode (height, index, hash) SELECT * FROM unnest(p_heights::smallint[], p_indexes, p_nodes);
    INSERT INTO ground_auditcheckpoint (size, at, root, peaks, cluster, horizon, note) VALUES (v_size, p_at, p_root, p_peaks, p_cluster, p_horizon, p_note);
    RETURN v_size;
END $$;

-- 用掉一次查阅: a read is opened by a look that another transaction has committed, about this subject, not older than a minute; it opens one (ruling 30).
CREATE OR REPLACE FUNCTION ground_use_look(p_subject bigint, p_look bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM 1 FROM ground_auditentry WHERE id = p_look AND act = 'look' AND subject_ref = p_subject
        AND xact <> txid_current() AND at > clock_timestamp() - interval '1 minute';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no committed look opens this read' USING ERRCODE = 'CX030';
    END IF;
    INSERT INTO ground_lookuse (entry_id) VALUES (p_look);
END $$;

-- 有行为必有留痕: an act without an entry of the same transaction cannot be committed. site.acts ties it to the tables of acts.
CREATE OR REPLACE FUNCTION ground_acted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ground_auditentry WHERE xact = txid_current()) THEN
        RAISE EXCEPTION 'an act on % without an entry', TG_TABLE_NAME USING ERRCODE = 'CX033';
    END IF;
    RETURN NULL;
END $$;

-- 自动留痕: rows that come by the million, or follow from something else: where the transaction has no entry yet, one is written
-- here, with the database role for an actor and the last of the rows for a reference.
CREATE OR REPLACE FUNCTION ground_noted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_last bigint;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ground_auditentry WHERE xact = txid_current()) THEN
        EXECUTE format('SELECT max(%I) FROM %I', TG_ARGV[1], TG_TABLE_NAME) INTO v_last;
        IF v_last IS NOT NULL THEN
            INSERT INTO ground_auditentry (act, actor, post, purpose, reference, fields) VALUES (TG_ARGV[0], SESSION_USER, '数据库', '', TG_TABLE_NAME || ':' || v_last, '{}');
        END IF;
    END IF;
    RETURN NULL;
END $$;

-- 公开的日志头: the latest head, the head of a size, and digests by which a proof is made. No entry can be told from them: each is salted.
CREATE OR REPLACE FUNCTION publicity.audit_head(p_size bigint DEFAULT NULL) RETURNS TABLE (size bigint, digest text, note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT c.size, l.digest::text, c.note FROM ground_auditcheckpoint c, ground_auditlog l WHERE p_size IS NULL OR c.size = p_size ORDER BY c.size DESC LIMIT 1
$$;
CREATE OR REPLACE FUNCTION publicity.audit_nodes(p_height integer, p_first bigint, p_count integer) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT string_agg(x.hash, ''::bytea ORDER BY x.place) FROM (
        SELECT n.hash, n.index AS place FROM ground_auditnode n WHERE p_height > 0 AND n.height = p_height AND n.index >= p_first AND n.index < p_first + least(p_count, 256)
        UNION ALL
        SELECT l.hash, l.id FROM ground_auditleaf l WHERE p_height = 0 AND l.id >= p_first AND l.id < p_first + least(p_count, 256)
    ) x
$$;
