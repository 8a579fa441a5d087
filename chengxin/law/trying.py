"""试算: situations that a lawyer can read are asked of the kernel and thrown away; what the answer would be is compared with what was expected."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import yaml

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import NotFound, SeveralFound, WrongUse, database, written
from chengxin.law.models.powers import SUBJECT_KINDS
from chengxin.law.refusals import SENTENCES, because
from chengxin.law.repairs import repair_on
from chengxin.records.api import traits
from chengxin.subjects import api as subjects

_MUST = ("case", "day", "ask", "organ", "subject", "expect")
_MAY = ("officers", "facts", "steps", "ends")  # what is left out is missing to the kernel, which says so
_OF_FACT = {"item", "decided", "procedure", "kinds", "class", "classed", "field", "disputed", "withdrawn", "published", "organ", "given_end", "of"}
_TEXTS, _FLAGS = ("item", "procedure", "class", "field", "organ"), ("disputed", "withdrawn")
_OF_OFFICER = {"name", "active", "party"}
_EXPECTED = {"term_ends", "earliest_repair", "term_starts", "momentary"}


def situations(text: str) -> list[dict[str, Any]]:
    """The situations of a file, each checked. Raises WrongUse that names every mistake by its case and key."""
    try:
        read = written.parsed(text)
        plain = json.dumps(read, default=str, skipkeys=True)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a day that no calendar has
        mark = getattr(error, "problem_mark", None)
        raise WrongUse(f"{f'第 {mark.line + 1} 行' if mark else '文件'}不是有效的 YAML，请检查缩进、引号、冒号后的空格，以及日期是否存在", code="bad-situation") from error
    if "\\u0000" in plain:
        raise WrongUse("情形文件含有空字符（\\0），请删去", code="bad-situation")
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        raise WrongUse("情形文件应是一个列表，每项以“- case: 名称”开头", code="bad-situation")
    faults = [f"{one.get('case') or f'第 {number} 项'}：{fault}" for number, one in enumerate(read, 1) for fault in _faults(one)]
    if faults:
        raise WrongUse("情形文件有误：\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-situation", details=faults)
    return read


def try_one(situation: Mapping[str, Any]) -> dict[str, Any]:
    """What the kernel says of a situation: ``case outcome codes term_starts term_ends earliest_repair as_expected``, and what was expected instead."""
    told = database.fetch_value("SELECT law_try(%s)", [json.dumps(_question(situation), ensure_ascii=False)])
    day = _day(situation["day"])
    granted = told["warrant"] is not None
    answer: dict[str, Any] = {
        "case": situation["case"],
        "outcome": "warrant" if granted else "refused",
        "codes": sorted(told["codes"] or []),
        "term_starts": told["begins_on"],
        "term_ends": told["ends_on"],
        "earliest_repair": earliest_repair(told["repair"] or [], on=day) if granted else None,
        "span": told["span"],
        "articles": told["articles"] or [],
    }
    return answer | {"as_expected": _as_expected(answer, situation["expect"]), "expected": situation["expect"]}


def earliest_repair(repair: list[dict[str, Any]], *, on: dt.date) -> str | None:
    """The earliest day of repair by the regime that rules on a day (ruling 19), from what a warrant says of each regime."""
    ruling = repair_on(repair, on)
    return ruling["earliest"] if ruling else None


def _question(situation: Mapping[str, Any]) -> dict[str, Any]:
    """A situation as the database function takes it."""
    people = _people(situation)
    facts = [_fact(fact) for fact in situation.get("facts") or []]
    others = sorted({fact["of"] for fact in facts} - {"0"})
    return {
        "day": _day(situation["day"]).isoformat(),
        "ask": situation["ask"],
        "organ": subjects.organ(str(situation["organ"])).subject_id,
        "proposer": people["proposer"]["name"] if "proposer" in people else None,
        "approver": people["approver"]["name"] if "approver" in people else None,
        "people": list({one["name"]: one for one in people.values()}.values()),
        "subjects": [{"name": "0", "kind": situation["subject"]["kind"]}] + [{"name": name, "kind": "enterprise"} for name in others],
        "facts": facts,
        "steps": {step: _day(on).isoformat() for step, on in (situation.get("steps") or {}).items() if on},
        "ends": _day(situation["ends"]).isoformat() if situation.get("ends") else None,
    }


def _people(situation: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The officers who are named, by their part. Whoever has the name of the natural person it is about is that person."""
    subject, people = situation["subject"], {}
    for role, said in (situation.get("officers") or {}).items():
        if said is None:
            continue
        told = said if isinstance(said, dict) else {"name": said}
        name = str(told["name"])
        himself = subject["kind"] == "person" and name == str(subject.get("name"))
        people[role] = {"name": name, "active": told.get("active", True), "party": told.get("party", False) or himself}
    return people


