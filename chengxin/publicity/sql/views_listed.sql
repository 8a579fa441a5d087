-- 公示栏目: what the public lists give out. Each tests the day; the rows they walk are narrow and hold nothing to read.
DROP VIEW IF EXISTS publicity.facet CASCADE;
CREATE VIEW publicity.facet WITH (security_barrier) AS
SELECT f.item, f.facet, f.value, f.label FROM chengxin.publicity_facet f WHERE f.lines > 0 AND f.facet NOT IN ('item', 'subject');

-- 名称筛选: the subjects whose name, initials or code holds a text, where they are few enough to be counted out; null where they are so many
-- that it is quicker to look at the name of each line. Never a natural person.
CREATE OR REPLACE FUNCTION publicity_named(p_text text) RETURNS bigint[]
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp SET enable_bitmapscan = on SET enable_sort = on SET enable_seqscan = on AS $$
DECLARE
    v_form text := ground_folded(left(p_text, 100));
    v_found bigint[];
    v_total integer; v_many integer;
BEGIN
    IF v_form ~ '^[a-z0-9]{18}$' THEN
        SELECT array_agg(d.subject_id) INTO v_found FROM publicity_searchable d WHERE d.code = upper(v_form);
        IF v_found IS NOT NULL THEN RETURN v_found; END IF;
    END IF;
    IF v_form ~ '^[a-z0-9]{3,20}$' OR length(v_form) < 2 THEN  -- codes and initials, or a single character
        SELECT f.total INTO v_total FROM ground_find('publicity_searchable', 'publicity_sample', p_text, 0, 0) f;
        IF v_total > 1000 THEN RETURN NULL; END IF;
        SELECT f.ids INTO v_found FROM ground_find('publicity_searchable', 'publicity_sample', p_text, 1000, 0) f;
        RETURN coalesce(v_found, '{}');
    END IF;
    SELECT 1 + 6000 * sum(x.drawn) / greatest(max(x.of_names), 1) INTO v_many FROM publicity_sample x;  -- so many of the sample: more than 6,000 in all
    IF ground_sampled('publicity_sample', v_form, v_many, false) >= v_many THEN RETURN NULL; END IF;
    SELECT array_agg(d.subject_id) INTO v_found FROM publicity_searchable d WHERE d.grams @> ground_pairs(v_form) AND strpos(d.folded, v_form) > 0;
    RETURN coalesce(v_found, '{}');
END $$;

