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

from chengxin.catalogue.api import Element, ItemVersion
from chengxin.collection.checks.words import NO_CODE, NOTHING, PERSON
from chengxin.collection.columns import Column, Columns
from chengxin.ground.api import days, digests, keys
from chengxin.records.api import document_numbers, traits

_FIELDS = ("食品", "药品", "特种设备", "安全生产", "消防")
_REMARK_FIELD = re.compile(r"领域[:：]\s*(" + "|".join(_FIELDS) + ")")
_REMARK_PROCEDURE = re.compile(r"程序[:：]\s*(简易程序|简易|普通程序|一般程序)")
_SAID = ("kinds", "remarks", "given_end", "procedure", "ended")
_BETWEEN = "\x1f"
_TO_ESCAPE = r'["\\\x00-\x1f]'
NO_END = dt.date(2099, 12, 31)
# 统一社会信用代码 first two characters → subject kind (set USCC_ORGTYPE, S29)
_KIND_BY_PAIR = {"91": "enterprise", "92": "individual-business", "11": "organ"}


class Preparing:
    """For one item version and receipt day."""

    def __init__(self, version: ItemVersion, *, received: dt.date, fixed_organ: tuple[str, str] | None, by_document: bool, by_list: bool) -> None:
        self.version, self.received, self.fixed_organ, self.by_document, self.by_list = version, received, fixed_organ, by_document, by_list
        self.key = keys.identity_key()

    def prepared(self, columns: Columns) -> pa.Table:
        """The rows as ``records.joining`` takes them, in line order; beside them what the checks of a file and of the history look at."""
        if not columns.rows:
            return columns.table(["line"])
        count, kinds = columns.rows, columns["subject_kind"]
        persons = pc.any(pc.equal(kinds.values, PERSON)).as_py()
        codes = columns["subject_code"]
        if persons:
            codes = Column(columns.own, pc.if_else(pc.equal(columns.full("subject_kind"), PERSON), columns.full("identity"), columns.full("subject_code")))
        code = codes.full
        person = pc.equal(columns.full("subject_kind"), PERSON)
        linked = pc.invert(pc.is_in(code, pa.array(["", *NO_CODE])))
        of_person = pc.and_(person, linked)
        identity = pc.if_else(of_person, columns.full("identity"), None) if persons else pa.nulls(count, pa.string())
        organ_name = _at_most(400, _named(columns["organ_name"])) if self.fixed_organ is None else pa.repeat(self.fixed_organ[1], count)
        values, personal, content = self._documents(columns, persons)
        ended = {"ended": _removed(columns[f"{self.version.roles['ended']}__day"])} if "ended" in self.version.roles else {}
        return pa.table({
            **self._numbers(columns),
            "subject_kind": pc.if_else(person, "person", pc.if_else(linked, _by_distinct(pc.utf8_slice_codeunits(code, 0, 2), lambda pair: _KIND_BY_PAIR.get(pair, "organisation")), None)),
            "subject_code": pc.if_else(pc.and_(linked, pc.invert(person)), code, None),
            "identity_mac": _by_distinct(identity, lambda number: digests.mac(self.key, number)),
            "identity_sealed": _by_distinct(identity, self._sealed),
            "identity_kind": pc.if_else(of_person, _at_most(64, columns["identity_kind"]), None),
            "name_mac": self._name_macs(columns, linked),
            "name": _at_most(400, columns["name"]),
            "organ_name": organ_name,
            "list_kind": self._lists(columns),
            "held_on": columns.full("held_on"),
            "late": columns["held_on"].axis.spread(_by_distinct(columns["held_on"].values, self._late, pa.bool_()).fill_null(False)),
            "values": values,
            "personal": personal,
            "traits": self._said(columns),
            "content": content,
            "said_kind": columns.full("subject_kind"),
            "fine": columns.full("fine"),
            **ended,
        })  # fmt: skip

    def numbered(self, columns: Columns) -> pa.Table:
        """Which documents of which organs the rows are about, and no more of them."""
        return pa.table(self._numbers(columns))

    def _numbers(self, columns: Columns) -> dict[str, Any]:
        organ_code = columns.full("organ_code") if self.fixed_organ is None else pa.repeat(self.fixed_organ[0], columns.rows)
        number = _at_most(400, columns["document_number"])
        return {"line": columns.full("line"), "organ_code": organ_code, "document_number": number, "document_key": document_numbers.keys(number)}

    def _lists(self, columns: Columns) -> Any:
        """Which list an entry stands in, where that is in the key (ruling 582): the words the law reads too."""
        if not self.by_list:
            return pa.repeat("", columns.rows)
        kinds = columns["kinds"]
        return _at_most(400, Column(kinds.axis, _by_distinct(kinds.values, lambda words: "；".join(traits.kinds([words])))))

    def _name_macs(self, columns: Columns, linked: pa.Array) -> pa.Array:
        if pc.all(linked).as_py():
            return pa.nulls(columns.rows, pa.string())
        return _by_distinct(pc.if_else(linked, None, columns.full("name")), lambda name: digests.mac(self.key, f"name:{_plain(name)}"))

    def _sealed(self, number: str) -> str:
        return base64.b64encode(digests.encrypt(self.key, number.encode(), context=b"identity")).decode()

    def _said(self, columns: Columns) -> Any:
        """What the law asks of a fact (rulings 20 to 22), once per distinct way of saying it."""
        if not self.by_document:
            return pa.repeat("{}", columns.rows)
        said = [columns[name] for name in _SAID]
        varying = [column for column in said if column.axis is not columns.one]
        if not varying:
            return pa.repeat(_traits(*(column.values[0].as_py() for column in said)), columns.rows)
        if len(varying) == 1:
            (only,) = varying
            tells = [column.values.to_pylist() if column is only else column.values.to_pylist() * len(only.values) for column in said]
            known: dict[tuple[str, ...], str] = {}
            return only.axis.spread(pa.array([known.get(words) or known.setdefault(words, _traits(*words)) for words in zip(*tells, strict=True)], pa.string()))
        joined = pc.binary_join_element_wise(*(pc.replace_substring(column.full, _BETWEEN, " ") for column in said), _BETWEEN)
        return _by_distinct(joined, lambda words: _traits(*words.split(_BETWEEN)))

    def _late(self, decided: dt.date) -> bool:
        """Received after the seventh working day from the decision (ruling 11)."""
        return self.by_document and decided < self.received and self.received > _deadline(decided)

    def _documents(self, columns: Columns, persons: bool) -> tuple[Any, Any, Any]:
        """The values as JSON, what is personal apart, and one digest of all elements. Of a person everything is personal."""
        elements = [e.code for e in self.version.elements]
        members = {e.code: self._members(columns[e.code], e) for e in self.version.elements}
        values = _document(columns, [members[e.code] for e in self.version.elements if not e.personal])
        personal = _document(columns, [members[e.code] for e in self.version.elements if e.personal])
        personal = pc.if_else(pc.equal(personal, "{}"), None, personal)
        if persons:
            person = pc.equal(columns.full("subject_kind"), PERSON)
            whole = _document(columns, [members[code] for code in elements if code != self.version.roles["subject_code"]])  # that may hold an identity number
            values, personal = pc.if_else(person, "{}", values), pc.if_else(person, pc.if_else(pc.equal(whole, "{}"), None, whole), personal)
        return values, personal, pa.array(digests.sha256_of_each(_joined(columns, [columns[code] for code in elements], _BETWEEN)), pa.string())

    def _members(self, column: Column, element: Element) -> Column:
        """``,"code":"value"`` of every value that is not blank. Identity numbers leave this room encrypted (ruling 32)."""
        if element.sealed:
            told = [json.dumps(digests.seal_text(self.key, value)) if value else "" for value in column.values.to_pylist()]
            texts = pa.array(told, pa.string())
        else:
            odd = pc.match_substring_regex(column.values, _TO_ESCAPE)
            texts = pc.binary_join_element_wise('"', column.values, '"', "")
            if pc.any(odd).as_py():
                escaped = [json.dumps(text, ensure_ascii=False) for text in column.values.filter(odd).to_pylist()]
                texts = pc.replace_with_mask(texts, odd, pa.array(escaped, pa.string()))
        made = pc.binary_join_element_wise(f',"{element.code}":', texts, "")
        blank = pc.equal(column.values, "")
        return Column(column.axis, pc.if_else(blank, "", made) if pc.any(blank).as_py() else made)


