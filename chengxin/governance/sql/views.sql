-- 政府的及时榜: of each month the latest bulletin that went out, organ by organ. Nothing of a subject is in it.
DROP VIEW IF EXISTS publicity.punctuality, publicity.punctuality_figures CASCADE;
CREATE VIEW publicity.punctuality WITH (security_barrier) AS
SELECT d.begins_on AS month, coalesce(o.official_name, '') AS organ, s.due, s.in_time, s.late, s.excused, s.missing, i.known_on AS counted_through, i.issued_on, d.version, i.year AS issue_year, i.number AS issue_number
FROM chengxin.governance_draft d JOIN chengxin.governance_issue i ON i.draft_id = d.id JOIN chengxin.governance_score s ON s.issue_id = d.id JOIN chengxin.subjects_organ o ON o.subject_id = s.organ_id
WHERE d.period = 'month' AND i.issued_on <= (SELECT chengxin.ground_today())
    AND NOT EXISTS (
        SELECT 1 FROM chengxin.governance_draft e JOIN chengxin.governance_issue j ON j.draft_id = e.id
        WHERE e.period = 'month' AND e.begins_on = d.begins_on AND e.version > d.version AND j.issued_on <= (SELECT chengxin.ground_today()));

-- The key figure: the latest month of the board.
CREATE VIEW publicity.punctuality_figures WITH (security_barrier) AS
SELECT p.month, sum(p.due)::integer AS due, sum(p.in_time)::integer AS in_time, sum(p.late)::integer AS late, sum(p.excused)::integer AS excused, sum(p.missing)::integer AS missing, count(*)::integer AS organs,
    max(p.counted_through) AS counted_through
FROM publicity.punctuality p WHERE p.month = (SELECT max(q.month) FROM publicity.punctuality q) GROUP BY p.month;