def _fact(said: Mapping[str, Any]) -> dict[str, Any]:
    kinds = said.get("kinds") or []
    told: dict[str, Any] = {"kinds": traits.kinds([kinds] if isinstance(kinds, str) else kinds), "procedure": traits.procedure(said.get("procedure") or "")}
    told |= {"field": said["field"]} if said.get("field") else {}
    told |= {"given_end": _day(said["given_end"]).isoformat()} if said.get("given_end") else {}
    days = {key: _day(said[key]).isoformat() if said.get(key) else None for key in ("decided", "classed", "published")}
    flags = {key: bool(said.get(key)) for key in ("disputed", "withdrawn")}
    return (
        {
            "item": said["item"],
            "organ": subjects.organ(said["organ"]).subject_id if said.get("organ") else None,
            "class": said.get("class"),
            "traits": told,
            "of": "1" if said.get("of") == "other" else "0",
        }
        | days
        | flags
    )


def _as_expected(answer: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    if "refused" in wanted:
        return answer["outcome"] == "refused" and answer["codes"] == sorted(set(_codes(wanted)))
    told = {key: answer.get(key) for key in ("term_starts", "term_ends", "earliest_repair")} | {"momentary": answer["span"] == "momentary"}
    return answer["outcome"] == "warrant" and all(told[key] == (value.isoformat() if isinstance(value, dt.date) else value) for key, value in (wanted["warrant"] or {}).items())


def _codes(wanted: Mapping[str, Any]) -> list[Any]:
    codes = wanted["refused"] or []
    return codes if isinstance(codes, list) else [codes]


def _faults(one: Mapping[str, Any]):
    yield from (f"缺少 {key}" for key in _MUST if key not in one)
    yield from (f"没有 {key} 这一项，可用：{'、'.join((*_MUST, *_MAY))}" for key in one if key not in (*_MUST, *_MAY))
    if any(key not in one for key in _MUST):
        return
    yield from _faults_of_days(one)
    officers, subject, wanted = one.get("officers") or {}, one["subject"], one["expect"]
    if not isinstance(officers, dict) or set(officers) - {"proposer", "approver"}:
        yield "officers 应写作 {proposer: 甲, approver: 乙}"
    else:
        yield from (f"officers.{role} 应写作姓名，或 {{name: 甲, active: false, party: true}}" for role, said in officers.items() if said is not None and not _is_person(said))
    if not isinstance(subject, dict) or subject.get("kind") not in SUBJECT_KINDS or set(subject) - {"kind", "name"}:
        yield f"subject 应写作 {{kind: 主体类别}}，可以加 name；类别可为：{'、'.join(SUBJECT_KINDS)}"
    if one.get("facts") and not isinstance(one["facts"], list):
        yield "facts 应是一个列表，每项写作 {item: penalty, decided: 日期, …}"
        return
    yield from _faults_of_organ("organ", str(one["organ"]))
    for fact in one.get("facts") or []:
        yield from _faults_of_fact(fact)
    if not isinstance(wanted, dict) or set(wanted) not in ({"refused"}, {"warrant"}):
        yield "expect 应写作 {refused: [代码]} 或 {warrant: {term_ends: 日期, earliest_repair: 日期}}"
    elif "refused" in wanted:
        yield from (f"expect: 没有代码“{code}”，可用：{'、'.join(SENTENCES)}" for code in _codes(wanted) if code not in SENTENCES)
    elif strange := set(wanted["warrant"] or {}) - _EXPECTED:
        yield f"expect: 没有 {'、'.join(sorted(strange))} 这一项，可用：{'、'.join(sorted(_EXPECTED))}"


def _faults_of_fact(fact: Any):
    if not isinstance(fact, dict):
        yield "facts 的每一项应写作 {item: penalty, decided: 日期, …}"
        return
    yield from (f"facts: 缺少 {key}" for key in ("item", "decided") if not fact.get(key))
    yield from (f"facts: 没有 {key} 这一项，可用：{'、'.join(sorted(_OF_FACT))}" for key in sorted(fact.keys() - _OF_FACT))
    yield from (f"facts.{key} 应写作文字" for key in _TEXTS if fact.get(key) is not None and not isinstance(fact[key], str))
    yield from (f"facts.{key} 应为 true 或 false" for key in _FLAGS if not isinstance(fact.get(key) or False, bool))
    kinds = fact.get("kinds") or []
    if not isinstance(kinds, str) and not (isinstance(kinds, list) and all(isinstance(kind, str) for kind in kinds)):
        yield "facts.kinds 应写作 [罚款, 警告]"
    if isinstance(fact.get("item"), str) and fact["item"] not in catalogue.items():
        yield f"facts: 目录中没有条目“{fact['item']}”"
    if isinstance(fact.get("organ"), str) and fact["organ"]:
        yield from _faults_of_organ("facts", fact["organ"])
    if fact.get("of") not in (None, "subject", "other"):
        yield "facts: of 可为 subject（本主体）或 other（另一主体）"
    yield from (f"facts.{key} 应为 YYYY-MM-DD 的日期" for key in ("decided", "classed", "published", "given_end") if fact.get(key) and not _is_day(fact[key]))


def _faults_of_organ(key: str, named: str):
    try:
        subjects.organ(named)
    except SeveralFound as error:
        yield f"{key}: {error}"
    except NotFound:
        yield f"{key}: 本区没有机关“{named}”"


def _faults_of_days(one: Mapping[str, Any]):
    if not _is_day(one["day"]):
        yield "day 应为 YYYY-MM-DD 的日期"
    if one.get("ends") and not _is_day(one["ends"]):
        yield "ends 应为 YYYY-MM-DD 的日期"
    steps = one.get("steps") or {}
    if not isinstance(steps, dict):
        yield "steps 应写作 {notice: 日期, decision: 日期, service: 日期}"
    else:
        yield from (f"steps.{step} 应为 YYYY-MM-DD 的日期" for step, on in steps.items() if on and not _is_day(on))


def _is_person(said: Any) -> bool:
    if not isinstance(said, dict):
        return isinstance(said, str | int)
    return bool(said.get("name")) and not set(said) - _OF_OFFICER and all(isinstance(said.get(key, True), bool) for key in ("active", "party"))


def _is_day(value: Any) -> bool:
    try:
        _day(value)
    except (TypeError, ValueError):
        return False
    return True


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        raise ValueError(value)  # a day has no hour
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(value)


def may(
    power: str,
    *,
    subject: int,
    organ: int,
    records: list[int],
    on: dt.date,
    proposer: int | None = None,
    approver: int | None = None,
    steps: Mapping[str, dt.date] | None = None,
    first_public: dt.date | None = None,
    ends: dt.date | None = None,
) -> dict[str, Any]:
    """May this organ do this to this subject on these facts on this day? Asked and answered; nothing is stored.

    Officers left open count as two who are active and have no part in the case; steps left open, as done by the
    unit's statement (依报送单位陈述). Returns ``outcome codes because`` and, of a warrant, its term, articles, exit and remedy.
    """
    stated = None if steps is None else json.dumps({step: day.isoformat() for step, day in steps.items()})
    told = database.fetch_value(
        "SELECT law_may(%s, %s, %s, %s, %s, %s::bigint[], %s::jsonb, %s, %s, %s)", [power, subject, organ, proposer, approver, records, stated, on, first_public, ends]
    )
    granted = told["warrant"] or {}
    answer: dict[str, Any] = {"power": power, "on": on, "outcome": "warrant" if granted else "refused", "codes": sorted(told["codes"] or [])}
    answer["because"] = because(answer["codes"])
    if granted:
        names = ("regime", "severity", "span", "begins_on", "ends_on", "steps", "by_statement", "repair", "exit", "remedy", "articles")
        answer |= {name: granted[name] for name in names} | {"earliest_repair": earliest_repair(granted["repair"] or [], on=on)}
    return answer
