"""Reads of law: a warrant with the wording of its articles."""

from chengxin.ground.api import NotFound, database
from chengxin.law.library.queries import wordings_behind

_WARRANT = """
SELECT w.id, p.name AS power, w.power_id AS power_code, w.subject_id, s.code AS subject_code, s.kind AS subject_kind, w.organ_id, o.official_name AS organ,
    po.name AS proposer, ap.name AS approver, w.regime, w.severity, w.steps, w.by_statement, w.span, w.begins_on, w.ends_on, w.repair,
    g.exit, g.remedy, w.asked_on, w.recorded_at, g.wording, w.digest,
    (SELECT jsonb_agg(jsonb_build_object('instrument', i.name, 'number', i.number, 'label', a.label, 'summary', a.summary, 'source', a.source) ORDER BY u.ordinality)
        FROM unnest(g.articles) WITH ORDINALITY u(code, ordinality) JOIN law_article a ON a.code = u.code JOIN law_instrument i ON i.code = a.instrument_id) AS articles,
    (SELECT jsonb_agg(jsonb_build_object('record', f.record_id, 'version', f.version_id)) FROM law_warrantfact f WHERE f.warrant_id = w.id) AS facts,
    (SELECT p.payload ->> 'reason' FROM law_caseact a JOIN law_caseact p ON p.case_id = a.case_id AND p.kind = 'propose' WHERE a.warrant_id = w.id ORDER BY p.number DESC LIMIT 1) AS reason
FROM law_warrant w JOIN law_grounds g ON g.digest = w.grounds_id JOIN law_power p ON p.code = w.power_id JOIN subjects_subject s ON s.id = w.subject_id
LEFT JOIN subjects_organ o ON o.subject_id = w.organ_id
JOIN access_officer po ON po.id = w.proposer_id JOIN access_officer ap ON ap.id = w.approver_id
WHERE w.id = %s
"""


def warrant(number: int) -> dict[str, object]:
    """The whole of a warrant. Raises NotFound."""
    found = database.fetch(_WARRANT, [number])
    if not found:
        raise NotFound(f"没有凭据 {number}")
    return found[0] | {"wordings": [{key: one[key] for key in ("article", "digest", "version", "kind")} for one in wordings_behind(number)]}
