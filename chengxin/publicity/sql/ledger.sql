-- 公示留痕: the history of publication into an append-only Merkle log. The one way into it; what is signed is made outside (publicity.ledger.sequencing).
SELECT ground_keep('publicity_ledgerlog', 'publicity_ledgerkey', 'publicity_ledgerleaf', 'publicity_ledgernode', 'publicity_ledgercheckpoint',
    'publicity_ledgerround', 'publicity_ledgerseen', 'publicity_ledgerforgotten');

-- 依次: whoever adds to the history of publication holds its lock, so that numbers come in the order of commits: what is in sight has
-- everything with a lower number before it, and the log needs to look only after the last number it has.
CREATE OR REPLACE FUNCTION publicity_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('publicity'));
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS in_turn ON publicity_publication;
CREATE TRIGGER in_turn BEFORE INSERT ON publicity_publication FOR EACH STATEMENT EXECUTE FUNCTION publicity_in_turn();
DROP TRIGGER IF EXISTS in_turn ON publicity_closing;
CREATE TRIGGER in_turn BEFORE INSERT ON publicity_closing FOR EACH STATEMENT EXECUTE FUNCTION publicity_in_turn();

-- 公示内容文本: what was shown, as the text that is digested; days are written as ISO says (DateStyle, set by whoever calls). Of the publication's own row, which never changes; a line each, the
-- fields as JSON, which has no line of its own inside. `publicity.ledger.entries` writes the same expression for verifying.
CREATE OR REPLACE FUNCTION publicity_ledger_told(p publicity_publication) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat('chengxin.publicity/1 laid', chr(10), 'line ', p.id, chr(10), 'record ', p.record_id, chr(10), 'item ', p.item, chr(10), 'severity ', p.severity, chr(10),
        'public from ', p.public_from, chr(10), 'laid on ', p.laid_on, chr(10),
        'last day ', coalesce(p.term_ends::text, '-'), chr(10), 'warrant ', coalesce(p.warrant_id::text, '-'), chr(10), 'fields ', p.fields, chr(10))
$$;
-- The same text of a line that stands: the shelf alone tells it, also where there is no history of publication (docs/decisions/0037).
CREATE OR REPLACE FUNCTION publicity_ledger_told_of_line(l publicity_line) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat('chengxin.publicity/1 laid', chr(10), 'line ', l.publication_id, chr(10), 'record ', l.record_id, chr(10), 'item ', l.item, chr(10), 'severity ', l.unit_severity, chr(10),
        'public from ', l.public_from, chr(10), 'laid on ', l.laid_on, chr(10),
        'last day ', coalesce(l.term_ends::text, '-'), chr(10), 'warrant ', coalesce(l.warrant::text, '-'), chr(10), 'fields ', l.fields, chr(10))
$$;
CREATE OR REPLACE FUNCTION publicity_ledger_closed(c publicity_closing) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat('chengxin.publicity/1 closed', chr(10), 'line ', c.publication_id, chr(10), 'closed on ', c.closed_on, chr(10), 'why ', c.why, chr(10),
        'replaced by ', coalesce(CASE WHEN c.why = 'replaced' THEN (SELECT min(q.id) FROM publicity_publication q
            JOIN publicity_publication p ON p.id = c.publication_id AND p.record_id = q.record_id WHERE q.id > c.publication_id) END::text, '-'), chr(10))
$$;

-- 叶文本: a leaf as the entry that is hashed and served.
CREATE OR REPLACE FUNCTION publicity_ledger_entry(l publicity_ledgerleaf) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT convert_to(concat(l.kind, ' ', l.key, encode(l.digest, 'hex'), ' ' || encode(l.detail, 'hex')), 'UTF8')
$$;

-- 所有的盐: of what stands and of what left.
CREATE OR REPLACE VIEW publicity_ledgereverysalt AS
SELECT publication, salt FROM publicity_ledgersalt UNION ALL SELECT publication, salt FROM publicity_ledgersaltkept;

