-- 公众看到的资讯: the version that is out, until its last day, and no longer than the records it speaks of are public.
DROP VIEW IF EXISTS publicity.article, publicity.article_file, publicity.article_change CASCADE;

CREATE VIEW publicity.article WITH (security_barrier) AS
SELECT a.id, a.column_code AS in_column, v.id AS version, v.title, v.summary, v.body, v.origin, v.until, v.files, s.public_from, s.shown_on,
    (SELECT o.official_name FROM chengxin.subjects_organ o WHERE o.subject_id = a.organ_id) AS organ
FROM chengxin.publicity_articlestand s JOIN chengxin.publicity_article a ON a.id = s.article_id JOIN chengxin.publicity_articleversion v ON v.id = s.shown_id
WHERE s.public_from <= (SELECT chengxin.ground_today()) AND (v.until IS NULL OR v.until >= (SELECT chengxin.ground_today()))
    AND NOT EXISTS (SELECT 1 FROM unnest(s.rests_on) AS r(record) WHERE NOT EXISTS (
        SELECT 1 FROM chengxin.publicity_line l WHERE l.record_id = r.record AND l.public_from <= (SELECT chengxin.ground_today()) AND (l.term_ends IS NULL OR l.term_ends >= (SELECT chengxin.ground_today()))));

CREATE VIEW publicity.article_file WITH (security_barrier) AS
SELECT f.article_id AS article, f.number, f.picture, f.name, f.alt, f.media_type, f.size, f.width, f.height, f.copy
FROM publicity.article a JOIN chengxin.publicity_articlefile f ON f.article_id = a.id AND f.number = ANY (a.files);

-- 更正: what was changed after it came out, and when.
CREATE VIEW publicity.article_change WITH (security_barrier) AS
SELECT t.article_id AS article, t.number, t.day, v.correction
FROM publicity.article a JOIN chengxin.publicity_articleact t ON t.article_id = a.id AND t.kind = 'publish' JOIN chengxin.publicity_articleversion v ON v.id = t.version_id
WHERE v.correction <> '';
