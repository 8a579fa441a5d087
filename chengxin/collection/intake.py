"""受理: one chunk of rows from columns of text to arrivals and returned rows.

Normalising is ours and works on columns; the checks are Ibis expressions; what goes on is prepared by
SQL in the engine and leaves as CSV bytes for COPY.
"""

import base64
import datetime as dt
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.register import CHECKS
from chengxin.collection.checks.words import NO_CODE, PERSON
from chengxin.collection.header import Mapping
from chengxin.collection.normalising import normalised
from chengxin.collection.reading import Chunk
from chengxin.ground.api import days, digests, keys
from chengxin.ground.engine import DuckDBEngine

ARRIVAL_COLUMNS = (
    "batch_id_", "line", "organ_code", "organ_name", "document_number", "subject_kind", "subject_code", "identity_mac",
    "identity_sealed", "identity_kind", "name_mac", "name", "held_on", "late", "values", "personal", "traits", "content",
)  # fmt: skip
ROLES = (
    "name", "subject_kind", "subject_code", "identity", "identity_kind", "document_number", "organ_code", "organ_name",
    "kinds", "fine", "licence_kind", "remarks", "given_end", "procedure",
)  # fmt: skip
DAY_ROLES = ("held_on", "valid_from", "valid_to")
_FIELDS = ("食品", "药品", "特种设备", "安全生产", "消防")
_REMARK_FIELD = re.compile(r"领域[:：]\s*(" + "|".join(_FIELDS) + ")")
_REMARK_PROCEDURE = re.compile(r"程序[:：]\s*(简易程序|简易|普通程序|一般程序)")
NO_END = dt.date(2099, 12, 31)
# 统一社会信用代码 first two characters → subject kind (set USCC_ORGTYPE, S29)
_KIND_BY_PAIR = {"91": "enterprise", "92": "individual-business", "11": "organ"}


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
    """What became of a chunk: CSV bytes for COPY into arrivals, returned rows, counts of findings and foldings."""

    arrivals: bytes
    returned: list[Returned]
    findings: Counter = field(default_factory=Counter)
    folded: Counter = field(default_factory=Counter)


