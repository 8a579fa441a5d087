-- 公示留痕的公开部分: heads, tiles and keys, which carry salted digests only; and what somebody may ask who holds the salt.
DROP FUNCTION IF EXISTS publicity.ledger_head(bigint), publicity.ledger_hashes(integer, bigint, integer), publicity.ledger_entries(bigint, integer),
    publicity.ledger_keys(), publicity.ledger_of_line(bigint), publicity.ledger_about(bigint, bytea, text), publicity.ledger_seen(text);

CREATE FUNCTION publicity.ledger_head(p_size bigint DEFAULT NULL) RETURNS TABLE (origin text, size bigint, root bytea, note text, at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT g.origin::text, c.size, c.root, c.note, c.at FROM publicity_ledgercheckpoint c, publicity_ledgerlog g WHERE p_size IS NULL OR c.size = p_size ORDER BY c.size DESC LIMIT 1
$$;

-- Hashes over 2^height leaves, packed; for heights that are kept (a tile's rows). At most one tile at a time.
CREATE FUNCTION publicity.ledger_hashes(p_height integer, p_first bigint, p_count integer) RETURNS bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT string_agg(x.hash, ''::bytea ORDER BY x.place) FROM (
        SELECT n.hash, n.index AS place FROM publicity_ledgernode n WHERE p_height > 0 AND n.height = p_height AND n.index >= p_first AND n.index < p_first + least(p_count, 256)
        UNION ALL
        SELECT sha256('\x00'::bytea || publicity_ledger_entry(l)), l.id FROM publicity_ledgerleaf l WHERE p_height = 0 AND l.id >= p_first AND l.id < p_first + least(p_count, 256)
    ) x
$$;

-- Entries with their lengths before them (two bytes), packed.
CREATE FUNCTION publicity.ledger_entries(p_first bigint, p_count integer) RETURNS TABLE (count bigint, packed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT count(*), string_agg(int2send(length(x.entry)::smallint) || x.entry, ''::bytea ORDER BY x.id)
    FROM (SELECT l.id, publicity_ledger_entry(l) AS entry FROM publicity_ledgerleaf l WHERE l.id >= p_first AND l.id < p_first + least(p_count, 256)) x
$$;

CREATE FUNCTION publicity.ledger_keys() RETURNS TABLE (number integer, key text, leaf bigint, until_size bigint, made_at timestamptz, note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT k.number, k.key::text, k.leaf, lead(k.leaf) OVER (ORDER BY k.number) + 1, k.made_at, c.note
    FROM publicity_ledgerkey k JOIN publicity_ledgercheckpoint c ON c.size = k.leaf + 1 ORDER BY k.number
$$;

-- Of a line that is public now: its place, its salt, and the text that was digested. Of no other.
CREATE FUNCTION publicity.ledger_of_line(p_line bigint) RETURNS TABLE (leaf bigint, salt bytea, told text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET DateStyle = 'ISO, YMD' AS $$
    SELECT l.id, s.salt, publicity_ledger_told_of_line(p) FROM publicity.line v
    JOIN publicity_line p ON p.publication_id = v.id
    LEFT JOIN publicity_ledgerleaf l ON l.publication = p.publication_id AND l.kind = 'laid'
    LEFT JOIN publicity_ledgersalt s ON s.publication = p.publication_id
    WHERE v.id = p_line
$$;

-- 凭回执查询: whoever shows the salt of a publication learns where it stands in the log and whether it left. With the text too, also
-- after the salt was destroyed here. A salt cannot be guessed, so a stranger learns nothing, not even that there is such a line. Of what
-- left the mark in the log tells whether the salt is right. On a replica there is no history of removals: when and why stay empty there.
CREATE FUNCTION publicity.ledger_about(p_line bigint, p_salt bytea, p_told text) RETURNS TABLE (leaf bigint, matches boolean, closed_leaf bigint, closed_on date, why text, told_closed text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp SET DateStyle = 'ISO, YMD' AS $$
    SELECT l.id, coalesce(l.digest = h.digest, false), z.id, CASE WHEN z.id IS NOT NULL THEN c.closed_on END, CASE WHEN z.id IS NOT NULL THEN c.why::text END,
        CASE WHEN s.salt = p_salt AND z.id IS NOT NULL AND c.publication_id IS NOT NULL THEN publicity_ledger_closed(c) END
    FROM publicity_ledgerleaf l
    CROSS JOIN LATERAL (SELECT sha256(p_salt || convert_to(p_told, 'UTF8')) AS digest) h
    LEFT JOIN publicity_ledgereverysalt s ON s.publication = l.publication
    LEFT JOIN publicity_ledgerleaf z ON z.publication = l.publication AND z.kind = 'closed'
    LEFT JOIN publicity_closing c ON c.publication_id = l.publication
    WHERE l.publication = p_line AND l.kind = 'laid'
        AND (s.salt = p_salt OR l.digest = h.digest OR z.digest = sha256(p_salt || convert_to('closed', 'UTF8') || l.digest))
$$;

-- 见证: heads of other logs that we cosigned; the newest of each, or of one.
CREATE FUNCTION publicity.ledger_seen(p_origin text DEFAULT NULL) RETURNS TABLE (origin text, size bigint, note text, address text, seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT DISTINCT ON (s.origin) s.origin::text, s.size, s.note, s.address::text, s.seen_at FROM publicity_ledgerseen s WHERE p_origin IS NULL OR s.origin = p_origin ORDER BY s.origin, s.size DESC
$$;
