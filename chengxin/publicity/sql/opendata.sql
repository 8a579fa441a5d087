-- 数据开放: which rows the files of a day hold, what was removed since they were made, and which files were offered.
SELECT ground_keep('publicity_openedition', 'publicity_openfile', 'publicity_openrebuild', 'publicity_openremoval');

-- What of the history of publication may be opened: benign items open to everybody, no natural persons, nothing that was withdrawn
-- (ruling 27) or left for a natural person's sake. Read by the worker; the files show its rows of a day.
DROP VIEW IF EXISTS publicity_open_row;
CREATE VIEW publicity_open_row AS
SELECT p.item, p.id AS line, p.laid_on, c.closed_on, p.term_ends, p.public_from, g.official_name AS organ, p.fields
FROM publicity_publication p
JOIN catalogue_item i ON i.code = p.item AND i.nature = 'benign' AND i.openness = '社会公开'
JOIN subjects_subject s ON s.id = p.subject_id AND s.kind <> 'person'
JOIN records_record r ON r.id = p.record_id
LEFT JOIN subjects_organ g ON g.subject_id = r.organ_id
LEFT JOIN publicity_closing c ON c.publication_id = p.id
WHERE p.nature = 'benign' AND p.warrant_id IS NULL AND coalesce(c.why, '') NOT IN ('withdrawn', 'doubtful', 'person')
    AND NOT EXISTS (SELECT 1 FROM records_withdrawal w WHERE w.record_id = p.record_id)
    AND NOT EXISTS (SELECT 1 FROM records_revocation x JOIN records_version v ON v.batch = x.batch WHERE v.id = p.version_id);

-- How much was removed from an item and day so far. It only grows; a file made when it was less is not offered any more.
CREATE OR REPLACE FUNCTION publicity_open_removed(p_item text, p_on date) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT coalesce(sum(m.lines), 0)::bigint FROM publicity_openremoval m WHERE m.item = p_item AND m.from_day <= p_on AND (m.until_day IS NULL OR m.until_day > p_on)
$$;

-- A record was withdrawn, or a batch taken back: also what was laid of it before and has been replaced since leaves the files.
CREATE OR REPLACE FUNCTION publicity_open_withdrawn() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'records_withdrawal' THEN
        INSERT INTO publicity_openremoval (item, from_day, until_day, lines)
        SELECT p.item, p.laid_on, c.closed_on, count(*) FROM fresh f JOIN publicity_publication p ON p.record_id = f.record_id AND p.nature = 'benign'
        LEFT JOIN publicity_closing c ON c.publication_id = p.id GROUP BY 1, 2, 3;
    ELSE
        INSERT INTO publicity_openremoval (item, from_day, until_day, lines)
        SELECT p.item, p.laid_on, c.closed_on, count(*) FROM fresh f JOIN records_version v ON v.batch = f.batch
        JOIN publicity_publication p ON p.record_id = v.record_id AND p.version_id = v.id AND p.nature = 'benign'
        LEFT JOIN publicity_closing c ON c.publication_id = p.id GROUP BY 1, 2, 3;
    END IF;
    RETURN NULL;
END $$;
-- A line left the shelf. Replaced or ended: the files of its days stay as they are. Withdrawn, or for a natural person's sake: it
-- leaves them all. For another reason: it leaves those from that day on.
CREATE OR REPLACE FUNCTION publicity_open_closed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    INSERT INTO publicity_openremoval (item, from_day, until_day, lines)
    SELECT p.item, CASE WHEN f.why IN ('withdrawn', 'doubtful', 'person') THEN p.laid_on ELSE f.closed_on END, NULL, count(*)
    FROM fresh f JOIN publicity_publication p ON p.id = f.publication_id AND p.nature = 'benign' WHERE f.why NOT IN ('replaced', 'ended') GROUP BY 1, 2;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS open_withdrawn ON records_withdrawal;
CREATE TRIGGER open_withdrawn AFTER INSERT ON records_withdrawal REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_open_withdrawn();
DROP TRIGGER IF EXISTS open_withdrawn ON records_revocation;
CREATE TRIGGER open_withdrawn AFTER INSERT ON records_revocation REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_open_withdrawn();
DROP TRIGGER IF EXISTS open_closed ON publicity_closing;
CREATE TRIGGER open_closed AFTER INSERT ON publicity_closing REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION publicity_open_closed();

-- An edition takes its place, in the transaction that read its rows: what it knows of removals is what that transaction saw.
CREATE OR REPLACE FUNCTION publicity_open_enter(p_on date, p_number integer, p_run bigint, p_until date, p_files jsonb, p_rebuilt text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    v_edition bigint;
BEGIN
    IF ground_reached(p_on) < p_on THEN
        RAISE EXCEPTION '% has not begun', p_on USING ERRCODE = 'CX044';
    END IF;
    IF current_setting('transaction_isolation') <> 'repeatable read' THEN
        RAISE EXCEPTION 'an edition is entered by the transaction that saw its rows' USING ERRCODE = 'CX048';
    END IF;
    INSERT INTO publicity_openedition (on_day, number, run, keep_until) VALUES (p_on, p_number, p_run, p_until) RETURNING id INTO v_edition;
    INSERT INTO publicity_openfile (edition_id, item, layout, name, lines, size, digest, removed)
    SELECT v_edition, f.item, f.layout, f.name, f.lines, f.size, f.digest, publicity_open_removed(f.item, p_on)
    FROM jsonb_to_recordset(p_files) AS f(item text, layout text, name text, lines bigint, size bigint, digest text);
    INSERT INTO publicity_openrebuild (edition_id, item) SELECT v_edition, x FROM unnest(p_rebuilt) AS x;
    RETURN v_edition;
END $$;