class Intake:
    """Takes the chunks of one file, one after the other, for one item version and receipt day."""

    def __init__(
        self, version: ItemVersion, mapping: Mapping, header: tuple[str, ...], *, received: dt.date, batch: int, fixed_organ: tuple[str, str] | None, by_document: bool
    ) -> None:
        self.version, self.mapping, self.header = version, mapping, header
        self.received, self.batch, self.by_document = received, batch, by_document
        self.fixed_organ = fixed_organ
        self.engine = DuckDBEngine()
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
        return Outcome(self._arrivals(going_on), self._returned(chunk, row, failing), findings, folded)

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
        for element in self.version.elements:
            index = self.mapping.columns.get(element.code)
            if index is None:
                columns[element.code] = blank
                if element.type == "date":
                    columns[f"{element.code}__day"] = nothing
                continue
            column = normalised(element, chunk.columns[index])
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

    def _arrivals(self, row: pa.Table) -> bytes:
        if not row.num_rows:
            return b""
        row = self._with_sealed(row)
        prepared = self.engine.query(self._preparing(), taken=row, traits=self._traits(row), late=self._late(row), people=self._people(row), unlinked=self._unlinked(row))
        sink = io.BytesIO()
        pacsv.write_csv(prepared, sink, pacsv.WriteOptions(include_header=False))
        return sink.getvalue()

    def _with_sealed(self, row: pa.Table) -> pa.Table:
        """Identity numbers leave this room encrypted (ruling 32): beside each such column its sealed twin."""
        key = keys.identity_key()
        for element in self.version.elements:
            if element.sealed:
                encoded = pc.dictionary_encode(row.column(element.code).combine_chunks())
                sealed = [digests.seal_text(key, value) if value else "" for value in encoded.dictionary.to_pylist()]
                row = row.append_column(f"{element.code}__sealed", pa.array(sealed, pa.string()).take(encoded.indices))
        return row

    def _traits(self, row: pa.Table) -> pa.Table:
        """What the law asks of a fact, once per distinct wording (rulings 20 to 22)."""
        said = row.select(["kinds", "remarks", "given_end", "procedure"]).group_by(["kinds", "remarks", "given_end", "procedure"]).aggregate([])
        distinct = said.to_pylist()
        told = [json.dumps(_told(**one), ensure_ascii=False) if self.by_document else "{}" for one in distinct]
        return said.append_column("traits", pa.array(told, pa.string()))

    def _late(self, row: pa.Table) -> pa.Table:
        """Received after the seventh working day from the decision (ruling 11)."""
        distinct = [day for day in pc.unique(row.column("held_on")).to_pylist() if day]
        late = [self.by_document and self.received > _deadline(day) for day in distinct]
        return pa.table({"held_on": pa.array(distinct, pa.date32()), "late": pa.array(late, pa.bool_())})

    def _people(self, row: pa.Table) -> pa.Table:
        """Keyed digests and sealed numbers of natural persons; the numbers themselves go no further (ruling 32)."""
        numbers = pc.unique(row.filter(pc.equal(row.column("subject_kind"), PERSON)).column("identity")).to_pylist()
        numbers = [number for number in numbers if number not in ("", *NO_CODE)]
        key = keys.identity_key()
        return pa.table({
            "identity": pa.array(numbers, pa.string()),
            "mac": pa.array([digests.mac(key, n) for n in numbers], pa.string()),
            "sealed": pa.array([base64.b64encode(digests.encrypt(key, n.encode(), context=b"identity")).decode() for n in numbers], pa.string()),
        })  # fmt: skip

    def _unlinked(self, row: pa.Table) -> pa.Table:
        """Keyed digests of the names of rows without a usable code (rulings 8, 11)."""
        person = pc.equal(row.column("subject_kind"), PERSON)
        code = pc.if_else(person, row.column("identity"), row.column("subject_code"))
        loose = row.filter(pc.is_in(code, pa.array(["", *NO_CODE])))
        names = pc.unique(loose.column("name")).to_pylist()
        key = keys.identity_key()
        return pa.table({"name": pa.array(names, pa.string()), "mac": pa.array([digests.mac(key, f"name:{_plain(n)}") for n in names], pa.string())})

    def _preparing(self) -> str:
        def struct(codes: list[str]) -> str:
            if not codes:
                return "'{}'"
            return "to_json(struct_pack(" + ", ".join(f'"{c}" := nullif("{c}{"__sealed" if c in sealed else ""}", \'\')' for c in codes) + "))::varchar"

        sealed = {e.code for e in self.version.elements if e.sealed}
        elements = [e.code for e in self.version.elements]
        of_person = [c for c in elements if c != self.version.roles["subject_code"]]  # may hold an identity number
        personal = [e.code for e in self.version.elements if e.personal]
        plain = [c for c in elements if c not in personal]
        content = "concat_ws(chr(31), " + ", ".join(f'"{c}"' for c in elements) + ")"
        no_code = ", ".join(f"'{word}'" for word in NO_CODE)
        code, name = ("organ_code", "organ_name") if self.fixed_organ is None else (_quoted(self.fixed_organ[0]), _quoted(self.fixed_organ[1]))
        kinds = " ".join(f"WHEN '{pair}' THEN '{kind}'" for pair, kind in _KIND_BY_PAIR.items())
        return f"""
            SELECT {self.batch} AS batch_id_, t.line, {code} AS organ_code, {name} AS organ_name, t.document_number,
                CASE WHEN t.subject_kind = '{PERSON}' THEN 'person'
                    WHEN t.subject_code IN ('', {no_code}) THEN NULL
                    ELSE CASE left(t.subject_code, 2) {kinds} ELSE 'organisation' END END AS subject_kind,
                CASE WHEN t.subject_kind = '{PERSON}' OR t.subject_code IN ('', {no_code}) THEN NULL ELSE t.subject_code END AS subject_code,
                p.mac AS identity_mac, p.sealed AS identity_sealed,
                CASE WHEN p.mac IS NOT NULL THEN t.identity_kind END AS identity_kind,
                u.mac AS name_mac, t.name, t.held_on, coalesce(l.late, false) AS late,
                CASE WHEN t.subject_kind = '{PERSON}' THEN '{{}}' ELSE {struct(plain)} END AS values,
                CASE WHEN t.subject_kind = '{PERSON}' THEN {struct(of_person)} ELSE {struct(personal)} END AS personal,
                r.traits, 'sha256:' || sha256({content}) AS content
            FROM taken t
            LEFT JOIN traits r ON r.kinds = t.kinds AND r.remarks = t.remarks AND r.given_end = t.given_end AND r.procedure = t.procedure
            LEFT JOIN late l ON l.held_on = t.held_on
            LEFT JOIN people p ON t.subject_kind = '{PERSON}' AND p.identity = t.identity
            LEFT JOIN unlinked u ON u.name = t.name AND CASE WHEN t.subject_kind = '{PERSON}' THEN t.identity ELSE t.subject_code END IN ('', {no_code})
            ORDER BY t.line"""


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


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _born(text: pa.Array) -> pa.Array:
    encoded = pc.dictionary_encode(text)
    return pa.array([_day(value) for value in encoded.dictionary.to_pylist()], pa.date32()).take(encoded.indices)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 and text.isdigit() else None
    except ValueError:
        return None
