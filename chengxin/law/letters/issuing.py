"""制发: from a warrant, an intended act or another letter to a page with a number, stored by its digest.

The number is taken, the page made, the file kept and the letter stored in one transaction: if any of it
fails, or the process dies, the number is given to the next.
"""

import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from chengxin.access import api as access
from chengxin.ground.api import WrongUse, audit, digests, files
from chengxin.law import queries
from chengxin.law.actions import STEPS, authorise
from chengxin.law.letters import content, parties, press, rules, templates
from chengxin.law.letters.errors import refusal, told
from chengxin.law.letters.kinds import LetterKind, kinds
from chengxin.law.models import Letter, LetterTemplate
from chengxin.law.repairs import repair_on

LARGEST = 50 << 20


@dataclass(frozen=True)
class Basis:
    """What one letter is made of, before it has a number."""

    kind: LetterKind
    organ: int
    subject: int
    power: str | None
    warrant: Mapping[str, Any] | None
    records: Sequence[int]
    reason: str | None = None
    about: Letter | None = None


def issue(
    warrant: int, kind: LetterKind, *, officer: access.Officer, on: dt.date, actor: str, reason: str | None = None, replaces: Letter | None = None, why: str = ""
) -> list[Letter]:
    """The letter of ``kind`` a warrant calls for. A decision that can be repaired brings its repair notice: 两书同达 (ruling 232).

    Raises NotFound, WrongUse, Refusal, TemplateFault.
    """
    if kind.basis != "warrant":
        raise WrongUse(f"{kind.name}不由凭据制发", code="letter-kind")
    _said(kind, reason)
    if replaces and not why.strip():
        raise WrongUse("更正文书应当说明理由（--why）", code="reason-missing")
    basis = _of_warrant(warrant, kind, reason)
    assert basis.warrant is not None
    if kind.powers and basis.power not in kind.powers:
        raise refusal("letter-of-another-act", f"这份凭据是“{basis.warrant['power']}”")
    repairable = _repairable(basis.warrant, on)
    if kind.code == "repair-notice" and not repairable:
        raise refusal("not-repairable")
    with told(), transaction.atomic():
        to = parties.addressee(basis.subject, actor=actor, purpose=f"制发{kind.name}")
        pair = kind.code == "decision" and repairable
        second = Basis(kinds()["repair-notice"], basis.organ, basis.subject, basis.power, basis.warrant, basis.records)
        first, other = _gathered(basis, to, on), _gathered(second, to, on) if pair else None
        made = _make(basis, to, first, officer=officer, on=on, replaces=replaces, why=why, attachments=[kinds()["repair-notice"].title] if pair else [])
        letters = [made]
        if other:
            before = getattr(replaces, "companion", None) if replaces else None
            letters.append(_make(second, to, other, officer=officer, on=on, replaces=before, why=why if before else "", together=made))
        _on_file(letters, actor)
    return letters


def announce_intent(
    power: str, *, subject: int, organ: int, records: Sequence[int], proposer: access.Officer, approver: access.Officer, on: dt.date, actor: str, reason: str = ""
) -> Letter:
    """告知书: tells what is intended, and why where ``reason`` says it. The kernel is asked as if every step were done and its answer taken back: what it would refuse is not announced.

    Raises Refusal with every code that applies.
    """
    basis = replace(intended(power, subject=subject, organ=organ, records=records, proposer=proposer, approver=approver, on=on), reason=reason.strip() or None)
    with told(), transaction.atomic():
        to = parties.addressee(subject, actor=actor, purpose="制发告知书")
        made = _make(basis, to, _gathered(basis, to, on), officer=proposer, on=on)
        _on_file([made], actor)
    return made


def intended(power: str, *, subject: int, organ: int, records: Sequence[int], proposer: access.Officer, approver: access.Officer, on: dt.date) -> Basis:
    """What a warrant of this act would say, if its steps were done on ``on``. Nothing is stored. Raises Refusal."""
    with transaction.atomic():
        mark = transaction.savepoint()
        try:
            number = authorise(power, subject=subject, organ=organ, proposer=proposer.pk, approver=approver.pk, records=records, steps=dict.fromkeys(STEPS, on), on=on)
            would = queries.warrant(number)
        finally:
            transaction.savepoint_rollback(mark)
    unreal = {key: value for key, value in would.items() if key not in ("id", "digest", "steps", "recorded_at")}
    return Basis(kinds()["notice"], organ, subject, power, unreal, list(records))


def announce(letter: Letter, *, officer: access.Officer, on: dt.date, actor: str) -> Letter:
    """公告: the public notice by which ``letter`` is served when no other way was possible."""
    basis = Basis(kinds()["public-notice"], letter.organ_id, letter.subject_id, letter.power_id, None, [], about=letter)
    with told(), transaction.atomic():
        to = parties.publicly(parties.addressee(letter.subject_id, actor=actor, purpose="公告送达"))
        made = _make(basis, to, _gathered(basis, to, on), officer=officer, on=on)
        _on_file([made], actor)
    return made