def _document(columns: Columns, members: list[Column]) -> Any:
    """``{…}`` of the members of each row."""
    if not members:
        return pa.repeat("{}", columns.rows)
    first = next((m for m in members if not pc.any(pc.equal(m.values, "")).as_py()), None)
    if first is not None:  # it is always there: put in front, it needs no comma
        rest = [m for m in members if m is not first]
        bare = Column(first.axis, pc.utf8_slice_codeunits(first.values, 1))
        return _joined(columns, [_word(columns, "{"), bare, *rest, _word(columns, "}")], "")
    joined = _joined(columns, members, "")
    joined = pc.utf8_slice_codeunits(joined, 1)
    return pc.binary_join_element_wise("{", joined, "}", "")


def _word(columns: Columns, text: str) -> Column:
    return columns.constant(text, pa.string())


def _joined(columns: Columns, parts: list[Column], between: str) -> Any:
    """The texts of each row in one; single values beside each other are joined once for all rows."""
    folded: list[Column] = []
    for part in parts:
        if folded and folded[-1].axis is part.axis and part.axis is not columns.own:
            folded[-1] = Column(part.axis, pc.binary_join_element_wise(folded[-1].values, part.values, between))
        else:
            folded.append(part)
    if len(folded) == 1:
        return folded[0].full
    texts = [part.values[0] if part.axis is columns.one and columns.rows > 1 else part.full for part in folded]
    return pc.binary_join_element_wise(*texts, between)