-- 排入: the next rows of the history take the next places. Salts are drawn from a secret of the round, which is gone with it: a salt
-- that is destroyed cannot be made again. Gives the hashes of the new leaves, packed. What it did is committed only
-- together with a checkpoint of the new size (deferred foreign key of the round). One at a time.
DROP FUNCTION IF EXISTS publicity_ledger_lay(bigint, integer);
CREATE FUNCTION publicity_ledger_lay(p_from bigint, p_at_most integer) RETURNS TABLE (size bigint, hashes bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET DateStyle = 'ISO, YMD' AS $$
DECLARE
    v_last publicity_ledgerround%ROWTYPE;
    v_publications bigint;
    v_closings bigint;
    v_size bigint := p_from;
    v_count bigint;
    v_secret bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
    v_hashes bytea;
    v_more bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('publicity.ledger'));
    SELECT * INTO v_last FROM publicity_ledgerround r ORDER BY r.size DESC LIMIT 1;
    IF v_last.size IS DISTINCT FROM p_from OR p_at_most NOT BETWEEN 1 AND 1000000 THEN
        RAISE EXCEPTION 'not the next part of the ledger' USING ERRCODE = 'CX060';
    END IF;
    v_publications := v_last.publications;
    v_closings := v_last.closings;

    WITH fresh AS MATERIALIZED (
        SELECT q.id, q.salt, sha256(q.salt || convert_to(publicity_ledger_told(q.p), 'UTF8')) AS digest
        FROM (SELECT p.id, p, substr(sha256(v_secret || int8send(p.id)), 1, 16) AS salt FROM publicity_publication p WHERE p.id > v_publications ORDER BY p.id LIMIT p_at_most OFFSET 0) q
    ), salted AS (
        INSERT INTO publicity_ledgersalt (publication, salt) SELECT f.id, f.salt FROM fresh f
    ), laid AS (
        INSERT INTO publicity_ledgerleaf (id, kind, publication, digest) SELECT v_size + row_number() OVER (ORDER BY f.id) - 1, 'laid', f.id, f.digest FROM fresh f
    )
    SELECT count(*), coalesce(max(f.id), v_publications), coalesce(string_agg(sha256('\x00'::bytea || convert_to('laid ' || encode(f.digest, 'hex'), 'UTF8')), ''::bytea ORDER BY f.id), '')
    INTO v_count, v_publications, v_hashes FROM fresh f;
    v_size := v_size + v_count;

    -- What left comes after all that was laid before it; so only where no publication waits.
    IF v_count < p_at_most THEN
        WITH gone AS MATERIALIZED (
            SELECT c.number, c.publication_id, sha256(x.salt || convert_to('closed', 'UTF8') || l.digest) AS mark, sha256(x.salt || convert_to(publicity_ledger_closed(c), 'UTF8')) AS detail
            FROM (SELECT * FROM publicity_closing x WHERE x.number > v_closings ORDER BY x.number LIMIT p_at_most - v_count) c
            JOIN publicity_ledgerleaf l ON l.publication = c.publication_id AND l.kind = 'laid'
            LEFT JOIN publicity_ledgereverysalt s ON s.publication = c.publication_id
            CROSS JOIN LATERAL (SELECT coalesce(s.salt, substr(sha256(v_secret || int8send(-c.number)), 1, 16)) AS salt) x
        ), closed AS (
            INSERT INTO publicity_ledgerleaf (id, kind, publication, digest, detail)
            SELECT v_size + row_number() OVER (ORDER BY g.number) - 1, 'closed', g.publication_id, g.mark, g.detail FROM gone g
        ), moved AS (
            DELETE FROM publicity_ledgersalt s USING gone g WHERE s.publication = g.publication_id RETURNING s.publication, s.salt
        ), kept AS (
            INSERT INTO publicity_ledgersaltkept (publication, salt) SELECT publication, salt FROM moved
        )
        SELECT count(*), coalesce(max(g.number), v_closings),
            coalesce(string_agg(sha256('\x00'::bytea || convert_to('closed ' || encode(g.mark, 'hex') || ' ' || encode(g.detail, 'hex'), 'UTF8')), ''::bytea ORDER BY g.number), '')
        INTO v_count, v_closings, v_more FROM gone g;
        v_size := v_size + v_count;
        v_hashes := v_hashes || v_more;
    END IF;
    IF v_size = p_from THEN RETURN; END IF;
    INSERT INTO publicity_ledgerround (size, first, publications, closings) VALUES (v_size, p_from, v_publications, v_closings);
    RETURN QUERY SELECT v_size, v_hashes;
END $$;

-- 启用签名公钥: the log says in a leaf of its own which key signs from here on; the first such leaf is its first. Gives the leaf's hash.
CREATE OR REPLACE FUNCTION publicity_ledger_key(p_from bigint, p_number integer, p_origin text, p_key text) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_last publicity_ledgerround%ROWTYPE;
    v_number integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('publicity.ledger'));
    SELECT * INTO v_last FROM publicity_ledgerround r ORDER BY r.size DESC LIMIT 1;
    SELECT max(k.number) INTO v_number FROM publicity_ledgerkey k;
    INSERT INTO publicity_ledgerlog (id, origin) VALUES (1, p_origin) ON CONFLICT DO NOTHING;
    IF p_from IS DISTINCT FROM coalesce(v_last.size, 0) OR p_number IS DISTINCT FROM coalesce(v_number, 0) + 1 OR p_key IS NULL
        OR NOT EXISTS (SELECT 1 FROM publicity_ledgerlog g WHERE g.origin = p_origin) OR left(p_key, length(p_origin) + 1) <> p_origin || '+' THEN
        RAISE EXCEPTION 'not the next key of the ledger' USING ERRCODE = 'CX060';
    END IF;
    INSERT INTO publicity_ledgerkey (number, key, leaf) VALUES (p_number, p_key, p_from);
    INSERT INTO publicity_ledgerleaf (id, kind, key) VALUES (p_from, 'key', p_key);
    INSERT INTO publicity_ledgerround (size, first, publications, closings) VALUES (p_from + 1, p_from, coalesce(v_last.publications, 0), coalesce(v_last.closings, 0));
    RETURN (SELECT sha256('\x00'::bytea || publicity_ledger_entry(l)) FROM publicity_ledgerleaf l WHERE l.id = p_from);
