-- 名称检索: finding names by fragments, one implementation for the officers' register and the public directory.

DROP FUNCTION IF EXISTS ground_query_grams(text);
DROP FUNCTION IF EXISTS ground_grams(text);

-- The numbers a name must hold to contain the form: its pairs of neighbours, save those that nearly every name holds
-- (``ground.names`` writes them; ``ground.places`` tells both which).
CREATE OR REPLACE FUNCTION ground_pairs(form text) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT (2000000 + (ascii(substr(form, i, 1))::bigint * 31627 + ascii(substr(form, i + 1, 1))) % 2100000000)::integer), '{}')
    FROM generate_series(1, length(form) - 1) AS i WHERE substr(form, i, 2) <> ALL (ground_common_pairs())
$$;

-- The number of characters in a place: 0 a name's beginning, 1 its initials, 2 and 3 parts of its code.
CREATE OR REPLACE FUNCTION ground_place_number(part text, place integer) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    number bigint := 0;
BEGIN
    FOR i IN 1..length(part) LOOP
        number := (number * 31627 + ascii(substr(part, i, 1))) % 2100000000;
    END LOOP;
    RETURN -1 - (number % 500000000 + place::bigint * 500000000);
END $$;

-- A sample tells how common a fragment is; it is drawn again when the names have grown by a fifth. Some names stand in one row, each
-- behind an end of a line: most rows are passed over by one look at them all.
CREATE OR REPLACE FUNCTION ground_draw_sample(p_names regclass, p_sample regclass) RETURNS void
LANGUAGE plpgsql SET search_path = chengxin, pg_temp AS $$
DECLARE
    known bigint; now_there bigint;
