"""受理: one chunk of rows from columns of text to arrivals and returned rows.

Normalising is ours and works on columns; the checks are Ibis expressions; what goes on is prepared for
``records.joining``.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.register import CHECKS
from chengxin.collection.checks.words import NO_CODE, PERSON
from chengxin.collection.header import Mapping
from chengxin.collection.normalising import normalised
from chengxin.collection.preparing import Preparing
from chengxin.collection.reading import Chunk
from chengxin.collection.sources.mapping import Translation, translated
from chengxin.ground.api import digests, keys
from chengxin.ground.engine import DuckDBEngine

ROLES = (
    "name", "subject_kind", "subject_code", "identity", "identity_kind", "document_number", "organ_code", "organ_name",
    "kinds", "fine", "licence_kind", "remarks", "given_end", "procedure",
)  # fmt: skip
DAY_ROLES = ("held_on", "valid_from", "valid_to")


@dataclass
class Returned:
    """A quarantined row: its line, its original cells by header, its findings, and whose it is."""

    line: int
    original: dict[str, str]
    findings: list[dict[str, str]]
    of_person: bool
    identity_mac: str | None


@dataclass
class Outcome:
    """What became of a chunk: rows that go on (columns of ``records.joining``), returned rows, counts of findings and foldings."""

    rows: int
    arrivals: pa.Table
    returned: list[Returned]
    findings: Counter = field(default_factory=Counter)
    folded: Counter = field(default_factory=Counter)


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
    ) -> None:
        self.version, self.mapping, self.header = version, mapping, header
        self.translation, self.received = translation, received
        self.preparing = Preparing(version, received=received, fixed_organ=fixed_organ, by_document=by_document)
        self.engine = DuckDBEngine(threads=1)
        self.checks = [(check, target) for check in CHECKS for target in check.targets(version)]

    def close(self) -> None:
        """Give the engine's memory back."""
        self.engine.close()

    def take(self, chunk: Chunk) -> Outcome:
        """One chunk to its outcome."""
        row, folded = self._columns(chunk)
        flags = self.engine.evaluate(row, self._expressions, known_as=(self.version.item, self.version.digest))
        quarantine = pa.array(chunk.ragged)
        findings: Counter = Counter({"ragged": sum(chunk.ragged)} if any(chunk.ragged) else {})
        failing: dict[int, list[dict[str, str]]] = {}
        for index in (i for i, ragged in enumerate(chunk.ragged) if ragged):
            failing.setdefault(index, []).append({"code": "ragged", "field": "", "message": "这一行的格数多于列名，各格可能错位"})
        for number, (check, target) in enumerate(self.checks):
            flag = flags.column(number).combine_chunks()
            count = pc.sum(flag.cast(pa.int64())).as_py() or 0
            if not count:
                continue
            findings[check.CODE] += count
            if check.ACTION == QUARANTINE:
                quarantine = pc.or_(quarantine, flag)
                told = {"code": check.CODE, "field": self._field(target), "message": check.MESSAGE}
                for index in pc.indices_nonzero(flag).to_pylist():
                    failing.setdefault(index, []).append(told)
        going_on = row.filter(pc.invert(quarantine))
        return Outcome(len(chunk), self.preparing.prepared(self.engine, going_on), self._returned(chunk, row, failing), findings, folded)

    def _expressions(self, row):
        return {f"f{n}": (check.applies(row, target) & ~check.passes(row, target)).fill_null(False) for n, (check, target) in enumerate(self.checks)}

    def _field(self, target: str) -> str:
        return self.version.roles.get(target, target)

    def _columns(self, chunk: Chunk) -> tuple[pa.Table, Counter]:
        """The chunk as a table of elements, days and roles."""
        folded: Counter = Counter()
        count = len(chunk)
        blank = pa.array([""] * count, pa.string())
        nothing = pa.nulls(count, pa.date32())
        columns: dict[str, pa.Array] = {"line": pa.array(range(chunk.first_line, chunk.first_line + count), pa.int32())}
        given = translated({code: chunk.columns[index] for code, index in self.mapping.columns.items()}, self.translation, self.version, rows=count)
        for element in self.version.elements:
            raw = given.get(element.code)
            if raw is None:
                columns[element.code] = blank
                if element.type == "date":
                    columns[f"{element.code}__day"] = nothing
                continue
            column = normalised(element, raw)
            columns[element.code] = column.text
            if column.folded:
                folded[element.name] += column.folded
            if column.day is not None:
                columns[f"{element.code}__day"] = column.day
        for role in ROLES:
            columns[role] = columns.get(self.version.roles.get(role, ""), blank)
        for role in DAY_ROLES:
            columns[role] = columns.get(f"{self.version.roles.get(role, '')}__day", nothing)
        if "identity" in self.version.roles:
            # A natural person's number in the code column is still an identity number (ruling 16).
            person = pc.equal(columns["subject_kind"], PERSON)
            in_code = pc.and_(person, pc.equal(columns["identity"], ""))
            columns["identity"] = pc.if_else(in_code, columns["subject_code"], columns["identity"])
        born = pc.utf8_slice_codeunits(columns["identity"], 6, 14)
        columns["identity_born"] = _born(born)
        columns["received_on"] = pa.array([self.received] * count, pa.date32())
        return pa.table(columns), folded

    def _returned(self, chunk: Chunk, row: pa.Table, failing: dict[int, list[dict[str, str]]]) -> list[Returned]:
        if not failing:
            return []
        kinds = row.column("subject_kind").to_pylist()
        numbers = row.column("identity").to_pylist()
        returned = []
        for index in sorted(failing):
            original = {name: column[index].as_py() for name, column in zip(self.header, chunk.columns, strict=True)}
            number = numbers[index] if kinds[index] == PERSON and numbers[index] not in ("", *NO_CODE) else None
            mac = digests.mac(keys.identity_key(), number) if number else None
            returned.append(Returned(chunk.first_line + index, original, failing[index], kinds[index] == PERSON, mac))
        return returned


def _born(text: pa.Array) -> pa.Array:
    encoded = pc.dictionary_encode(text)
    return pa.array([_day(value) for value in encoded.dictionary.to_pylist()], pa.date32()).take(encoded.indices)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 and text.isdigit() else None
    except ValueError:
        return None
