-- 公众看到的开放数据: the newest edition of each day that is still offered. Whole: nothing was removed since it was made and every item is
-- still open; else its files are not given out until they are made anew.
DROP VIEW IF EXISTS publicity.open_edition, publicity.open_file, publicity.open_rebuild CASCADE;

CREATE VIEW publicity.open_edition WITH (security_barrier) AS
SELECT e.on_day, e.number, e.made_at, NOT EXISTS (
    SELECT 1 FROM chengxin.publicity_openfile f WHERE f.edition_id = e.id AND f.item <> '' AND (
        NOT EXISTS (SELECT 1 FROM chengxin.catalogue_item i WHERE i.code = f.item AND i.nature = 'benign' AND i.openness = '社会公开')
        OR f.removed <> (SELECT coalesce(sum(m.lines), 0) FROM chengxin.publicity_openremoval m
            WHERE m.item = f.item AND m.from_day <= e.on_day AND (m.until_day IS NULL OR m.until_day > e.on_day)))) AS whole
FROM chengxin.publicity_openedition e
WHERE e.on_day <= (SELECT chengxin.ground_today()) AND e.keep_until >= (SELECT chengxin.ground_today())
    AND NOT EXISTS (SELECT 1 FROM chengxin.publicity_openedition n WHERE n.on_day = e.on_day AND n.number > e.number);

CREATE VIEW publicity.open_file WITH (security_barrier) AS
SELECT o.on_day, o.number, o.made_at, f.item, i.name AS item_name, f.layout, f.name, f.lines, f.size, f.digest
FROM publicity.open_edition o JOIN chengxin.publicity_openedition e ON e.on_day = o.on_day AND e.number = o.number
JOIN chengxin.publicity_openfile f ON f.edition_id = e.id LEFT JOIN chengxin.catalogue_item i ON i.code = f.item
WHERE o.whole;

-- 重做过的: of the days on offer, what was made anew without withdrawn rows, and when.
CREATE VIEW publicity.open_rebuild WITH (security_barrier) AS
SELECT e.on_day, b.item, i.name AS item_name, e.made_at
FROM chengxin.publicity_openrebuild b JOIN chengxin.publicity_openedition e ON e.id = b.edition_id JOIN chengxin.catalogue_item i ON i.code = b.item
WHERE e.on_day <= (SELECT chengxin.ground_today()) AND e.keep_until >= (SELECT chengxin.ground_today());