BEGIN
    EXECUTE format('SELECT max(of_names) FROM %s', p_sample) INTO known;
    EXECUTE format('SELECT count(*) FROM %s', p_names) INTO now_there;
    IF known IS NULL OR now_there > known * 1.2 OR now_there < known * 0.8 THEN
        EXECUTE format('DELETE FROM %s', p_sample);
        EXECUTE format('INSERT INTO %s (folded, initials, drawn, of_names)
            SELECT string_agg(E''\n'' || folded, ''''), string_agg(E''\n'' || initials, ''''), count(*), %s
            FROM (SELECT folded, initials, row_number() OVER () AS n FROM %s TABLESAMPLE BERNOULLI (%s)) x GROUP BY n / 24',
            p_sample, now_there, p_names, least(100, 100.0 * 8192 / greatest(now_there, 1)));
    END IF;
END $$;

-- How many names of a sample hold the form, or begin with it; counted to ``p_most``.
CREATE OR REPLACE FUNCTION ground_sampled(p_sample regclass, p_form text, p_most integer, p_begin boolean) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp AS $$
DECLARE
    told bigint;
BEGIN
    EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM %s s, string_to_table(s.folded, E''\n'') AS x(name)
        WHERE strpos(s.folded, CASE WHEN $3 THEN E''\n'' ELSE '''' END || $1) > 0 AND CASE WHEN $3 THEN starts_with(x.name, $1) ELSE strpos(x.name, $1) > 0 END LIMIT $2) y', p_sample)
    INTO told USING p_form, p_most, p_begin;
    RETURN told;
END $$;

-- Subjects by a fragment of a name, by pinyin initials, by a code or a part of it: one page, and how many there are (exact to
-- 1,000, then 1,001). Order: code; exact name; names that begin so; others; initials. Up to 1,000 found, shorter names come first;
-- of more, those that became known first. ``p_names``: a view with rank_id subject_id folded initials grams code.
-- Where a fragment is common the names are walked in their order until the page is full; where it is rare the index finds all.
CREATE OR REPLACE FUNCTION ground_find(p_names regclass, p_sample regclass, p_text text, p_limit integer, p_offset integer, OUT ids bigint[], OUT total integer)
LANGUAGE plpgsql STABLE SET search_path = chengxin, pg_temp AS $$
DECLARE
    form text := ground_folded(left(p_text, 100));
    wanted integer := greatest(p_limit, 0) + greatest(p_offset, 0);
    code text := upper(form);
    spelt text; core text;  -- initials, from the beginning or behind the name of the place; and without that
    names bigint; holding bigint; beginning bigint; spelling bigint := 0;
    enough CONSTANT integer := 30;  -- so many of the sample hold it: thousands do
    many boolean := false;
    part bigint[]; found bigint[] := '{}';
BEGIN
    ids := '{}'; total := 0;
    IF form = '' THEN RETURN; END IF;
    IF form ~ '^[a-z0-9]{3,20}$' THEN
        spelt := '^(tjshbq|tjhbq|tjshb|tjhb|tjs|tj|hbq)?' || form;
        core := regexp_replace(form, '^(tjshbq|tjhbq|tjshb|tjhb|tjs|tj|hbq)', '');
    END IF;
    EXECUTE format('SELECT coalesce(max(of_names), 0) FROM %s', p_sample) INTO names;
    IF names > 50000 THEN
        holding := ground_sampled(p_sample, form, enough, false);
        IF holding = enough THEN beginning := ground_sampled(p_sample, form, enough, true); END IF;
        IF spelt IS NOT NULL THEN
            EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM %s s, string_to_table(s.initials, E''\n'') AS x(spelling) WHERE strpos(s.initials, $1) > 0 AND x.spelling ~ $2 LIMIT $3) y', p_sample)
            INTO spelling USING form, spelt, enough;
        END IF;
    END IF;

    IF code ~ '^[0-9A-Z]{4,18}$' THEN
        EXECUTE format('SELECT array_agg(subject_id ORDER BY code) FROM (
            SELECT subject_id, code FROM %1$s WHERE code >= $1 AND code < $1 || ''~'' ORDER BY code LIMIT 1001) c', p_names) INTO part USING code;
        found := coalesce(part, '{}');
        IF length(code) BETWEEN 6 AND 10 THEN
            EXECUTE format('SELECT array_agg(subject_id ORDER BY code) FROM %1$s
                WHERE grams && $2 AND (length($1) > 7 AND substr(code, 9, length($1)) = $1 OR right(code, length($1)) = $1)', p_names)
            INTO part USING code, ARRAY[ground_place_number(substr(code, 6, 3), 2), ground_place_number(right(code, 3), 3)];
            found := found || coalesce(part, '{}');
        END IF;
    END IF;

    IF holding >= enough THEN
        many := true;
        IF length(form) BETWEEN 2 AND 8 THEN  -- longer ones are never so common
            EXECUTE format('SELECT array_agg(subject_id) FROM (SELECT subject_id FROM %s WHERE folded = $1 AND grams @> ARRAY[$2] LIMIT 20) x', p_names)
            INTO part USING form, ground_place_number(form || '$', 0);
            found := found || coalesce(part, '{}');
        END IF;
        part := '{}';
        IF beginning >= enough THEN
            EXECUTE format('SELECT array_agg(subject_id) FROM (SELECT subject_id FROM %s WHERE starts_with(folded, $1) ORDER BY rank_id LIMIT $2) x', p_names)
            INTO part USING form, wanted;
        ELSIF length(form) >= 2 THEN
            EXECUTE format('SELECT array_agg(subject_id) FROM (SELECT subject_id FROM %s WHERE grams @> $3 AND starts_with(folded, $1) ORDER BY rank_id LIMIT $2) x', p_names)
            INTO part USING form, wanted, ARRAY[ground_place_number(left(form, 2), 0)];
        END IF;
        found := found || coalesce(part, '{}');
        IF cardinality(found) < wanted THEN
            EXECUTE format('SELECT array_agg(subject_id) FROM (SELECT subject_id FROM %s WHERE strpos(folded, $1) > 0 ORDER BY rank_id LIMIT $2) x', p_names)
            INTO part USING form, wanted + cardinality(found);
            found := found || coalesce(part, '{}');
        END IF;
    ELSE
        EXECUTE format('SELECT array_agg(subject_id ORDER BY folded = $1 DESC, starts_with(folded, $1) DESC,
                CASE WHEN of_all <= 1000 THEN length(folded) END, CASE WHEN of_all <= 1000 THEN folded END, rank_id)
            FROM (SELECT subject_id, folded, rank_id, count(*) OVER () AS of_all FROM %s WHERE grams @> $2 AND strpos(folded, $1) > 0) x', p_names)
        INTO part USING form, ground_pairs(form);
        found := found || coalesce(part, '{}');
    END IF;

    IF spelt IS NOT NULL AND cardinality(found) < greatest(wanted, 1001) THEN
        IF spelling >= enough THEN
            many := true;
            -- The planner takes what fits an expression to be rare and would read all names at once: it is not asked until they come in order.
            EXECUTE format('SELECT array_agg(subject_id) FROM (SELECT o.subject_id FROM (SELECT subject_id, initials FROM %s ORDER BY rank_id OFFSET 0) o
                WHERE strpos(o.initials, $3) > 0 AND o.initials ~ $1 LIMIT $2) x', p_names)
            INTO part USING spelt, wanted, form;  -- the plain search spares most rows the expression
        ELSE
            EXECUTE format('SELECT array_agg(subject_id ORDER BY length(folded), folded, rank_id) FROM %s WHERE grams && $2 AND initials ~ $1', p_names)
            INTO part USING spelt, ARRAY[ground_place_number(left(form, 3), 1), ground_place_number(left(core, 3), 1)];
        END IF;
        found := found || coalesce(part, '{}');
    END IF;

    SELECT array_agg(x.id ORDER BY x.first) INTO found FROM (SELECT u.id, min(u.n) AS first FROM unnest(found) WITH ORDINALITY AS u(id, n) GROUP BY u.id) x;
    total := CASE WHEN many THEN 1001 ELSE least(coalesce(cardinality(found), 0), 1001) END;
    ids := coalesce(found[greatest(p_offset, 0) + 1 : wanted], '{}');
END $$;
