"""备件: rows that go on, from columns of elements and roles to the columns ``records.joining`` takes.

What needs Python runs once per distinct value; identity numbers leave this room only as keyed digests
and sealed (ruling 32).
"""

import base64
import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks.words import NO_CODE, PERSON
from chengxin.ground.api import days, digests, keys
from chengxin.ground.engine import DuckDBEngine

_FIELDS = ("食品", "药品", "特种设备", "安全生产", "消防")
_REMARK_FIELD = re.compile(r"领域[:：]\s*(" + "|".join(_FIELDS) + ")")
_REMARK_PROCEDURE = re.compile(r"程序[:：]\s*(简易程序|简易|普通程序|一般程序)")
_SAID = ("kinds", "remarks", "given_end", "procedure")
_BETWEEN = "\x1f"
NO_END = dt.date(2099, 12, 31)
# 统一社会信用代码 first two characters → subject kind (set USCC_ORGTYPE, S29)
_KIND_BY_PAIR = {"91": "enterprise", "92": "individual-business", "11": "organ"}


class Preparing:
    """For one item version and receipt day."""

    def __init__(self, version: ItemVersion, *, received: dt.date, fixed_organ: tuple[str, str] | None, by_document: bool) -> None:
        self.version, self.received, self.fixed_organ, self.by_document = version, received, fixed_organ, by_document
        self.key = keys.identity_key()
        self.documents = self._documents()

    def prepared(self, engine: DuckDBEngine, row: pa.Table) -> pa.Table:
        """The rows as ``records.joining`` takes them, in line order."""
        if not row.num_rows:
            return row.select(["line"])
        row = self._with_sealed(row.combine_chunks())
        person = pc.equal(row.column("subject_kind"), PERSON)
        code = pc.if_else(person, row.column("identity"), row.column("subject_code"))
        linked = pc.invert(pc.is_in(code, pa.array(["", *NO_CODE])))
        of_person = pc.and_(person, linked)
        identity = pc.if_else(of_person, row.column("identity"), None)
        organ_code, organ_name = (row.column("organ_code"), row.column("organ_name")) if self.fixed_organ is None else (pa.scalar(text) for text in self.fixed_organ)
        documents = engine.query(self.documents, taken=row)
        count = row.num_rows
        return pa.table({
            "line": row.column("line"),
            "subject_kind": pc.if_else(person, "person", pc.if_else(linked, _by_distinct(pc.utf8_slice_codeunits(code, 0, 2), lambda pair: _KIND_BY_PAIR.get(pair, "organisation")), None)),
            "subject_code": pc.if_else(pc.and_(linked, pc.invert(person)), code, None),
            "identity_mac": _by_distinct(identity, lambda number: digests.mac(self.key, number)),
            "identity_sealed": _by_distinct(identity, self._sealed),
            "identity_kind": pc.if_else(of_person, row.column("identity_kind"), None),
            "name_mac": _by_distinct(pc.if_else(linked, None, row.column("name")), lambda name: digests.mac(self.key, f"name:{_plain(name)}")),
            "name": row.column("name"),
            "organ_code": _filled(organ_code, count),
            "organ_name": _filled(organ_name, count),
            "document_number": row.column("document_number"),
            "held_on": row.column("held_on"),
            "late": _by_distinct(row.column("held_on"), self._late, pa.bool_()).fill_null(False),
            "values": pc.if_else(person, "{}", documents.column("values")),
            "personal": pc.if_else(person, documents.column("all_of_person"), documents.column("personal")),
            "traits": _by_distinct(self._said(row), self._traits),
            "content": documents.column("content"),
        })  # fmt: skip

    def _with_sealed(self, row: pa.Table) -> pa.Table:
        """Identity numbers leave this room encrypted (ruling 32): beside each such column its sealed twin."""
        for element in self.version.elements:
            if element.sealed:
                row = row.append_column(f"{element.code}__sealed", _by_distinct(row.column(element.code), lambda value: digests.seal_text(self.key, value) if value else ""))
        return row

    def _sealed(self, number: str) -> str:
        return base64.b64encode(digests.encrypt(self.key, number.encode(), context=b"identity")).decode()

    def _said(self, row: pa.Table) -> Any:
        if not self.by_document:
            return pa.repeat("", row.num_rows)
        return pc.binary_join_element_wise(*(pc.replace_substring(row.column(name), _BETWEEN, " ") for name in _SAID), _BETWEEN)

    def _traits(self, said: str) -> str:
        """What the law asks of a fact (rulings 20 to 22)."""
        return json.dumps(_told(*said.split(_BETWEEN)), ensure_ascii=False) if self.by_document else "{}"

    def _late(self, decided: dt.date) -> bool:
        """Received after the seventh working day from the decision (ruling 11)."""
        return self.by_document and self.received > _deadline(decided)

    def _documents(self) -> str:
        """SQL over the columns: the values as JSON, what is personal apart, and one digest of all elements."""
        elements = [e.code for e in self.version.elements]
        sealed = {e.code for e in self.version.elements if e.sealed}
        personal = [e.code for e in self.version.elements if e.personal]

        def document(codes: list[str]) -> str:
            """JSON of what is filled in, null where nothing is."""
            if not codes:
                return "NULL::VARCHAR"
            members = (f"""CASE WHEN "{c}" <> '' THEN ',"{c}":' || to_json("{c}{"__sealed" if c in sealed else ""}") END""" for c in codes)
            return "nullif('{' || ltrim(concat(" + ", ".join(members) + "), ',') || '}', '{}')"

        of_person = document([c for c in elements if c != self.version.roles["subject_code"]])  # that may hold an identity number
        return f"""
            SELECT coalesce({document([c for c in elements if c not in personal])}, '{{}}') AS "values", {document(personal)} AS personal,
                CASE WHEN subject_kind = '{PERSON}' THEN {of_person} END AS all_of_person,
                'sha256:' || sha256(concat_ws(chr(31), {", ".join(f'"{c}"' for c in elements)})) AS content
            FROM taken"""


def _by_distinct(column: Any, tell: Callable[[Any], Any], type_: pa.DataType | None = None) -> pa.Array:
    """``tell`` of every value, asked once per distinct one; null stays null."""
    encoded = pc.dictionary_encode(column)
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    return pa.array([tell(value) for value in encoded.dictionary.to_pylist()], type_ or pa.string()).take(encoded.indices)


def _filled(value: Any, count: int) -> Any:
    return pa.repeat(value, count) if isinstance(value, pa.Scalar) else value


def _told(kinds: str, remarks: str, given_end: str, procedure: str) -> dict[str, object]:
    """kinds, procedure, special field and given end as the law reads them."""
    split = [part.strip() for part in re.split("[;；]", kinds)]
    told: dict[str, object] = {"kinds": [part[3:] if part.startswith("其他-") else part for part in split if part]}
    said = _REMARK_PROCEDURE.search(remarks)
    told["procedure"] = "简易程序" if "简易" in (procedure or (said.group(1) if said else "")) else "一般程序"
    if field_said := _REMARK_FIELD.search(remarks):
        told["field"] = field_said.group(1)
    if given_end and given_end != NO_END.isoformat():
        told["given_end"] = given_end
    return told


def _deadline(decided: dt.date) -> dt.date:
    if decided.year < days.FIRST_YEAR:
        return decided
    return days.working_days_after(decided, 7).day


def _plain(name: str) -> str:
    return "".join(name.split())
