"""案件的查阅: one case with its acts, lists of an organ's cases, the facts a case may rest on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import database, files
from chengxin.law.cases import rules
from chengxin.law.cases.moves import MOVES, OPEN, STAGES
from chengxin.law.models.cases import LAST_DAY
from chengxin.records import api as records

PAGE = 30
_ENOUGH = 1_000  # more are not counted
#: 可以立案的权力种类: what an organ begins by itself.
_OPENED = ("listing", "supervision", "order", "interview", "measure", "ban", "grading")

_CASE = """
SELECT c.id, c.opened_on, c.subject_id, c.organ_id, g.official_name AS organ, s.kind AS subject_kind, s.code AS subject_code,
    CASE WHEN s.kind = 'person' THEN '' ELSE coalesce(subjects_current_name(s.id), '') END AS subject_name,
    t.stage, t.number, t.due_on, t.free_on, t.moved_at, t.handler_id, h.name AS handler, t.proposer_id, q.name AS proposer,
    p.code AS power, p.name AS power_name, p.kind AS power_kind, p.procedure, p.held_by, p.holders, p.may_touch, p.needs_items, p.least_facts, p.needs_steps, p.person_steps, p.span,
    p.verified, p.exit, p.remedy, p.in_force_from, p.in_force_to,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('instrument', i.name, 'label', a.label, 'summary', a.summary, 'code', a.code) ORDER BY x.seq), '[]')
        FROM (SELECT article_id, min(seq) AS seq FROM law_powerarticle WHERE power_id = p.code GROUP BY article_id) x
        JOIN law_article a ON a.code = x.article_id JOIN law_instrument i ON i.code = a.instrument_id) AS articles
FROM law_case c JOIN law_casestand t ON t.case_id = c.id JOIN law_power p ON p.code = c.power_id JOIN subjects_subject s ON s.id = c.subject_id
JOIN subjects_organ g ON g.subject_id = c.organ_id JOIN access_officer h ON h.id = t.handler_id LEFT JOIN access_officer q ON q.id = t.proposer_id
WHERE c.id = %s
"""
_ACTS = """
SELECT a.id, a.number, a.kind, a.officer_id, o.name AS officer, a.post, a.day, a.step, a.step_day, a.reason, a.payload, a.warrant_id AS warrant, a.letters, a.file_id AS file, a.recorded_at AS at
FROM law_caseact a JOIN access_officer o ON o.id = a.officer_id WHERE a.case_id = %s ORDER BY a.number
"""
_LISTED = """
SELECT t.case_id AS id, t.stage, t.number, t.due_on, t.free_on, t.moved_at, p.name AS power_name, s.kind AS subject_kind, s.code AS subject_code,
    CASE WHEN s.kind = 'person' THEN '' ELSE coalesce(subjects_current_name(s.id), '') END AS subject_name, h.name AS handler, coalesce(t.due_on, %(last)s) AS due_order
FROM (
    SELECT * FROM law_casestand x WHERE x.organ_id = %(organ)s AND x.stage = %(stage)s
        AND (coalesce(x.due_on, %(last)s), x.case_id) > (%(after_due)s, %(after)s)
        AND (%(handler)s::bigint IS NULL OR x.handler_id = %(handler)s) AND (%(power)s::text IS NULL OR x.power_id = %(power)s)
        AND (%(subjects)s::bigint[] IS NULL OR x.subject_id = ANY (%(subjects)s)) AND (%(due_by)s::date IS NULL OR x.due_on <= %(due_by)s)
    ORDER BY coalesce(x.due_on, %(last)s), x.case_id LIMIT %(limit)s
) t JOIN law_power p ON p.code = t.power_id JOIN subjects_subject s ON s.id = t.subject_id JOIN access_officer h ON h.id = t.handler_id
ORDER BY coalesce(t.due_on, %(last)s), t.case_id
"""
_COUNTS = """
SELECT stage.code, (SELECT count(*) FROM (SELECT 1 FROM law_casestand x WHERE x.organ_id = %(organ)s AND x.stage = stage.code
    AND (%(handler)s::bigint IS NULL OR x.handler_id = %(handler)s) LIMIT %(enough)s) counted) AS found FROM unnest(%(stages)s::text[]) AS stage(code)
