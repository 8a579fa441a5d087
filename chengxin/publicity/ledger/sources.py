"""来源核对: what digests do not hold, beside what it was made from: whose a publication is, what the shelf tells beside it, and whether what was forgotten was.

Each statement gives the lines that differ, and in what. Only what can be derived to the letter is compared: an organ may be called by any name it
ever had, a number may have figures covered, a dispute has an hour to reach its line.
"""

MESSAGES = {
    "subject-differs": "公示记录的主体、条目、性质或版本与它所据的记录、凭据不符（挂到了别处）",
    "line-differs": "公示行上显示的内容与它所据的记录、凭据不符（被改动）",
    "basis-differs": "公示依据与它的摘要或凭据所据不符（被改动）",
    "forgotten-unfounded": "盐记作已销毁，却没有销毁个人信息的事实：这一叶不能再核对",
}

_SUBJECTS = """
SELECT p.id, concat_ws('、', CASE WHEN r.id IS NULL THEN '记录不在' END, CASE WHEN p.subject_id <> r.subject_id OR r.subject_id IS NULL OR p.subject_id <> w.subject_id THEN '主体' END,
    CASE WHEN p.item <> r.item_id THEN '条目' END, CASE WHEN p.nature <> i.nature THEN '性质' END, CASE WHEN v.record_id IS DISTINCT FROM p.record_id THEN '版本' END,
    CASE WHEN p.nature <> 'benign' AND w.id IS NULL OR p.warrant_id IS NOT NULL AND f.warrant_id IS NULL THEN '凭据' END)
FROM chengxin.publicity_publication p
LEFT JOIN chengxin.records_record r ON r.id = p.record_id
LEFT JOIN chengxin.records_version v ON v.id = p.version_id
LEFT JOIN chengxin.catalogue_item i ON i.code = p.item
LEFT JOIN chengxin.law_warrant w ON w.id = p.warrant_id
LEFT JOIN chengxin.law_warrantfact f ON f.warrant_id = p.warrant_id AND f.record_id = p.record_id
WHERE r.id IS NULL OR p.subject_id IS DISTINCT FROM r.subject_id OR p.subject_id <> w.subject_id OR p.item <> r.item_id OR p.nature IS DISTINCT FROM i.nature
    OR v.record_id IS DISTINCT FROM p.record_id OR (p.nature <> 'benign' AND w.id IS NULL) OR (p.warrant_id IS NOT NULL AND f.warrant_id IS NULL)
ORDER BY 1
"""
# A covered figure is a star in its place.
_NUMBER = r"""l.document_number = r.document_number OR (r.document_number ~ '[0-9０-９]' AND strpos(l.document_number, '*') > 0
    AND r.document_number LIKE replace(replace(replace(replace(l.document_number, '\', '\\'), '%', '\%'), '_', '\_'), '*', '_'))"""
