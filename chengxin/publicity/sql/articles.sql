-- 资讯: the one way an article goes on. No application role writes these tables; every act goes through publicity_article_act, which sees to it
-- that acts follow each other, that whoever acts may, and that who publishes has not written what they publish, whoever calls.

-- 流转表: the same as publicity/articles/moves.py; a test compares them.
CREATE OR REPLACE FUNCTION publicity_article_moves() RETURNS TABLE (kind text, begins text, ends text, needs text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ VALUES
    ('write', '', 'draft', 'write-article'), ('write', 'draft', 'draft', 'write-article'), ('write', 'public', 'draft', 'write-article'), ('write', 'withdrawn', 'draft', 'write-article'),
    ('submit', 'draft', 'review', 'write-article'), ('take-back', 'review', 'draft', 'write-article'),
    ('return', 'review', 'draft', 'review-article'), ('publish', 'review', 'public', 'review-article'),
    ('withdraw', 'draft', 'withdrawn', 'review-article'), ('withdraw', 'review', 'withdrawn', 'review-article'), ('withdraw', 'public', 'withdrawn', 'review-article'),
    ('drop', 'draft', 'dropped', 'write-article') $$;

-- 所涉记录: the public adverse records a text speaks of: by credit code, by document number however its brackets are written (docs/rulings.md, 552), by the subject's name. The text is parted where no name goes on, and
-- in each part what may be a name or number is what ends as they do; so that a long text costs no more than its length, and the shelf is asked once.
CREATE OR REPLACE FUNCTION publicity_article_rests(p_text text) RETURNS bigint[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
    WITH piece AS MATERIALIZED (
        SELECT DISTINCT substr(r, s, 400) AS t FROM regexp_split_to_table(left(upper(p_text), 60000), E'[\\s，。；：、！？“”‘’《》,;:!?"''<>…|*#_`]+') AS r, generate_series(1, greatest(length(r), 1), 350) AS s),
    ending AS MATERIALIZED (SELECT p.t, e.n, substr(p.t, e.n, 1) = '号' AS of_number FROM piece p, generate_series(4, length(p.t)) AS e(n) WHERE strpos('号司店部厂社院所会心馆场行校园吧摊点坊户站室队铺', substr(p.t, e.n, 1)) > 0),
    part AS MATERIALIZED (SELECT DISTINCT e.of_number, substr(e.t, e.n - l.n + 1, l.n) AS text FROM ending e, generate_series(4, 45) AS l(n) WHERE l.n <= e.n),
    code AS MATERIALIZED (SELECT DISTINCT substr(m[1], g, 18) AS text FROM piece p, regexp_matches(p.t, '[0-9A-HJ-NPQRTUWXY]{18,}', 'g') AS m, generate_series(1, length(m[1]) - 17) AS g)
    SELECT coalesce(array_agg(DISTINCT l.record_id ORDER BY l.record_id), '{}') FROM publicity_line l JOIN publicity_directory d ON d.subject_id = l.subject_id
    WHERE l.nature = 'adverse' AND (l.term_ends IS NULL OR l.term_ends >= (SELECT ground_today()))
        AND (d.code IN (SELECT text FROM code) OR records_number_key(upper(l.document_number)) IN (SELECT records_number_key(text) FROM part WHERE of_number) OR upper(d.name) IN (SELECT text FROM part WHERE NOT of_number))
$$;

-- 公开的部分: what of these articles is out, as rows that hold nothing else, so that they can be carried to a machine for readers (docs/decisions/0037).
-- What is over, taken back, or speaks of a record that left the shelf is not among them; null: of all articles.
CREATE OR REPLACE FUNCTION publicity_articles_draw(p_articles bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    DELETE FROM publicity_articleoutfile WHERE p_articles IS NULL OR article = ANY (p_articles);
    DELETE FROM publicity_articleoutchange WHERE p_articles IS NULL OR article = ANY (p_articles);
    DELETE FROM publicity_articleout WHERE p_articles IS NULL OR article = ANY (p_articles);
    INSERT INTO publicity_articleout (article, in_column, version, organ, title, summary, body, origin, until, files, rests_on, public_from, shown_on)
    SELECT a.id, a.column_code, v.id, a.organ_id, v.title, v.summary, v.body, v.origin, v.until, v.files, s.rests_on, s.public_from, s.shown_on
    FROM publicity_articlestand s JOIN publicity_article a ON a.id = s.article_id JOIN publicity_articleversion v ON v.id = s.shown_id
    WHERE (p_articles IS NULL OR a.id = ANY (p_articles)) AND (v.until IS NULL OR v.until >= ground_today())
        AND NOT EXISTS (SELECT 1 FROM unnest(s.rests_on) AS r(record) WHERE NOT EXISTS (SELECT 1 FROM publicity_line l WHERE l.record_id = r.record));
    INSERT INTO publicity_articleoutfile (article, number, picture, name, alt, media_type, size, width, height, copy)
    SELECT f.article_id, f.number, f.picture, f.name, f.alt, f.media_type, f.size, f.width, f.height, f.copy
    FROM publicity_articleout o JOIN publicity_articlefile f ON f.article_id = o.article AND f.number = ANY (o.files) WHERE p_articles IS NULL OR o.article = ANY (p_articles);
    INSERT INTO publicity_articleoutchange (article, number, day, correction)
    SELECT t.article_id, t.number, t.day, v.correction
    FROM publicity_articleout o JOIN publicity_articleact t ON t.article_id = o.article AND t.kind = 'publish' JOIN publicity_articleversion v ON v.id = t.version_id
    WHERE (p_articles IS NULL OR o.article = ANY (p_articles)) AND v.correction <> '';
END $$;

-- A record comes to the shelf or leaves it: what speaks of it comes and goes with it.
CREATE OR REPLACE FUNCTION publicity_articles_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM publicity_articlestand s WHERE s.shown_id IS NOT NULL AND s.rests_on <> '{}') THEN
        PERFORM publicity_articles_draw(array_agg(DISTINCT s.article_id)) FROM publicity_articlestand s CROSS JOIN unnest(s.rests_on) AS r(record) JOIN moved m ON m.record_id = r.record
        WHERE s.shown_id IS NOT NULL HAVING count(*) > 0;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS articles_follow ON publicity_line;
CREATE TRIGGER articles_follow AFTER INSERT ON publicity_line REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION publicity_articles_follow();
DROP TRIGGER IF EXISTS articles_follow_out ON publicity_line;
CREATE TRIGGER articles_follow_out AFTER DELETE ON publicity_line REFERENCING OLD TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION publicity_articles_follow();

-- 一件行为: checks and stores one act. ``p``: article (or column and organ of a new one), read (the last act its author had seen), kind, officer, post, day,
-- reason, confirmed; of writing title, summary, body, origin, correction, until, files, findings.
CREATE OR REPLACE FUNCTION publicity_article_act(p jsonb, OUT article bigint, OUT number integer, OUT version bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp SET datestyle = 'ISO, YMD' AS $$
DECLARE
    v_kind text := p ->> 'kind';
    v_officer bigint := p ->> 'officer';
    v_day date := p ->> 'day';
    v_reason text := btrim(coalesce(p ->> 'reason', ''));
    v_confirmed text[] := ARRAY(SELECT jsonb_array_elements_text(coalesce(p -> 'confirmed', '[]')));
    v_ends text;
    v_needs text;
    v_written publicity_articleversion%ROWTYPE;
    a publicity_article%ROWTYPE;
    s publicity_articlestand%ROWTYPE;
BEGIN
    IF v_day IS NULL OR v_day <> ground_today() THEN
        RAISE EXCEPTION 'not-today' USING ERRCODE = 'CX070';
    END IF;
    IF p ->> 'article' IS NULL THEN
        INSERT INTO publicity_article (column_code, organ_id, opened_on) VALUES (p ->> 'column', (p ->> 'organ')::bigint, v_day) RETURNING * INTO a;
        s.stage := '';
        s.number := 0;
        s.rests_on := '{}';
    ELSE
        SELECT * INTO s FROM publicity_articlestand t WHERE t.article_id = (p ->> 'article')::bigint FOR UPDATE;
        SELECT * INTO a FROM publicity_article t WHERE t.id = s.article_id;
        IF s.number IS DISTINCT FROM (p ->> 'read')::integer THEN
            RAISE EXCEPTION 'article-moved' USING ERRCODE = 'CX070';
        END IF;
    END IF;
    SELECT m.ends, m.needs INTO v_ends, v_needs FROM publicity_article_moves() m WHERE m.kind = v_kind AND m.begins = s.stage;
    IF NOT FOUND OR v_kind = 'withdraw' AND s.shown_id IS NULL OR v_kind = 'drop' AND s.shown_id IS NOT NULL THEN
        RAISE EXCEPTION 'not-now' USING ERRCODE = 'CX070';
    END IF;
    IF NOT law_case_may(v_officer, a.organ_id, v_needs) THEN
        RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'CX070';
    END IF;
    -- 两人: who has written or sent for review since it last came out neither publishes nor returns it; who sent it, and nobody else, takes it back.
    IF v_kind IN ('publish', 'return') AND EXISTS (
        SELECT 1 FROM publicity_articleact x WHERE x.article_id = a.id AND x.kind IN ('write', 'submit') AND x.officer_id = v_officer
            AND x.number > coalesce((SELECT max(y.number) FROM publicity_articleact y WHERE y.article_id = a.id AND y.kind = 'publish'), 0)) THEN
        RAISE EXCEPTION 'same-officer' USING ERRCODE = 'CX070';
    END IF;
    IF v_kind = 'take-back' AND v_officer IS DISTINCT FROM (SELECT x.officer_id FROM publicity_articleact x WHERE x.article_id = a.id AND x.kind = 'submit' ORDER BY x.number DESC LIMIT 1) THEN
        RAISE EXCEPTION 'other-author' USING ERRCODE = 'CX070';
    END IF;
    IF v_kind IN ('return', 'withdraw', 'drop') AND v_reason = '' THEN
        RAISE EXCEPTION 'no-reason' USING ERRCODE = 'CX070';
    END IF;

    IF v_kind = 'write' THEN
        INSERT INTO publicity_articleversion (article_id, number, title, summary, body, origin, correction, until, files, findings, officer_id, written_on)
        VALUES (a.id, coalesce((SELECT max(x.number) FROM publicity_articleversion x WHERE x.article_id = a.id), 0) + 1, btrim(p ->> 'title'), coalesce(p ->> 'summary', ''), p ->> 'body',
            coalesce(p ->> 'origin', ''), coalesce(p ->> 'correction', ''), (p ->> 'until')::date,
            ARRAY(SELECT f.number FROM publicity_articlefile f WHERE f.article_id = a.id AND f.number IN (SELECT jsonb_array_elements_text(coalesce(p -> 'files', '[]'))::integer) ORDER BY 1),
            coalesce(p -> 'findings', '[]'), v_officer, v_day) RETURNING * INTO v_written;
    ELSE
        SELECT * INTO v_written FROM publicity_articleversion x WHERE x.id = s.version_id;
    END IF;
    IF v_kind IN ('submit', 'publish') THEN
        IF EXISTS (SELECT 1 FROM jsonb_array_elements(v_written.findings) f WHERE f ->> 'level' = 'mend') THEN
            RAISE EXCEPTION 'to-be-mended' USING ERRCODE = 'CX070';
        END IF;
        IF s.public_from IS NOT NULL AND v_written.correction = '' THEN
            RAISE EXCEPTION 'no-correction' USING ERRCODE = 'CX070';
        END IF;
        IF v_written.until < v_day THEN
            RAISE EXCEPTION 'already-over' USING ERRCODE = 'CX070';
        END IF;
    END IF;
    -- 停下等人看: what the check of words stopped at goes out only where whoever publishes has looked at each of it.
    IF v_kind = 'publish' AND EXISTS (SELECT 1 FROM jsonb_array_elements(v_written.findings) f WHERE f ->> 'level' = 'stop' AND NOT f ->> 'key' = ANY (v_confirmed)) THEN
        RAISE EXCEPTION 'not-confirmed' USING ERRCODE = 'CX070';
    END IF;

    article := a.id;
    number := s.number + 1;
    version := v_written.id;
    INSERT INTO publicity_articleact (article_id, number, kind, version_id, officer_id, post, day, reason, confirmed)
    VALUES (a.id, s.number + 1, v_kind, v_written.id, v_officer, p ->> 'post', v_day, v_reason, v_confirmed);
    s.shown_id := CASE v_kind WHEN 'publish' THEN v_written.id WHEN 'withdraw' THEN NULL ELSE s.shown_id END;
    IF v_kind = 'publish' THEN
        s.public_from := coalesce(s.public_from, v_day);
        s.shown_on := v_day;
        s.rests_on := publicity_article_rests(concat_ws(E'\n', v_written.title, v_written.summary, v_written.body));
    END IF;
    INSERT INTO publicity_articlestand AS t (article_id, number, stage, version_id, shown_id, public_from, shown_on, rests_on, moved_at)
    VALUES (a.id, s.number + 1, v_ends, v_written.id, s.shown_id, s.public_from, s.shown_on, s.rests_on, clock_timestamp())
    ON CONFLICT (article_id) DO UPDATE SET number = excluded.number, stage = excluded.stage, version_id = excluded.version_id, shown_id = excluded.shown_id,
        public_from = excluded.public_from, shown_on = excluded.shown_on, rests_on = excluded.rests_on, moved_at = excluded.moved_at;
    IF v_kind IN ('publish', 'withdraw') THEN
        PERFORM publicity_articles_draw(ARRAY[a.id]);
    END IF;
END $$;

-- 收下文件: a picture or document comes to an article while it is written. The bytes are those the public will get, never the original's.
CREATE OR REPLACE FUNCTION publicity_article_attach(p jsonb, p_copy bytea) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = chengxin, pg_temp AS $$
DECLARE
    s publicity_articlestand%ROWTYPE;
    v_number integer;
BEGIN
    SELECT * INTO s FROM publicity_articlestand t WHERE t.article_id = (p ->> 'article')::bigint FOR UPDATE;
    IF s.stage IS NULL OR NOT s.stage IN ('draft', 'public', 'withdrawn') THEN
        RAISE EXCEPTION 'not-now' USING ERRCODE = 'CX070';
    END IF;
    IF NOT law_case_may((p ->> 'officer')::bigint, (SELECT a.organ_id FROM publicity_article a WHERE a.id = s.article_id), 'write-article') THEN
        RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'CX070';
    END IF;
    SELECT coalesce(max(f.number), 0) + 1 INTO v_number FROM publicity_articlefile f WHERE f.article_id = s.article_id;
    IF v_number > 60 THEN
        RAISE EXCEPTION 'too-many-files' USING ERRCODE = 'CX070';
    END IF;
    INSERT INTO publicity_articlefile (article_id, number, picture, name, alt, media_type, size, width, height, readable, copy, file_id, officer_id)
    VALUES (s.article_id, v_number, (p ->> 'picture')::boolean, p ->> 'name', coalesce(p ->> 'alt', ''), p ->> 'media_type', length(p_copy), (p ->> 'width')::integer, (p ->> 'height')::integer,
        (p ->> 'readable')::boolean, p_copy, (p ->> 'file')::bigint, (p ->> 'officer')::bigint);
    RETURN v_number;
END $$;

SELECT ground_keep('publicity_article', 'publicity_articleversion', 'publicity_articlefile', 'publicity_articleact');