-- One page of a list, newest decision first: the numbers of the lines and, where asked and cheap, how many there are in all (exact to
-- 1,000, then 1,001; null: not counted). ``p_day`` and ``p_line`` say behind which line the page begins, ``p_back`` that it is the page
-- before it. The list is walked along the index of its rarest filter; the others are looked at in the entries (docs/decisions/0031).
-- ``p_limit``: at most 5,000.
DROP FUNCTION IF EXISTS publicity.listed(text, text, text, text, text, date, date, text, date, bigint, boolean, integer, boolean);
CREATE FUNCTION publicity.listed(p_item text, p_organ text, p_kind text, p_sector text, p_street text, p_from date, p_to date, p_text text,
    p_day date, p_line bigint, p_back boolean, p_limit integer, p_count boolean, OUT lines bigint[], OUT total integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    v_today date := ground_today();
    v_wanted integer := least(greatest(p_limit, 0), 5000);
    v_form text := ground_folded(left(coalesce(p_text, ''), 100));
    v_filters text[] := '{}';
    v_from text;
    v_by text := 'item'; v_item integer; v_id integer; v_least bigint; v_all bigint;
    v_subjects bigint[]; v_matched bigint;
    v_begin date; v_end date;
    v_first boolean; v_count boolean := p_count;
    v_given record;
BEGIN
    lines := '{}'; total := 0;
    SELECT f.id, f.id, f.lines, f.lines INTO v_item, v_id, v_all, v_least FROM publicity_facet f WHERE f.item = p_item AND f.facet = 'item' AND f.value = '';
    IF v_id IS NULL THEN RETURN; END IF;
    FOR v_given IN
        SELECT g.facet, f.id, f.lines FROM (VALUES ('organ', p_organ), ('kind', p_kind), ('sector', p_sector), ('street', p_street)) g(facet, value)
        LEFT JOIN publicity_facet f ON f.item = p_item AND f.facet = g.facet AND f.value = g.value AND f.lines > 0
        WHERE coalesce(g.value, '') <> '' ORDER BY f.lines NULLS FIRST
    LOOP
        IF v_given.id IS NULL THEN RETURN; END IF;
        IF v_by = 'item' THEN
            v_by := v_given.facet; v_id := v_given.id; v_least := v_given.lines;
        ELSE
            v_filters := v_filters || format('l.%I + 0 = %s', v_given.facet, v_given.id);  -- not to be taken for another way in
        END IF;
    END LOOP;
    IF coalesce(p_kind, '') = '' THEN v_filters := v_filters || 'l.main'::text; END IF;
    IF coalesce(p_text, '') <> '' THEN
        v_subjects := publicity_named(p_text);
        IF v_subjects = '{}' OR v_form = '' THEN RETURN; END IF;
        v_matched := cardinality(v_subjects) * (1 + v_all / greatest((SELECT max(x.of_names) FROM publicity_sample x), 1));
        IF v_matched <= greatest(least(v_least, 12000), 1000) THEN
            IF v_by <> 'item' THEN v_filters := format('l.%I + 0 = %s', v_by, v_id) || v_filters; END IF;
            v_filters := format('l.item + 0 = %s', v_item) || v_filters;
            v_by := 'subject';
        ELSE
            v_count := false;
            v_filters := v_filters || CASE WHEN v_subjects IS NOT NULL THEN 'l.subject = ANY ($1)'
                ELSE '(SELECT strpos(d.folded, $7) > 0 OR strpos(d.initials, $7) > 0 OR strpos(d.code, upper($7)) > 0 FROM publicity_directory d WHERE d.subject_id = l.subject)' END;
        END IF;
    END IF;
    v_filters := v_filters || ARRAY['l.term_ends >= $4', 'l.public_from <= $4', 'l.held_on >= $2', 'l.held_on <= $3'];
    v_from := 'FROM publicity_listed l WHERE ' || CASE v_by WHEN 'subject' THEN 'l.subject = ANY ($1)' ELSE format('l.%I = %s', v_by, v_id) END || ' AND ' || array_to_string(v_filters, ' AND ');
    IF v_by = 'subject' THEN
        PERFORM set_config('enable_sort', 'on', true), set_config('enable_bitmapscan', 'on', true);
    END IF;

    -- The first page and the count are one walk; a later page walks from its place, and once more from the front to count.
    v_first := v_count AND p_day IS NULL;
    v_begin := coalesce(p_from, '-infinity'); v_end := coalesce(p_to, 'infinity');
    EXECUTE format('SELECT (array_agg(x.line ORDER BY x.held_on DESC, x.line DESC))[1:%5$s], count(*) FROM (SELECT l.line, l.held_on %1$s %2$s ORDER BY l.held_on %3$s, l.line %3$s LIMIT %4$s) x', v_from,
        CASE WHEN p_day IS NULL THEN '' WHEN p_back THEN 'AND (l.held_on, l.line) > ($5, $6)' ELSE 'AND (l.held_on, l.line) < ($5, $6)' END,
        CASE WHEN p_back THEN 'ASC' ELSE 'DESC' END, CASE WHEN v_first THEN greatest(v_wanted, 1001) ELSE v_wanted END, v_wanted)
    INTO lines, total USING v_subjects, CASE WHEN p_back THEN greatest(v_begin, p_day) ELSE v_begin END, CASE WHEN p_back THEN v_end ELSE least(v_end, p_day) END, v_today, p_day, p_line, v_form;
    lines := coalesce(lines, '{}');
    IF v_first THEN
        total := least(total, 1001);
    ELSIF v_count THEN
        EXECUTE format('SELECT count(*) FROM (SELECT 1 %s ORDER BY l.held_on DESC, l.line DESC LIMIT 1001) x', v_from)
        INTO total USING v_subjects, v_begin, v_end, v_today, p_day, p_line, v_form;
    ELSIF NOT p_count OR p_day IS NOT NULL OR total >= v_wanted THEN
        total := NULL;
    END IF;
END $$;

-- 机关: whoever has something in the lists today, and what; ``name`` as the lines name it. What has ended counts until it is swept.
DROP VIEW IF EXISTS publicity.organ CASCADE;
CREATE VIEW publicity.organ WITH (security_barrier) AS
SELECT f.value::bigint AS id, f.label AS name, f.code, f.item, i.name AS item_name, i.nature
FROM chengxin.publicity_facet f JOIN chengxin.catalogue_item i ON i.code = f.item
WHERE f.facet = 'organ' AND f.lines > 0 AND EXISTS (SELECT 1 FROM chengxin.publicity_listed l
    WHERE l.organ = f.id AND l.organ <> 0 AND l.term_ends >= (SELECT chengxin.ground_today()) AND l.public_from <= (SELECT chengxin.ground_today()));
