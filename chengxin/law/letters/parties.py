"""文书的双方与事实: who writes, to whom, and what is told of the facts. A natural person's name is read by a committed look."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.ground.api import WrongUse, audit, database, masking
from chengxin.law.letters import rules
from chengxin.law.letters.content import Addressee, Fact, Sender
from chengxin.law.letters.kinds import LetterKind
from chengxin.records import api as records
from chengxin.subjects import api as subjects

_SAID_ELSEWHERE = ("name", "subject_kind", "subject_code", "identity_kind", "identity", "organ_code", "given_end", "ended", "document_number", "held_on", "organ_name")


def sender(organ: int) -> Sender:
    """The organ that writes, and how it can be reached as the district file says."""
    name = subjects.Organ.objects.values_list("official_name", flat=True).get(subject_id=organ)
    return Sender(name, _entry(name).get("contact"))


def number_words(organ: str, kind: LetterKind) -> tuple[str, str, str]:
    """机关代字, 文种代字 and where the former comes from: as the district file says of the organ of that name, else of our making (ours, 待核实)."""
    told = _entry(organ)
    kind_word = (told.get("kind_words") or {}).get(kind.code, kind.word)
    if told.get("word"):
        return str(told["word"]), kind_word, str(told.get("mark", "M"))
    district: dict[str, Any] = next((entry for entry in access.district()["organs"] if entry["name"] == organ), {})
    return next(iter(district.get("aliases") or []), organ), kind_word, "ours"


def addressee(subject: int, *, actor: str, purpose: str) -> Addressee:
    """The subject as a letter names it. A person's name is read once, after the look is on file."""
    found = subjects.Subject.objects.get(pk=subject)
    if found.kind != subjects.Kind.PERSON:
        return Addressee(subjects.current_name(subject), found.code, False)
    look = audit.commit_look(actor=actor, subject=subject, purpose=purpose, reference="letter", fields=["name"])
    told = records.of_person(subject, look=look, as_of=dt.date.max, known_on=dt.date.max)
    if not told["identity"]:
        raise WrongUse("这名自然人的个人信息已经销毁，不能制发文书", code="already-erased")
    return Addressee(str(told["identity"]["name"]), None, True)


def publicly(named: Addressee) -> Addressee:
    """As a public notice names it: a natural person in part only."""
    return Addressee(masking.person_name(named.name), None, True) if named.person else named


def facts(told: Sequence[Mapping[str, Any]], *, person: bool) -> list[Fact]:
    """The facts by the versions a warrant rests on: what may be public of them; of a natural person the document alone."""
    rows = []
    if told and not person:
        for found in database.fetch("SELECT * FROM law_letter_facts(%s::bigint[])", [[fact["version"] for fact in told]]):
            item = catalogue.item(found["item"])
            rows.append(Fact(item.name, _head(found["document_number"], found["organ"], found["held_on"]) + _elements(item, found)))
    elif told:
        for record in records.Record.objects.filter(pk__in=[fact["record"] for fact in told]).order_by("pk"):
            organ = subjects.current_name(record.organ_id) if record.organ_id else None
            rows.append(Fact(catalogue.item(record.item_id).name, _head(record.document_number, organ, None)))
    return rows


def _head(number: str | None, organ: str | None, held_on: dt.date | None) -> list[list[str]]:
    told: list[tuple[str, str | None]] = [("文书号", number), ("作出机关", organ), ("日期", rules.day(held_on) if held_on else None)]
    return [[label, text] for label, text in told if text]


def _elements(item: catalogue.Item, found: Mapping[str, Any]) -> list[list[str]]:
    version = item.version_on(found["held_on"]) if found["held_on"] else item.versions[-1]
    elsewhere = {version.roles.get(role) for role in _SAID_ELSEWHERE}
    told = []
    for element in version.elements:
        text = found["told"].get(element.code) or ""
        if not text or element.name.startswith("数据来源") or text.startswith("2099") or element.public is None or element.personal or element.sealed or element.code in elsewhere:
            continue
        told.append([element.name, _shown(element, text)])
    return told


def _shown(element: catalogue.Element, text: str) -> str:
    if element.type == "date":
        try:
            return rules.day(dt.date.fromisoformat(text))
        except ValueError:
            return text
    if element.type == "amount" and "." in text:
        return text.rstrip("0").rstrip(".")
    return text


def _entry(name: str) -> dict[str, Any]:
    return (access.district().get("letters") or {}).get(name) or {}
