"""受理: one chunk of rows from columns of text to arrivals and returned rows.

Normalising is ours and works on columns; the checks are Ibis expressions; what goes on is prepared for
``records.joining``.
"""

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import FIELD, level_of
from chengxin.collection.checks.field import identity_as_code, name_is_number
from chengxin.collection.checks.record import identity_elsewhere, person_as_organisation
from chengxin.collection.checks.words import IDENTITY_SHAPE, NO_CODE, PERSON, code_columns, organ_is_named
from chengxin.collection.code_forms import forms
from chengxin.collection.columns import Column, Columns
from chengxin.collection.header import Mapping
from chengxin.collection.judging import DAY_ROLES, ROLES, Judge
from chengxin.collection.messages import OF_READING
from chengxin.collection.normalising import normalised
from chengxin.collection.organs import NamedOrgans
from chengxin.collection.preparing import Preparing
from chengxin.collection.quality import LINES, Quality
from chengxin.collection.reading import Chunk
from chengxin.collection.sources.mapping import Translation
from chengxin.collection.sources.translating import translated
from chengxin.ground.api import digests, identifiers, keys
from chengxin.ground.compiling import in_python
from chengxin.ground.engine import for_checks

#: Checks that find an identity number in the column of a name or a code, or one of a person in a row of an organisation.
_NUMBERS_ELSEWHERE = (identity_as_code.CODE, identity_elsewhere.CODE, name_is_number.CODE, person_as_organisation.CODE)
_RAGGED = {"code": "ragged", "field": "", "message": OF_READING["ragged"]}


@dataclass
class Returned:
    """A quarantined row: its line, its original cells by header, its findings, whose it is, and the organ it names by its code."""

    line: int
    original: dict[str, str]
    findings: list[dict[str, str]]
    of_person: bool
    identity_mac: str | None
    organ_code: str = ""


@dataclass
class Examined:
    """What the checks made of a chunk: columns of the rows that go on, returned rows, counts of findings and foldings."""

    rows: int
    going_on: Columns
    returned: list[Returned]
    findings: Counter = field(default_factory=Counter)
    folded: Counter = field(default_factory=Counter)
    quality: Quality = field(default_factory=Quality)
    withheld: pa.Table | None = None  # line, organ_code, document_number and document_key of the returned rows: that they came, whatever becomes of them


@dataclass
class Outcome(Examined):
    """The same, with the rows that go on as ``records.joining`` takes them."""

    arrivals: pa.Table = field(default_factory=lambda: pa.table({}))