"""
_FACTS = """
SELECT r.id, r.item_id AS item, r.document_number, r.organ_id, g.official_name AS organ, v.id AS version, v.held_on, v.traits -> 'kinds' AS kinds, w.withdrawn_on,
    coalesce(m.disputed, false) AS disputed, coalesce(c.severity, '') AS severity
FROM (SELECT * FROM records_record x WHERE x.subject_id = %(subject)s AND (cardinality(%(items)s::text[]) = 0 OR x.item_id = ANY (%(items)s::text[])) AND (%(deciding)s::bigint IS NULL OR x.organ_id = %(deciding)s)
    ORDER BY x.id DESC LIMIT 200) r
LEFT JOIN subjects_organ g ON g.subject_id = r.organ_id
LEFT JOIN LATERAL (SELECT * FROM records_standing x WHERE x.record_id = r.id ORDER BY x.id DESC LIMIT 1) v ON true
LEFT JOIN records_withdrawal w ON w.record_id = r.id
LEFT JOIN LATERAL (SELECT y.disputed FROM records_mark y WHERE y.record_id = r.id ORDER BY y.id DESC LIMIT 1) m ON true
LEFT JOIN LATERAL (SELECT z.severity FROM records_classing z WHERE z.record_id = r.id ORDER BY z.id DESC LIMIT 1) c ON true
ORDER BY (r.organ_id = %(organ)s) DESC, v.held_on DESC NULLS LAST, r.id DESC
"""


@dataclass(frozen=True)
class Wanted:
    """筛选: which cases of an organ a list shows."""

    stage: str = "drafting"
    handler: int | None = None
    power: str | None = None
    subjects: Sequence[int] | None = None
    due_by: dt.date | None = None


def case(number: int) -> dict[str, Any] | None:
    """One case with where it stands and the power it is about; None where there is none. Of a natural person no name is told."""
    found = database.fetch(_CASE, [number])
    return found[0] | {"stage_name": STAGES[found[0]["stage"]]} if found else None


def any_case() -> bool:
    """Whether there is any case at all."""
    return bool(database.fetch_value("SELECT EXISTS (SELECT 1 FROM law_case)"))


def acts(number: int) -> list[dict[str, Any]]:
    """The acts of a case in their order."""
    return [act | {"name": MOVES[act["kind"]].name} for act in database.fetch(_ACTS, [number])]


def listing(organ: int, wanted: Wanted, *, after: tuple[dt.date, int] | None = None, limit: int = PAGE) -> tuple[list[dict[str, Any]], tuple[dt.date, int] | None]:
    """A page of an organ's cases in one stage, what is due first at the head; and after which the next page begins."""
    due, last = after or (dt.date.min.replace(year=1000), 0)
    found = database.fetch(
        _LISTED,
        {"organ": organ, "stage": wanted.stage, "after_due": due, "after": last, "handler": wanted.handler, "power": wanted.power or None, "due_by": wanted.due_by,
         "subjects": None if wanted.subjects is None else list(wanted.subjects), "limit": limit + 1, "last": LAST_DAY},
    )  # fmt: skip
    more = (found[limit - 1]["due_order"], found[limit - 1]["id"]) if len(found) > limit else None
    return found[:limit], more


def counts(organ: int, *, handler: int | None = None) -> dict[str, int]:
    """How many cases an organ has in each stage that is open, counted to a thousand."""
    rows = database.fetch(_COUNTS, {"organ": organ, "handler": handler, "stages": list(OPEN), "enough": _ENOUGH})
    return {row["code"]: row["found"] for row in rows}


def facts(one: Mapping[str, Any], *, look: int | None = None, on: dt.date) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The records a case may rest on, its own organ's first, and of a natural person who that is, opened by a committed ``look``."""
    deciding = one["organ_id"] if one["held_by"] == "deciding-organ" else None
    asked = {"subject": one["subject_id"], "items": one["needs_items"], "organ": one["organ_id"], "deciding": deciding}
    found = [row | {"item_name": catalogue.item(row["item"]).name} for row in database.fetch(_FACTS, asked)]
    if one["subject_kind"] != "person":
        return found, {}
    assert look is not None, "a natural person's records are read by a committed look"
    told = records.of_person(one["subject_id"], look=look, as_of=on, known_on=on)
    days = {row["id"]: row for row in told["records"]}
    return [row | {key: days[row["id"]][key] for key in ("version", "held_on")} if row["id"] in days else row for row in found], told["identity"]