def _named(column: Column) -> Column:
    """Names of organs; 无, NULL and their like name nobody (103)."""
    return Column(column.axis, pc.if_else(pc.is_in(column.values, pa.array(NOTHING)), "", column.values))


def _removed(days: Column) -> Any:
    """Days of removal; later than the one that says that an entry stands, they are fillers for none (ruling 581)."""
    return days.axis.spread(pc.if_else(pc.greater(days.values, pa.scalar(NO_END)), None, days.values))


def _at_most(longest: int, column: Column) -> Any:
    """Texts that keys and names have room for; of a longer one the beginning and its digest, so that two stay two. The whole text stays among the values."""
    if (pc.max(pc.binary_length(column.values)).as_py() or 0) <= longest:
        return column.full

    def cut(text: str) -> str:
        return text if len(text) <= longest else f"{text[: longest - 17]}…{digests.sha256_of_each(pa.array([text]))[0][-16:]}"

    return column.axis.spread(_by_distinct(column.values, cut))


def _by_distinct(column: Any, tell: Callable[[Any], Any], type_: pa.DataType | None = None) -> pa.Array:
    """``tell`` of every value, asked once per distinct one; null stays null."""
    encoded = pc.dictionary_encode(column)
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    return pa.array([tell(value) for value in encoded.dictionary.to_pylist()], type_ or pa.string()).take(encoded.indices)


def _traits(kinds: str, remarks: str, given_end: str, procedure: str, ended: str) -> str:
    return json.dumps(_told(kinds, remarks, given_end, procedure, ended), ensure_ascii=False)


def _told(kinds: str, remarks: str, given_end: str, procedure: str, ended: str) -> dict[str, object]:
    """kinds, procedure, special field and given end as the law reads them."""
    said = _REMARK_PROCEDURE.search(remarks)
    told: dict[str, object] = {"kinds": traits.kinds([kinds]), "procedure": traits.procedure(procedure or (said.group(1) if said else ""))}
    if field_said := _REMARK_FIELD.search(remarks):
        told["field"] = field_said.group(1)
    if ends := [day for day in (given_end, ended) if day and day < NO_END.isoformat()]:
        told["given_end"] = min(ends)  # an entry that was removed from its list ended that day
    return told


def _deadline(decided: dt.date) -> dt.date:
    if decided.year < days.FIRST_YEAR:
        return decided
    return days.working_days_after(decided, 7).day


def _plain(name: str) -> str:
    return "".join(name.split())