def receipt_form(letter: Letter, *, on: dt.date, actor: str) -> bytes:
    """送达回证: the form to be signed, with what is known filled in. It has no number and is not kept."""
    basis = Basis(kinds()["service-receipt"], letter.organ_id, letter.subject_id, None, None, [], about=letter)
    to = parties.addressee(letter.subject_id, actor=actor, purpose="打印送达回证")
    return _set(basis, to, number=None, on=on, material=_gathered(basis, to, on))


def copy_of(warrant: int, *, on: dt.date, actor: str) -> bytes:
    """The decision page of a warrant as a copy, without a number; nothing is stored but the look."""
    basis = _of_warrant(warrant, kinds()["decision"], None)
    to = parties.addressee(basis.subject, actor=actor, purpose="打印凭据")
    return _set(basis, to, number=None, on=on, material=_gathered(basis, to, on), copy=True)


@dataclass(frozen=True)
class _Material:
    """What is read for a letter before it takes its number: while the number is held, others wait."""

    template: LetterTemplate
    sender: content.Sender
    facts: list[content.Fact]
    words: tuple[str, str, str]


def _gathered(basis: Basis, to: content.Addressee, on: dt.date) -> _Material:
    facts = parties.facts((basis.warrant or {}).get("facts") or [], person=to.person) if basis.kind.code != "repair-notice" else []
    sender = parties.sender(basis.organ)
    return _Material(templates.current(basis.kind, on), sender, facts, parties.number_words(sender.name, basis.kind))


def _make(
    basis: Basis,
    to: content.Addressee,
    material: _Material,
    *,
    officer: access.Officer,
    on: dt.date,
    replaces: Letter | None = None,
    why: str = "",
    together: Letter | None = None,
    attachments: Sequence[str] = (),
) -> Letter:
    organ_word, kind_word, mark = material.words
    with connection.cursor() as cursor:
        cursor.execute("SELECT law_letter_number(%s, %s, %s)", [basis.organ, basis.kind.code, on.year])
        seq = cursor.fetchone()[0]
        number = rules.number(organ_word, kind_word, on.year, seq)
        page = _set(basis, to, number=number, on=on, material=material, together=together.number if together else None, attachments=attachments)
        columns = {
            "kind": basis.kind.code, "organ_id": basis.organ, "subject_id": basis.subject, "year": on.year, "seq": seq, "number": number, "word_mark": mark, "day": on.isoformat(),
            "warrant_id": basis.warrant.get("id") if basis.warrant else None, "power_id": basis.power, "records": list(basis.records), "about_id": basis.about.pk if basis.about else None,
            "together_id": together.pk if together else None, "replaces_id": replaces.pk if replaces else None, "replaces_reason": why, "template_id": material.template.pk,
            "frame": press.frame_digest(), "file_id": _kept(page), "officer_id": officer.pk,
        }  # fmt: skip
        cursor.execute("SELECT law_letter_issue(%s::jsonb)", [json.dumps(columns, ensure_ascii=False)])
        return Letter(pk=cursor.fetchone()[0], **columns | {"day": on})


def _set(
    basis: Basis, to: content.Addressee, *, number: str | None, on: dt.date, material: _Material, together: str | None = None, attachments: Sequence[str] = (), copy: bool = False
) -> bytes:
    about = _about(basis.about) if basis.about else None
    data = content.laid_out(
        basis.kind, day=on, sender=material.sender, addressee=to, number=number, warrant=basis.warrant, facts=material.facts, reason=basis.reason, about=about,
        together=together, attachments=attachments, copy=copy,
    )  # fmt: skip
    return press.set_document(material.template.source, data, on=on).pdf


def _about(letter: Letter) -> content.About:
    return content.About(content.heading(kinds()[letter.kind], letter.power.name if letter.power else ""), letter.number, letter.day)


def _kept(page: bytes) -> int:
    with files.received(io.BytesIO(page), largest=LARGEST) as path:
        return files.store(path, digests.digest(page), len(page)).pk


def _of_warrant(warrant: int, kind: LetterKind, reason: str | None) -> Basis:
    told_warrant = queries.warrant(warrant)
    records = [fact["record"] for fact in told_warrant["facts"] or []]  # type: ignore[attr-defined]
    said = reason or (told_warrant["reason"] if kind.reason else None)  # in a decision what the case was proposed with
    return Basis(kind, told_warrant["organ_id"], told_warrant["subject_id"], told_warrant["power_code"], told_warrant, records, said)  # type: ignore[arg-type]


def _repairable(warrant: Mapping[str, Any], on: dt.date) -> bool:
    ruling = repair_on(warrant["repair"] or [], on)
    return warrant["span"] == "term" and bool(ruling and ruling.get("earliest"))


def _said(kind: LetterKind, reason: str | None) -> None:
    if kind.reason == "must" and not (reason or "").strip():
        raise WrongUse(f"{kind.name}应当写明理由（--reason 文字，或 --reason @文件）", code="reason-missing")
    if reason and not kind.reason:
        raise WrongUse(f"{kind.name}只由凭据印出，不另写理由", code="reason-not-taken")


def _on_file(letters: Sequence[Letter], actor: str) -> None:
    for letter in letters:
        audit.record_act("letter.issue", actor=actor, organ=letter.organ_id, subject=letter.subject_id, reference=f"letter:{letter.pk}")
