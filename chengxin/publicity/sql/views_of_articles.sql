-- 公众看到的资讯: the version that is out, until its last day, and no longer than the records it speaks of are public. Read from the rows that
-- publicity_articles_draw keeps, with every test made again.
DROP VIEW IF EXISTS publicity.article, publicity.article_file, publicity.article_change CASCADE;

CREATE VIEW publicity.article WITH (security_barrier) AS
SELECT a.article AS id, a.in_column, a.version, a.title, a.summary, a.body, a.origin, a.until, a.files, a.public_from, a.shown_on,
    (SELECT o.official_name FROM chengxin.subjects_organ o WHERE o.subject_id = a.organ) AS organ
FROM chengxin.publicity_articleout a
WHERE a.public_from <= (SELECT chengxin.ground_today()) AND (a.until IS NULL OR a.until >= (SELECT chengxin.ground_today()))
    AND NOT EXISTS (SELECT 1 FROM unnest(a.rests_on) AS r(record) WHERE NOT EXISTS (
        SELECT 1 FROM chengxin.publicity_line l WHERE l.record_id = r.record AND l.public_from <= (SELECT chengxin.ground_today()) AND (l.term_ends IS NULL OR l.term_ends >= (SELECT chengxin.ground_today()))));

CREATE VIEW publicity.article_file WITH (security_barrier) AS
SELECT f.article, f.number, f.picture, f.name, f.alt, f.media_type, f.size, f.width, f.height, f.copy
FROM publicity.article a JOIN chengxin.publicity_articleoutfile f ON f.article = a.id AND f.number = ANY (a.files);

-- 更正: what was changed after it came out, and when.
CREATE VIEW publicity.article_change WITH (security_barrier) AS
SELECT c.article, c.number, c.day, c.correction FROM publicity.article a JOIN chengxin.publicity_articleoutchange c ON c.article = a.id;

-- Articles from before there were such rows are drawn once.
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM publicity_articleout) AND EXISTS (SELECT 1 FROM publicity_articlestand WHERE shown_id IS NOT NULL) THEN
        PERFORM publicity_articles_draw(NULL);
    END IF;
END $$;
