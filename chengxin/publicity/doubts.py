"""存疑与审看: long texts that may hold a natural person's data are read by their organ before the public reads them (docs/rulings.md, 450)."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import NotFound, Refusal, audit, database

WHY = {
    "number": "有一长串数字，像身份证号码或者银行账号",
    "telephone": "有像电话号码的数字",
    "address": "有像住址的文字",
    "person": "有像个人身份情况的文字（出生、身份证、性别）",
}
_REFUSED = {
    "changed": "遮盖后的文字和原文对不上：字数应当不变，只能把不公开的字改成 * 号，不能改写事实",
    "number-left": "文字里还有一长串数字。不是个人信息的，请在说明里写明它是什么；是的，请改成 * 号",
    "nothing-left": "遮盖后没有留下可读的文字，公示就没有内容了：只遮盖自然人的信息",
    "nothing-waits": "这条记录没有等待本机关审看的内容，可能刚才已由他人审看",
}


@dataclass(frozen=True)
class Unread:
    """待审看: a record whose latest version waits for its organ to read it; ``texts`` as (code, label, text, reasons)."""

    record: int
    item: str
    document_number: str
    organ: int | None
    subject: int
    opened_on: dt.date
    texts: tuple[tuple[str, str, str, tuple[str, ...]], ...]


def unread(organ: int | None, *, limit: int = 50) -> tuple[int, list[Unread]]:
    """How many records wait for ``organ`` (None: for any) to read them, and the oldest."""
    found = database.fetch("SELECT * FROM publicity_unread(%s, NULL, %s)", [organ, limit])
    return (found[0]["total"] if found else 0), [_unread(row) for row in found]


def unread_of(record: int, *, organ: int) -> Unread:
    """What of a record waits for its organ. Raises NotFound where nothing does."""
    found = database.fetch("SELECT * FROM publicity_unread(%s, %s, 1)", [organ, record])
    if not found:
        raise NotFound(_REFUSED["nothing-waits"])
    return _unread(found[0])


def read(record: int, *, organ: int, covered: Mapping[str, str], reason: str, on: dt.date, actor: str, post: str | None = None) -> dict[str, Any]:
    """审看: the organ lets the record through, with the texts of ``covered`` (element code to text) in place of its own.

    Refused (``changed``) where a text is not the old one with characters replaced by ``*``, (``number-left``) where a long number is left and no
    reason says what it is, (``nothing-left``) where nothing readable is, (``nothing-waits``) where a colleague was first. The record is considered in the next run of publication.
    """
    with database.refusing("CX070", lambda code: Refusal([code], _REFUSED[code]) if code in _REFUSED else None), transaction.atomic():
        audit.record_act("read-doubt", actor=actor, post=post, organ=organ, reference=f"record:{record}", fields=sorted(covered))
        database.fetch("SELECT publicity_read(%s, %s, %s, %s, %s, %s)", [record, organ, json.dumps(dict(covered), ensure_ascii=False), reason.strip()[:500], actor, on])
        if not all(any(letter.isalnum() for letter in text) for text in covered.values()):
            raise Refusal(["nothing-left"], _REFUSED["nothing-left"])
    return {"record": record, "covered": sorted(covered), "read_on": on}


def _unread(row: dict[str, Any]) -> Unread:
    labels = {element.code: element.name for version in catalogue.item(row["item"]).versions for element in version.elements}
    texts = tuple((code, labels.get(code, code), row["said"][code], tuple(WHY[one] for one in why)) for code, why in sorted(row["why"].items()))
    return Unread(row["record"], row["item"], row["document_number"], row["organ"], row["subject"], row["opened_on"], texts)