END $$;

-- 封签: the nodes that came with a round, and the signed head over all. Whether they are right is what verifying asks.
CREATE OR REPLACE FUNCTION publicity_ledger_seal(p_size bigint, p_root bytea, p_peaks bytea, p_note text, p_heights integer[], p_indexes bigint[], p_nodes bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('publicity.ledger'));
    IF p_size IS DISTINCT FROM (SELECT max(r.size) FROM publicity_ledgerround r) OR coalesce(length(p_root), 0) <> 32
        OR EXISTS (SELECT 1 FROM unnest(p_nodes) AS x(hash) WHERE length(hash) IS DISTINCT FROM 32)
        OR p_note IS NULL OR split_part(p_note, chr(10), 1) <> (SELECT g.origin FROM publicity_ledgerlog g)
        OR split_part(p_note, chr(10), 2) <> p_size::text OR split_part(p_note, chr(10), 3) <> encode(p_root, 'base64') THEN
        RAISE EXCEPTION 'not the head of the ledger' USING ERRCODE = 'CX060';
    END IF;
    INSERT INTO publicity_ledgernode (height, index, hash) SELECT * FROM unnest(p_heights::smallint[], p_indexes, p_nodes);
    INSERT INTO publicity_ledgercheckpoint (size, root, peaks, note) VALUES (p_size, p_root, p_peaks, p_note);
END $$;

-- 销毁盐: where what was personal in a version is destroyed, nothing in the log can be linked to it any more, also not by us.
CREATE OR REPLACE FUNCTION publicity_ledger_forget() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    WITH gone AS (
        DELETE FROM publicity_ledgersalt s USING publicity_publication p, old_rows o WHERE p.version_id = o.version_id AND s.publication = p.id RETURNING s.publication
    ), gone_before AS (
        DELETE FROM publicity_ledgersaltkept s USING publicity_publication p, old_rows o WHERE p.version_id = o.version_id AND s.publication = p.id RETURNING s.publication
    )
    INSERT INTO publicity_ledgerforgotten (publication) SELECT publication FROM gone UNION ALL SELECT publication FROM gone_before;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS ledger_forget ON records_personal;
CREATE TRIGGER ledger_forget AFTER DELETE ON records_personal REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION publicity_ledger_forget();
-- A salt is destroyed or stays; it is never another.
CREATE OR REPLACE FUNCTION publicity_ledger_salt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a salt is never changed' USING ERRCODE = 'CX031';
END $$;
DROP TRIGGER IF EXISTS stays ON publicity_ledgersalt;
CREATE TRIGGER stays BEFORE UPDATE OR TRUNCATE ON publicity_ledgersalt FOR EACH STATEMENT EXECUTE FUNCTION publicity_ledger_salt_stays();
DROP TRIGGER IF EXISTS stays ON publicity_ledgersaltkept;
CREATE TRIGGER stays BEFORE UPDATE OR TRUNCATE ON publicity_ledgersaltkept FOR EACH STATEMENT EXECUTE FUNCTION publicity_ledger_salt_stays();

-- 见证: a head of another log, checked by us and cosigned; each later one is of no smaller size.
CREATE OR REPLACE FUNCTION publicity_ledger_saw(p_origin text, p_size bigint, p_root bytea, p_note text, p_keys text, p_address text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('publicity.ledger.seen'));
    IF EXISTS (SELECT 1 FROM publicity_ledgerseen s WHERE s.origin = p_origin AND (s.size > p_size OR (s.size = p_size AND s.root <> p_root))) OR length(p_root) IS DISTINCT FROM 32 THEN
        RAISE EXCEPTION 'not the next head seen of %', p_origin USING ERRCODE = 'CX060';
    END IF;
    INSERT INTO publicity_ledgerseen (origin, size, root, note, keys, address) VALUES (p_origin, p_size, p_root, p_note, p_keys, p_address) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

-- 落后多少: for whoever looks after the instance.
CREATE OR REPLACE FUNCTION publicity_ledger_health() RETURNS TABLE (size bigint, head timestamptz, waiting bigint, oldest timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(r.size, 0), (SELECT max(c.at) FROM publicity_ledgercheckpoint c WHERE c.size = r.size), w.n, w.oldest
    FROM (SELECT 1) one LEFT JOIN LATERAL (SELECT * FROM publicity_ledgerround x ORDER BY x.size DESC LIMIT 1) r ON true
    CROSS JOIN LATERAL (SELECT count(*) AS n, min(y.recorded_at) AS oldest FROM (
        SELECT p.recorded_at FROM publicity_publication p WHERE p.id > coalesce(r.publications, 0)
        UNION ALL SELECT c.recorded_at FROM publicity_closing c WHERE c.number > coalesce(r.closings, 0)) y) w
$$;
