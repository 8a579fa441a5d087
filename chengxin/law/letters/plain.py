"""公文: a document in the official form of letters that is none: no warrant stands behind it, it weighs on nobody and is not served."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from chengxin.law.letters import rules
from chengxin.law.letters.press import set_document

# What frame.typ lays out of a letter and such a document does not have.
_NOTHING: dict[str, Any] = {
    "copy": False, "copy-mark": "", "you": "", "power": "", "articles": [], "facts": [], "steps": [], "by-statement": False, "term": "", "repair": [], "exit": "", "remedy": "", "severity": "",
    "reason": None, "statement": "", "about": None, "together": None, "warrant": None,
}  # fmt: skip


def official_document(template: str, *, title: str, sender: str, number: str, addressee: str, on: dt.date, data: Mapping[str, Any], contact: str = "") -> bytes:
    """A PDF under the red head of ``sender``; ``template`` begins as every letter's does and finds ``data`` under ``d.data``. No seal is drawn. Raises TemplateFault, Refusal."""
    told = _NOTHING | {
        "title": title, "heading": rules.lines_of(title), "number": number, "organ": {"name": sender, "lines": rules.lines_of(sender)}, "addressee": {"name": addressee, "code": None, "person": False},
        "day": rules.day(on), "day-in-words": rules.day_in_words(on), "seal": False, "contact": contact, "attachments": [], "keywords": [number], "data": dict(data),
    }  # fmt: skip
    return set_document(template, told, on=on).pdf