_LINES = f"""
SELECT x.line, x.why FROM (
    SELECT l.publication_id AS line, concat_ws('、',
        CASE WHEN l.nature <> p.nature THEN '性质' END,
        CASE WHEN ({_NUMBER}) IS NOT TRUE THEN '文书号' END,
        CASE WHEN l.organ_name NOT IN ('', coalesce(g.official_name, '')) AND l.organ_name <> ALL (coalesce(g.aliases, '{{}}'))
            AND NOT EXISTS (SELECT 1 FROM chengxin.subjects_name n WHERE n.subject_id = r.organ_id AND n.name = l.organ_name) THEN '认定机关' END,
        CASE WHEN l.held_on IS DISTINCT FROM v.held_on THEN '决定日' END,
        CASE WHEN l.severity <> coalesce(w.severity, '') THEN '等级' END,
        CASE WHEN l.repair <> coalesce(w.repair, '[]') THEN '最早修复' END,
        CASE WHEN l.warranted <> CASE WHEN w.id IS NULL THEN '{{}}' ELSE jsonb_build_object('steps', w.steps, 'by_statement', w.by_statement, 'digest', w.digest, 'asked_on', w.asked_on) END THEN '凭据载明' END,
        CASE WHEN l.corrected <> coalesce(before.why = 'replaced', false) THEN '已更正' END,
        CASE WHEN l.disputed AND m.id IS NULL OR m.recorded_at < now() - interval '1 hour' AND l.disputed <> m.disputed AND (l.disputed OR l.nature <> 'benign') THEN '异议中' END,
        CASE WHEN (l.basis_id IS NULL) <> (w.id IS NULL) OR b.id IS NOT NULL AND (b.told ->> 'exit', b.told ->> 'remedy') IS DISTINCT FROM (d.exit, d.remedy)
            OR b.id IS NOT NULL AND jsonb_array_length(b.told -> 'articles') IS DISTINCT FROM cardinality(d.articles) OR l.basis_id IS NOT NULL AND b.id IS NULL THEN '依据' END) AS why
    FROM chengxin.publicity_line l
    JOIN chengxin.publicity_publication p ON p.id = l.publication_id
    JOIN chengxin.records_record r ON r.id = p.record_id
    LEFT JOIN chengxin.records_version v ON v.id = p.version_id
    LEFT JOIN chengxin.law_warrant w ON w.id = p.warrant_id
    LEFT JOIN chengxin.law_grounds d ON d.digest = w.grounds_id
    LEFT JOIN chengxin.publicity_basis b ON b.id = l.basis_id
    LEFT JOIN chengxin.subjects_organ g ON g.subject_id = r.organ_id
    LEFT JOIN LATERAL (SELECT c.why FROM chengxin.publicity_publication q LEFT JOIN chengxin.publicity_closing c ON c.publication_id = q.id
        WHERE q.record_id = p.record_id AND q.id < p.id ORDER BY q.id DESC LIMIT 1) before ON true
    LEFT JOIN LATERAL (SELECT y.id, y.disputed, y.recorded_at FROM chengxin.records_mark y WHERE y.record_id = p.record_id ORDER BY y.id DESC LIMIT 1) m ON true
) x WHERE x.why <> '' ORDER BY 1
"""
_BASES = """
SELECT min(l.publication_id), concat('依据 ', b.id) FROM chengxin.publicity_basis b LEFT JOIN chengxin.publicity_line l ON l.basis_id = b.id
WHERE b.digest <> concat('sha256:', encode(sha256(convert_to(b.told::text, 'UTF8')), 'hex')) GROUP BY b.id ORDER BY b.id
"""
# What is personal is destroyed under a warrant to erase; natural persons are not on the shelf, and what stands there is not forgotten.
_FORGOTTEN = """
SELECT x.line, x.why FROM (
    SELECT f.publication AS line, concat_ws('、',
        CASE WHEN NOT EXISTS (SELECT 1 FROM chengxin.publicity_closing c WHERE c.publication_id = p.id) THEN '公示行仍在' END,
        CASE WHEN EXISTS (SELECT 1 FROM chengxin.publicity_ledgereverysalt s WHERE s.publication = p.id) THEN '盐仍在' END,
        CASE WHEN EXISTS (SELECT 1 FROM chengxin.records_personal q WHERE q.version_id = p.version_id) THEN '个人信息仍在' END,
        CASE WHEN NOT EXISTS (SELECT 1 FROM chengxin.law_warrant w WHERE w.subject_id = p.subject_id AND w.power_id = 'erase') THEN '没有销毁的凭据' END) AS why
    FROM chengxin.publicity_ledgerforgotten f JOIN chengxin.publicity_publication p ON p.id = f.publication
) x WHERE x.why <> '' ORDER BY 1
"""
CHECKS = {"subject-differs": _SUBJECTS, "line-differs": _LINES, "basis-differs": _BASES, "forgotten-unfounded": _FORGOTTEN}
