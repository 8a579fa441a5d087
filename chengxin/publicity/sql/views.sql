-- 公众视图: all that the public role can read. Each tests the day itself, so that with every job dead nothing
-- ended is shown. Predicates of a reader run only on rows that passed (security_barrier).
DROP VIEW IF EXISTS publicity.line, publicity.subject, publicity.figures, publicity.instance CASCADE;

CREATE VIEW publicity.line WITH (security_barrier) AS
SELECT l.publication_id AS id, l.record_id, l.item, i.name AS item_name, l.nature, l.subject_id, l.organ_name, l.document_number, l.held_on,
    l.public_from, l.laid_on, l.corrected, l.disputed, l.term_ends, l.severity, l.warrant,
    (SELECT (e ->> 'earliest')::date FROM jsonb_array_elements(l.repair) e
        WHERE coalesce((e ->> 'from')::date, '-infinity') <= chengxin.ground_today()
        ORDER BY (e ->> 'from')::date DESC NULLS LAST LIMIT 1) AS earliest_repair,
    coalesce(b.told, '{}') || l.warranted AS basis, l.fields
FROM chengxin.publicity_line l JOIN chengxin.catalogue_item i ON i.code = l.item LEFT JOIN chengxin.publicity_basis b ON b.id = l.basis_id
WHERE l.laid_on <= (SELECT chengxin.ground_today()) AND (l.term_ends IS NULL OR l.term_ends >= (SELECT chengxin.ground_today()));

CREATE VIEW publicity.subject WITH (security_barrier) AS
SELECT d.subject_id AS id, d.kind, d.code, d.name
FROM chengxin.publicity_directory d WHERE d.public_until >= (SELECT chengxin.ground_today());

-- Counts are kept (列示, sql/listed.sql) and not taken: each reader of the first page, and each look at the health, asks for them.
CREATE VIEW publicity.figures WITH (security_barrier) AS
SELECT (SELECT chengxin.ground_today()) AS today,
    coalesce((SELECT f.lines FROM chengxin.publicity_facet f WHERE f.facet = 'subject'), 0) - over.subjects AS subjects,
    coalesce((SELECT f.lines FROM chengxin.publicity_facet f WHERE f.facet = 'item' AND f.item = 'licence'), 0) - over.licences AS licences,
    coalesce((SELECT sum(f.lines)::bigint FROM chengxin.publicity_facet f JOIN chengxin.catalogue_item i ON i.code = f.item WHERE f.facet = 'item' AND i.nature = 'adverse'), 0) - over.adverse AS adverse,
    (SELECT max(on_day) FROM chengxin.publicity_run) AS published_through
FROM (
    -- What has ended and was not swept yet: little, found by its day.
    SELECT count(*) FILTER (WHERE l.item = 'licence') AS licences, count(*) FILTER (WHERE l.nature = 'adverse') AS adverse,
        count(DISTINCT d.subject_id) AS subjects
    FROM chengxin.publicity_line l
    LEFT JOIN chengxin.publicity_directory d ON d.subject_id = l.subject_id AND d.public_until < (SELECT chengxin.ground_today())
    WHERE l.term_ends < (SELECT chengxin.ground_today())
) over;

-- Whether what is shown is in earnest; not one word of an invented record should pass for a real one.
CREATE VIEW publicity.instance WITH (security_barrier) AS
SELECT i.kind FROM chengxin.ground_instance i WHERE i.id = 1;

-- 名称检索: by part of a name or a code; the total is exact up to 1,000. Never a natural person.
-- A fixed query, so that the reader cannot bring a predicate that looks behind the view.
CREATE OR REPLACE VIEW publicity_searchable AS
SELECT d.subject_id AS rank_id, d.subject_id, d.folded, d.initials, d.grams, d.code FROM publicity_directory d WHERE d.public_until >= (SELECT ground_today());

DROP FUNCTION IF EXISTS publicity.search(text, integer, integer);
CREATE FUNCTION publicity.search(p_text text, p_limit integer, p_offset integer)
RETURNS TABLE (id bigint, kind text, code text, name text, total bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    SELECT d.subject_id, d.kind::text, d.code::text, d.name::text, f.total::bigint
    FROM ground_find('publicity_searchable', 'publicity_sample', p_text, least(greatest(p_limit, 0), 100), least(greatest(p_offset, 0), 1000)) f
    CROSS JOIN LATERAL unnest(f.ids) WITH ORDINALITY AS x(id, n)
    JOIN publicity_directory d ON d.subject_id = x.id ORDER BY x.n
$$;