def basis(one: Mapping[str, Any], chosen: Sequence[int], *, on: dt.date) -> dict[str, Any]:
    """Of the chosen facts the versions, classes and disputes, of the articles the wordings, as they are now; ``mark`` stands for all of it."""
    return database.fetch_value("SELECT law_case_basis(%s, %s::bigint[], %s)", [one["power"], sorted(chosen), on])


def last_draft(done: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What was drafted last: records, end and reason."""
    return next((act["payload"] | {"number": act["number"]} for act in reversed(done) if act["kind"] == "draft"), {"records": [], "ends": None, "reason": "", "number": 0})


def proposal(done: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The proposal that stands, with the basis it was made on; None where there is none."""
    return next((dict(act) for act in reversed(done) if act["kind"] == "propose"), None)


def of_letter(letter: int) -> int | None:
    """The case in which a letter, or the public notice that serves one, was made."""
    rows = database.fetch("SELECT case_id FROM law_caseact WHERE letters @> ARRAY[%s]::bigint[] AND kind IN ('letter', 'serve') LIMIT 1", [letter])
    return rows[0]["case_id"] if rows else None


def opened_for(one: Sequence[Mapping[str, Any]]) -> str:
    """The purpose a case was opened for: what every look in it says."""
    return str(one[0]["payload"].get("purpose", "")) if one else ""


def approvers(organ: int, *, but: Sequence[int]) -> list[dict[str, Any]]:
    """Who could approve today: officers in a post of the organ that may, save those who have handled the case."""
    return database.fetch(
        "SELECT DISTINCT o.id, o.name FROM access_officer_now o JOIN access_in_post i ON i.person_id = o.holder_id AND i.organ_id = %s"
        " JOIN access_roles() r ON r.role = i.role AND 'approve-decision' = ANY (r.acts) WHERE o.active AND o.id <> ALL (%s::bigint[]) ORDER BY o.name LIMIT 20",
        [organ, list(but)],
    )


def powers_of(organ: str, *, on: dt.date) -> list[dict[str, Any]]:
    """The powers an organ may open a case about: those it could hold that are in force. What answers an application begins with that instead."""
    return database.fetch(
        "SELECT code, name, kind, verified FROM law_power p WHERE kind = ANY (%(kinds)s::text[]) AND (held_by IN ('any-organ', 'deciding-organ') OR held_by = 'holders' AND %(organ)s = ANY (holders))"
        " AND coalesce(in_force_from <= %(on)s, true) AND coalesce(in_force_to >= %(on)s, true) ORDER BY NOT verified, array_position(%(kinds)s::text[], kind::text), code",
        {"kinds": list(_OPENED), "organ": organ, "on": on},
    )


def document(act: int, *, look: int | None) -> bytes | None:
    """The document put with an act, of a natural person's case by a committed ``look``; None where there is none any more."""
    rows = database.fetch("SELECT digest, wrapped FROM law_case_key(%s, %s)", [act, look])
    return files.content_under(rows[0]["digest"], bytes(rows[0]["wrapped"])) if rows else None


def of_act(act: int) -> dict[str, Any] | None:
    """Which case an act with a document is of."""
    rows = database.fetch(
        "SELECT a.case_id AS case, c.organ_id AS organ, c.subject_id AS subject, a.number FROM law_caseact a JOIN law_case c ON c.id = a.case_id WHERE a.id = %s AND a.file_id IS NOT NULL",
        [act],
    )
    return rows[0] if rows else None


def seen(number: int, officer: int | None) -> list[dict[str, Any]]:
    """Note that an officer has a case open; who else had in the last quarter of an hour."""
    return (
        database.fetch("SELECT name, (extract(epoch FROM clock_timestamp() - seen_at) / 60)::integer AS minutes FROM law_case_seen(%s, %s)", [number, officer]) if officer else []
    )


def moved_since(number: int, read: int) -> list[dict[str, Any]]:
    """The acts after the one that was read."""
    return rules.moved_on(acts(number), read)
