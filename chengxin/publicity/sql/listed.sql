-- 列示: the rows the public lists walk are drawn from the shelf by its own triggers, so that they are in step with it whoever writes it.
-- A list answers with numbers of lines; what is shown of a line is read through publicity.line.

-- The street of the register's public address: what stands between the name of the district and 街道.
CREATE OR REPLACE FUNCTION publicity_street(p_address text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(substring(p_address FROM '(?:区|县|市)([^区县市省]{2,12}?(?:街道|镇|乡))'), '')
$$;

-- One of the kinds of a decision as it is counted and filtered: 其他-X reads as X (ruling 20).
CREATE OR REPLACE FUNCTION publicity_kind(p_word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT btrim(regexp_replace(btrim(p_word), '^其他-', '')) $$;

-- Lines of these subjects are filed under the industry and the street that are known of them now.
CREATE OR REPLACE FUNCTION publicity_arrange(p_subjects bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO publicity_facet (item, facet, value, label, code, lines)
    SELECT DISTINCT i.item, x.facet, x.value, '', '', 0
    FROM publicity_placed p JOIN publicity_listed l ON l.subject = p.subject_id JOIN publicity_facet i ON i.id = l.item
    CROSS JOIN LATERAL (VALUES ('sector', p.sector), ('street', p.street)) x(facet, value)
    WHERE p.subject_id = ANY (p_subjects) AND x.value <> ''
    ON CONFLICT (item, facet, value) DO NOTHING;
    WITH now AS MATERIALIZED (
        SELECT l.line, l.part, l.sector AS was_sector, l.street AS was_street, coalesce(s.id, 0) AS sector, coalesce(t.id, 0) AS street
        FROM publicity_placed p JOIN publicity_listed l ON l.subject = p.subject_id JOIN publicity_facet i ON i.id = l.item
        LEFT JOIN publicity_facet s ON s.item = i.item AND s.facet = 'sector' AND s.value = p.sector
        LEFT JOIN publicity_facet t ON t.item = i.item AND t.facet = 'street' AND t.value = p.street
        WHERE p.subject_id = ANY (p_subjects)
    ), moved AS (
        UPDATE publicity_listed l SET sector = n.sector, street = n.street FROM now n
        WHERE l.line = n.line AND l.part = n.part AND (l.sector, l.street) <> (n.sector, n.street)
        RETURNING l.main, n.was_sector, n.sector, n.was_street, n.street
    ), told AS (
        SELECT x.id, sum(x.n) AS n FROM moved m CROSS JOIN LATERAL (VALUES (m.was_sector, -1), (m.sector, 1), (m.was_street, -1), (m.street, 1)) x(id, n)
        WHERE m.main GROUP BY x.id HAVING sum(x.n) <> 0
    )
    UPDATE publicity_facet f SET lines = f.lines + t.n FROM told t WHERE f.id = t.id;
END $$;

-- Lines were laid or replaced: they get their rows, and what the register's public lines say of where a subject sits is learned first.
CREATE OR REPLACE FUNCTION publicity_listed_laid() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET work_mem = '64MB' SET enable_mergejoin = off SET enable_memoize = off AS $$
DECLARE
    v_moved bigint[];
    v_rows bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM 1 FROM fresh f WHERE NOT EXISTS (SELECT 1 FROM publicity_listed l WHERE l.line = f.publication_id) LIMIT 1;
        IF NOT FOUND THEN RETURN NULL; END IF;  -- marked, not replaced
        DELETE FROM publicity_listed WHERE line IN (SELECT publication_id FROM stale);
    END IF;
    WITH told AS (
        INSERT INTO publicity_placed (subject_id, street)
        SELECT DISTINCT ON (f.subject_id) f.subject_id, left(publicity_street(f.fields ->> 'REG_ADDRESS'), 100) FROM fresh f WHERE f.item = 'registration' ORDER BY f.subject_id, f.publication_id DESC
        ON CONFLICT (subject_id) DO UPDATE SET street = excluded.street WHERE publicity_placed.street <> excluded.street RETURNING subject_id
    )
    SELECT array_agg(subject_id) INTO v_moved FROM told;
    IF v_moved IS NOT NULL THEN PERFORM publicity_arrange(v_moved); END IF;

    EXECUTE $query$  -- planned each time: for one row and for a million
    WITH raw AS MATERIALIZED (
        SELECT f.publication_id AS line, f.subject_id AS subject, f.item, coalesce(r.organ_id, 0) AS organ, f.organ_name,
            coalesce(f.fields ->> publicity_kind_key(f.item), '') AS kinds, coalesce(p.sector, '') AS sector, coalesce(p.street, '') AS street,
            coalesce(f.held_on, f.public_from) AS held_on, f.public_from, coalesce(f.term_ends, 'infinity') AS term_ends
        FROM fresh f CROSS JOIN LATERAL (SELECT x.organ_id FROM records_record x WHERE x.id = f.record_id LIMIT 1) r
        LEFT JOIN LATERAL (SELECT x.sector, x.street FROM publicity_placed x WHERE x.subject_id = f.subject_id LIMIT 1) p ON true
    ), shape AS MATERIALIZED (  -- many lines, few shapes
        SELECT item, organ, kinds, sector, street, max(organ_name) AS organ_name, count(*) AS n FROM raw GROUP BY item, organ, kinds, sector, street
    ), split AS MATERIALIZED (
        -- 罚款；没收违法所得 are two kinds; none is one, empty.
        SELECT t.item, t.kinds, (row_number() OVER (PARTITION BY t.item, t.kinds ORDER BY min(k.n)))::smallint AS part, k.kind
        FROM (SELECT DISTINCT item, kinds FROM shape) t CROSS JOIN LATERAL (
            SELECT left(publicity_kind(w.word), 400) AS kind, w.n FROM regexp_split_to_table(t.kinds, '[;；]') WITH ORDINALITY AS w(word, n)
        ) k
        WHERE k.kind <> '' OR k.n = 1 GROUP BY t.item, t.kinds, k.kind
    ), wanted AS (
        SELECT item, 'item' AS facet, '' AS value, '' AS label, '' AS code, sum(n) AS n FROM shape GROUP BY item
        UNION ALL SELECT item, 'organ', organ::text, max(organ_name), coalesce((SELECT s.code FROM subjects_subject s WHERE s.id = organ), ''), sum(n) FROM shape WHERE organ <> 0 GROUP BY item, organ
        UNION ALL SELECT item, 'sector', sector, '', '', sum(n) FROM shape WHERE sector <> '' GROUP BY item, sector
        UNION ALL SELECT item, 'street', street, '', '', sum(n) FROM shape WHERE street <> '' GROUP BY item, street
        UNION ALL SELECT s.item, 'kind', s.kind, '', '', sum(h.n) FROM shape h JOIN split s ON s.item = h.item AND s.kinds = h.kinds WHERE s.kind <> '' GROUP BY s.item, s.kind
    ), learned AS (
        INSERT INTO publicity_facet (item, facet, value, label, code, lines) SELECT item, facet, value, label, code, n FROM wanted
        ON CONFLICT (item, facet, value) DO UPDATE SET lines = publicity_facet.lines + excluded.lines, label = excluded.label, code = excluded.code RETURNING id, item, facet, value
    ), filed AS MATERIALIZED (
        SELECT h.item, h.organ, h.kinds, h.sector, h.street, s.part, i.id AS item_id, coalesce(o.id, 0) AS organ_id, coalesce(k.id, 0) AS kind_id, coalesce(c.id, 0) AS sector_id, coalesce(t.id, 0) AS street_id
        FROM shape h JOIN split s ON s.item = h.item AND s.kinds = h.kinds
        JOIN learned i ON i.item = h.item AND i.facet = 'item'
        LEFT JOIN learned o ON o.item = h.item AND o.facet = 'organ' AND o.value = h.organ::text
        LEFT JOIN learned k ON k.item = h.item AND k.facet = 'kind' AND k.value = s.kind
        LEFT JOIN learned c ON c.item = h.item AND c.facet = 'sector' AND c.value = h.sector
        LEFT JOIN learned t ON t.item = h.item AND t.facet = 'street' AND t.value = h.street
    )
    INSERT INTO publicity_listed (line, part, main, subject, item, organ, kind, sector, street, held_on, public_from, term_ends)
    SELECT w.line, f.part, f.part = 1, w.subject, f.item_id, f.organ_id, f.kind_id, f.sector_id, f.street_id, w.held_on, w.public_from, w.term_ends
    FROM raw w JOIN filed f ON f.item = w.item AND f.organ = w.organ AND f.kinds = w.kinds AND f.sector = w.sector AND f.street = w.street
    ORDER BY w.held_on, w.line  -- so each facet's index grows at the end of that facet
    $query$;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    PERFORM ground_grown('publicity_listed', v_rows, 1);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION publicity_listed_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    DELETE FROM publicity_listed WHERE line IN (SELECT publication_id FROM stale);
    RETURN NULL;
END $$;

-- The counts follow what is taken out, for whatever reason.
CREATE OR REPLACE FUNCTION publicity_listed_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    UPDATE publicity_facet f SET lines = f.lines - t.n FROM (
        SELECT x.id, count(*) AS n FROM gone g CROSS JOIN LATERAL (
            SELECT g.kind UNION ALL SELECT y.id FROM (VALUES (g.item), (g.organ), (g.sector), (g.street)) y(id) WHERE g.main
        ) x(id) WHERE x.id <> 0 GROUP BY x.id
    ) t WHERE t.id = f.id;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS listed ON publicity_line;
CREATE TRIGGER listed AFTER INSERT ON publicity_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_listed_laid();
DROP TRIGGER IF EXISTS listed_anew ON publicity_line;
CREATE TRIGGER listed_anew AFTER UPDATE ON publicity_line REFERENCING OLD TABLE AS stale NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_listed_laid();
DROP TRIGGER IF EXISTS listed_gone ON publicity_line;
CREATE TRIGGER listed_gone AFTER DELETE ON publicity_line REFERENCING OLD TABLE AS stale FOR EACH STATEMENT EXECUTE FUNCTION publicity_listed_gone();
DROP TRIGGER IF EXISTS counted ON publicity_listed;
CREATE TRIGGER counted AFTER DELETE ON publicity_listed REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION publicity_listed_counted();

-- How many names are in the directory is kept like the counts of the lists.
CREATE OR REPLACE FUNCTION publicity_directory_counted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO publicity_facet AS f (item, facet, value, label, code, lines)
    SELECT '', 'subject', '', '', '', CASE TG_OP WHEN 'DELETE' THEN -x.n ELSE x.n END FROM (SELECT count(*) AS n FROM moved) x WHERE x.n > 0
    ON CONFLICT (item, facet, value) DO UPDATE SET lines = f.lines + excluded.lines;
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER counted AFTER INSERT ON publicity_directory REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION publicity_directory_counted();
CREATE OR REPLACE TRIGGER counted_gone AFTER DELETE ON publicity_directory REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION publicity_directory_counted();
INSERT INTO publicity_facet (item, facet, value, label, code, lines)  -- of a directory from before it was counted
SELECT '', 'subject', '', '', '', count(*) FROM publicity_directory WHERE NOT EXISTS (SELECT 1 FROM publicity_facet f WHERE f.facet = 'subject') HAVING count(*) > 0;

-- 行业归类: the industry section the latest classification names. Of a batch's subjects, or of everybody (null). The classification itself
-- is not public; its section is what the lists are arranged by (docs/rulings.md, 345).
CREATE OR REPLACE FUNCTION publicity_place(p_batch bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_moved bigint[];
BEGIN
    -- A batch is of one item.
    IF p_batch IS NOT NULL AND (SELECT r.item_id FROM records_version v JOIN records_record r ON r.id = v.record_id WHERE v.batch = p_batch LIMIT 1) IS DISTINCT FROM 'industry' THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('publicity'));
    WITH subject AS MATERIALIZED (
        SELECT DISTINCT r.subject_id AS id FROM records_record r JOIN subjects_subject s ON s.id = r.subject_id AND s.kind <> 'person'
        WHERE r.item_id = 'industry' AND (p_batch IS NULL OR r.id IN (SELECT v.record_id FROM records_version v WHERE v.batch = p_batch))
    ), latest AS (
        SELECT DISTINCT ON (x.id) x.id, publicity_sector(v.values ->> 'HY_ML') AS sector
        FROM subject x JOIN records_record r ON r.subject_id = x.id AND r.item_id = 'industry' JOIN records_standing v ON v.record_id = r.id
        WHERE NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = r.id)
        ORDER BY x.id, v.held_on DESC NULLS LAST, v.id DESC
    ), told AS (
        INSERT INTO publicity_placed (subject_id, sector) SELECT x.id, coalesce(l.sector, '') FROM subject x LEFT JOIN latest l ON l.id = x.id
        ON CONFLICT (subject_id) DO UPDATE SET sector = excluded.sector WHERE publicity_placed.sector <> excluded.sector RETURNING subject_id
    )
    SELECT array_agg(subject_id) INTO v_moved FROM told;
    IF v_moved IS NOT NULL THEN PERFORM publicity_arrange(v_moved); END IF;
    RETURN coalesce(cardinality(v_moved), 0);
END $$;

-- A shelf from before there were lists is drawn once.
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM publicity_line) AND NOT EXISTS (SELECT 1 FROM publicity_listed) THEN
        PERFORM publicity_place(NULL);
        UPDATE publicity_line SET publication_id = publication_id;
    END IF;
END $$;
