"""文书的内容: a warrant, or an intended one, laid out as the values a template may print. Nothing is added to it but words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chengxin.law.actions import STEPS
from chengxin.law.letters import rules
from chengxin.law.letters.kinds import LetterKind, ways
from chengxin.law.repairs import repair_on

STATEMENT_DAYS = 5  # the term the organ gives for statements and for asking for a hearing, in working days; ours
COPY_MARK = "副本，不具文号，不作送达之用"


@dataclass(frozen=True)
class Sender:
    """发文机关: its full name and how it can be reached; None where the district file does not say."""

    name: str
    contact: str | None


@dataclass(frozen=True)
class Addressee:
    """受送达人: its name, and its code where it is no natural person."""

    name: str
    code: str | None
    person: bool


@dataclass(frozen=True)
class Fact:
    """事实: one record a warrant rests on, as rows of label and value."""

    title: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class About:
    """所述文书: the letter that a notice of service or a receipt speaks of."""

    title: str
    number: str | None
    day: dt.date


def laid_out(
    kind: LetterKind,
    *,
    day: dt.date,
    sender: Sender,
    addressee: Addressee,
    number: str | None,
    warrant: Mapping[str, Any] | None,
    facts: Sequence[Fact] = (),
    reason: str | None = None,
    about: About | None = None,
    together: str | None = None,
    attachments: Sequence[str] = (),
    copy: bool = False,
) -> dict[str, object]:
    """Everything a template can print, as JSON values.

    ``warrant``: as ``law.warrant`` tells it; its id is absent where the act is only intended.
    """
    basis: Mapping[str, Any] = warrant or {}
    titled = heading(kind, str(basis.get("power") or ""))
    term_days = ways()["notice"].term_days
    assert term_days is not None
    told: dict[str, object] = {
        "kind": kind.code, "title": titled, "heading": rules.lines_of(titled), "number": number, "copy": copy, "copy-mark": COPY_MARK,
        "organ": {"name": sender.name, "lines": rules.lines_of(sender.name)}, "contact": _contact(sender),
        "addressee": {"name": addressee.name, "code": None if addressee.person else addressee.code, "person": addressee.person},
        "day": rules.day(day), "day-in-words": rules.day_in_words(day), "seal": not copy, "you": "你" if addressee.person else "你单位", "power": str(basis.get("power", "")),
        "articles": [
            {"full": rules.cited(a["instrument"], a["number"], a["label"]), "summary": a["summary"], "unverified": str(a["source"]).startswith("M")} for a in basis.get("articles") or []
        ],
        "facts": [{"title": fact.title, "rows": [list(row) for row in fact.rows]} for fact in facts],
        "steps": [{"name": STEPS.get(name, name), "day": rules.day(_date(on))} for name, on in sorted((basis.get("steps") or {}).items(), key=_by_day)],
        "by-statement": bool(basis.get("by_statement")), "term": _term(basis), "repair": _repair(basis, day), "exit": str(basis.get("exit", "")), "remedy": str(basis.get("remedy", "")),
        "severity": str(basis.get("severity", "")), "reason": [part for part in reason.splitlines() if part.strip()] if reason else None,
        "statement": _statement("你" if addressee.person else "你单位"), "about": {"title": about.title, "number": about.number, "day": rules.day(about.day)} if about else None,
        "together": together, "attachments": list(attachments), "notice-days-in-words": rules.numeral(term_days), "notice-ends": rules.day(rules.served(term_days, day)),
        "warrant": {"id": str(basis["id"]), "digest": basis["digest"], "regime": str(basis.get("regime") or "—")} if basis.get("id") and "digest" in basis else None,
    }  # fmt: skip
    told["keywords"] = [word for word in (kind.name, number, str(basis["digest"]) if told["warrant"] else None) if word]
    return told


def _by_day(step: tuple[str, object]) -> tuple[str, int]:
    return str(step[1]), list(STEPS).index(step[0]) if step[0] in STEPS else len(STEPS)


def heading(kind: LetterKind, power: str) -> str:
    """The title of a letter: a decision and a notice say of what."""
    if kind.code == "decision" and power:
        return f"{power}决定书"
    if kind.code == "notice" and power:
        return f"拟{power}告知书"
    return kind.title


def _term(basis: Mapping[str, Any]) -> str:
    if not basis:
        return ""
    if basis["span"] == "momentary":
        return "本决定一次完成，没有持续的期限。"
    begins = rules.day(_date(basis["begins_on"]))
    if basis["span"] == "lifelong" or not basis.get("ends_on"):
        return f"自{begins}起，依照所引条文不设期限。"
    return f"自{begins}起，至{rules.day(_date(basis['ends_on']))}止，含首尾两日。期满自动终止，无需申请。"


def _repair(basis: Mapping[str, Any], day: dt.date) -> list[str]:
    """When it can be repaired, by the regime in force on the letter's day (ruling 19)."""
    ruling = repair_on(basis.get("repair") or [], day)
    if ruling is None:
        return ["本事项没有提前修复的规定，按照期限终止。"]
    if not ruling.get("earliest"):
        return ["依照现行规则，本事项不得提前修复，期满自动终止。"]
    earliest = _date(ruling["earliest"])
    sentences = [f"按照本文书作出之日施行的规则（{ruling.get('severity') or basis.get('severity')}），最早可以申请信用修复的日期为{rules.day(earliest)}。"]
    ends = basis.get("ends_on")
    if ends and _date(ends) < earliest:
        sentences.append("期限先于该日届满，届满即自动终止，无需申请。")
    return sentences


def _statement(you: str) -> str:
    return (
        f"{you}有权进行陈述和申辩；依法可以要求听证的，有权要求听证。请在收到本告知书之日起{rules.numeral(STATEMENT_DAYS)}个工作日内（本机关给予的期限）向本机关提出；"
        f"逾期没有提出的，视为放弃。陈述、申辩和听证不会加重对{you}的处理。"
    )


def _contact(sender: Sender) -> str:
    return f"联系方式：{sender.contact}" if sender.contact else "联系方式以本机关对外公布的为准。"


def _date(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value)[:10])