class Intake:
    """Takes the chunks of one file, one after the other, for one item version and receipt day."""

    def __init__(
        self,
        version: ItemVersion,
        mapping: Mapping,
        header: tuple[str, ...],
        *,
        translation: Translation,
        received: dt.date,
        fixed_organ: tuple[str, str] | None,
        by_document: bool,
        by_list: bool = False,
        organs: NamedOrgans | None = None,
    ) -> None:
        self.version, self.mapping, self.header, self.organs = version, mapping, header, organs
        self.translation, self.received = translation, received
        self.preparing = Preparing(version, received=received, fixed_organ=fixed_organ, by_document=by_document, by_list=by_list)
        self.engine = for_checks()
        self.judge = Judge(version, self.engine)

    def close(self) -> None:
        """Give the engine's memory back."""
        self.engine.close()

    def take(self, chunk: Chunk) -> Outcome:
        """One chunk to its outcome."""
        examined = self.examined(chunk)
        return Outcome(**vars(examined), arrivals=self.preparing.prepared(examined.going_on))

    def examined(self, chunk: Chunk) -> Examined:
        """One chunk read by the rules of its item version; nothing is made ready to be kept."""
        columns, folded = self._columns(chunk)
        verdict = self.judge.judged(columns)
        findings: Counter = Counter()
        failing: dict[int, list[dict[str, str]]] = {}
        quarantine = verdict.quarantine
        if any(chunk.ragged):
            findings["ragged"] = sum(chunk.ragged)
            ragged = pa.array(chunk.ragged)
            quarantine = ragged if quarantine is None else pc.or_(quarantine, ragged)
            for index in pc.indices_nonzero(ragged).to_pylist():
                failing.setdefault(index, []).append(_RAGGED)
        quality = Quality()
        for rule, applied, failed in verdict.counts:
            quality.add(rule.check.CODE, rule.element, applied, failed)
            if failed:
                findings[rule.check.CODE] += failed
        if chunk.faults:
            self._leave_out(columns.where(pa.array([index in chunk.faults for index in range(len(chunk))])), findings, quality)
        for rule, indices in verdict.noticed:
            if lines := list(islice((chunk.first_line + index for index in map(int, indices) if index not in chunk.faults), LINES)):
                self.judge.exemplified.add(rule)
                quality.example(rule.check.CODE, lines)
        for rule, indices in verdict.returned:
            told = {"code": rule.check.CODE, "field": rule.element, "message": rule.check.MESSAGE}
            of_one_cell = self.mapping.columns.get(rule.element) if level_of(rule.check) == FIELD else None
            for index in indices.tolist():
                if index not in chunk.faults or (of_one_cell is not None and chunk.only_cells_at_fault(index, but=of_one_cell)):
                    failing.setdefault(index, []).append(told)
        going_on = columns if quarantine is None else columns.where(pc.invert(quarantine))
        withheld = None if quarantine is None or not self.preparing.by_document else self.preparing.numbered(columns.where(quarantine))
        return Examined(len(chunk), going_on, self._returned(chunk, columns, failing), findings, folded, quality, withheld)

    def _leave_out(self, unreadable: Columns, findings: Counter, quality: Quality) -> None:
        """What the checks found in cells that cannot be judged is taken out again (ruling 178)."""
        for rule, _, failed in self.judge.judged(unreadable).counts:
            if failed:
                findings[rule.check.CODE] -= failed
                quality.retract(rule.check.CODE, rule.element, failed)
        for code in [code for code, count in findings.items() if count <= 0]:
            del findings[code]

    def _columns(self, chunk: Chunk) -> tuple[Columns, Counter]:
        """The chunk as columns: elements, days and roles."""
        folded: Counter = Counter()
        count = len(chunk)
        columns = Columns(count)
        blank, nothing = columns.constant("", pa.string()), columns.constant(None, pa.date32())
        columns["line"] = Column(columns.own, pa.array(np.arange(chunk.first_line, chunk.first_line + count), pa.int32()))
        given = translated({code: chunk.columns[index] for code, index in self.mapping.columns.items()}, self.translation, self.version, rows=count)
        for element in self.version.elements:
            raw = given.get(element.code)
            if raw is None:
                columns[element.code] = blank
                if element.type == "date":
                    columns[f"{element.code}__day"] = nothing
                continue
            held = columns.given(raw)
            made = normalised(element, held.values, held.axis)
            columns[element.code] = Column(held.axis, made.text)
            if made.folded:
                folded[element.name] += made.folded
            if made.day is not None:
                columns[f"{element.code}__day"] = Column(held.axis, made.day)
        for names, suffix, absent in ((ROLES, "", blank), (DAY_ROLES, "__day", nothing)):
            for role in names:
                code = f"{self.version.roles.get(role, '')}{suffix}"
                columns[role] = columns.get(code, absent)
        columns["organ_standing"] = blank
        if self.organs and organ_is_named(self.version):
            named = columns["organ_name"]
            keys_of_organs, standing = self.organs.told(named.values)
            columns["organ_code"], columns["organ_standing"] = Column(named.axis, keys_of_organs), Column(named.axis, standing)
        if "identity" in self.version.roles and pc.any(pc.equal(columns["subject_kind"].values, PERSON)).as_py():
            # A natural person's number in the code column is still an identity number (ruling 16).
            in_code = pc.and_(pc.equal(columns.full("subject_kind"), PERSON), pc.equal(columns.full("identity"), ""))
            columns["identity"] = Column(columns.own, pc.if_else(in_code, columns.full("subject_code"), columns.full("identity")))
        numbers = columns["identity"]
        columns["identity_born"] = Column(numbers.axis, _born(pc.utf8_slice_codeunits(numbers.values, 6, 14)))
        for name in code_columns(self.version):
            codes = columns[name]
            columns.hold_together(codes.axis, forms(name, codes.values))
        columns["received_on"] = columns.constant(self.received, pa.date32())
        return columns, folded

    def _returned(self, chunk: Chunk, columns: Columns, failing: dict[int, list[dict[str, str]]]) -> list[Returned]:
        if not failing:
            return []
        places = pa.array(sorted(failing), pa.int64())
        kinds, numbers, organs = (columns.full(name).take(places).to_pylist() for name in ("subject_kind", "identity", "organ_code"))
        cells = zip(*(column.take(places).to_pylist() for column in chunk.columns), strict=True)
        key, returned = keys.identity_key(), []
        misplaced = _misplaced(columns, failing)
        sound = {organ for organ in set(organs) if identifiers.credit_code.is_valid(organ or "")}  # many rows, few organs
        for index, kind, number, organ, originals in zip(places.to_pylist(), kinds, numbers, organs, cells, strict=True):
            of_person, number = kind == PERSON or index in misplaced, number if kind == PERSON and number not in ("", *NO_CODE) else misplaced.get(index)
            returned.append(
                Returned(
                    chunk.first_line + index,
                    dict(zip(self.header, originals, strict=True)),
                    failing[index],
                    of_person,
                    digests.mac(key, number) if number else None,
                    organ if organ in sound else "",
                )
            )
        return returned


def _misplaced(columns: Columns, failing: dict[int, list[dict[str, str]]]) -> dict[int, str | None]:
    """The rows that go back for an identity number in a column of other things, each with that number, or None where its sum does not hold."""
    found: dict[int, str | None] = {}
    told = [(index, finding["field"]) for index, findings in failing.items() for finding in findings if finding["code"] in _NUMBERS_ELSEWHERE]
    for field_ in {field_ for _, field_ in told}:
        places = [index for index, named in told if named == field_]
        for index, cell in zip(places, columns.full(field_).take(pa.array(places, pa.int64())).to_pylist(), strict=True):
            number = identifiers.identity_number.compact(cell)
            if re.match(in_python(IDENTITY_SHAPE), number):
                found[index] = found.get(index) or (number if identifiers.identity_number.check_holds(number) else None)
    return found


def _born(text: pa.Array) -> pa.Array:
    encoded = pc.dictionary_encode(text)
    return pa.array([_day(value) for value in encoded.dictionary.to_pylist()], pa.date32()).take(encoded.indices)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 and text.isdigit() else None
    except ValueError:
        return None
