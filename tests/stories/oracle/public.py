"""What is public on which day: rulings 8, 11, 15, 17 to 22, 25, 27, 28, 104, 108, 109, 122 to 124, 170, 247, 250 and 450 as a machine that is fed day by day."""

import datetime as dt
import re
from dataclasses import dataclass, field

from tests.rules.oracle import Fact, reckon
from tests.stories.oracle import covering, definitions, files, rows
from tests.stories.oracle.rows import Read

FOREVER = dt.date.max


@dataclass
class Shown:
    """A line as it was laid: from that day to the one on which it was closed, or to its end."""

    laid: dt.date
    public_from: dt.date
    ends: dt.date | None
    fields: dict[str, str]
    version: Read
    unit: str
    closed: dt.date = FOREVER

    def on(self, day: dt.date) -> bool:
        return self.laid <= day < self.closed and (self.ends is None or day <= self.ends)


@dataclass
class Record:
    """A fact: its wordings by the day they came, its classes by theirs, the lines that were laid of it."""

    item: definitions.Item
    organ: tuple[str, str]  # code and name
    number: str
    code: str
    person: bool
    versions: list[tuple[dt.date, Read]] = field(default_factory=list)
    classes: list[tuple[dt.date, str]] = field(default_factory=list)
    lines: list[Shown] = field(default_factory=list)
    line: Shown | None = None
    against: set[tuple] = field(default_factory=set)
    beside: set[tuple] = field(default_factory=set)  # all it was ever held against
    readings: list[tuple[Read, dict[str, str]]] = field(default_factory=list)
    doubted: Read | None = None
    withdrawn: bool = False
    disputed: bool = False
    ended: bool = False
    due: bool = True
    names: bool = False  # its line names somebody who is covered from now on

    def close(self, on: dt.date) -> None:
        """The line leaves on a day, and not before the one on which it was laid (247)."""
        if self.line:
            self.line.closed, self.line = max(on, self.line.laid), None


class Shelf:
    """The district's memory of what was sent and done."""

    def __init__(self) -> None:
        self.records: dict[tuple, Record] = {}
        self.names: dict[str, list[tuple[bool, str, dt.date]]] = {}  # of a code: whether the register told it, the name, and when
        self.organ_codes: dict[str, str] = {}  # full name to the first code reported under it (116)
        self.individual: set[str] = set()
        self.last_run = dt.date.min
        self.returned = 0
        self._by_document: dict[tuple, list[tuple]] = {}
        self._freed: set[tuple] = set()

    # -- what comes in --------------------------------------------------------------------------

    def receive(self, source: str, content: bytes, received: dt.date) -> None:
        """A file, its rows in their order (9)."""
        of, leaders = definitions.sources()[source], {}
        for raw in files.rows(content):
            row = rows.read(of, raw, received)
            if rows.returned(row, received):
                self.returned += 1
            else:
                self._take(of, row, received)
                leaders.setdefault(row.code, set()).update(covering.names_of(_leader(row)))
        for code in leaders.keys() & self.individual:
            self._cover_again(code, sorted(leaders[code]))

    def _cover_again(self, shop: str, leaders: list[str]) -> None:
        """Lines that name who leads an individual business, of whom only now is told, are due (551)."""
        for record in self.records.values():
            if record.line and shop in {record.code, *(self.records[other].code for other in record.beside)}:
                own, called = record.line.version.version.roles["name"], self._called(record)
                record.names = record.names or any(covering.of_shop(value, leaders, called) != value for code, value in record.line.fields.items() if code != own)
                record.due = record.due or record.names

    def _take(self, of: definitions.Source, row: Read, received: dt.date) -> None:
        organ = (row.of("organ_code"), row.of("organ_name")) if "organ_code" in row.version.roles else ("", definitions.office(of.office) if of.office else "")
        self._learn(row, organ, received)
        whom = row.code or (f"#{row.of('identity')}" if row.person else f"~{row.of('name')}")
        number = "" if row.item.by_subject_alone else row.of("document_number")
        key = (row.item.code, "" if row.item.by_subject_alone else organ[0] or organ[1], number, whom)
        known = self.records.get(key)
        if known is None:
            record = self.records[key] = Record(row.item, organ, number, row.code, bool(row.person), [(received, row)])
            if (row.code or row.person) and number and not row.item.number_for_all:
                self._clash(key, record, received)
        elif known.versions[-1][1].values != row.values:
            known.versions.append((received, row))
            known.due = True

    def _learn(self, row: Read, organ: tuple[str, str], received: dt.date) -> None:
        """What a row tells of names and codes."""
        full = definitions.organs().get(organ[1])
        if full and organ[1] == full and organ[0].startswith("1"):
            self.organ_codes.setdefault(full, organ[0])
        if row.code:
            register = row.item.code == "registration"
            known = self.names.setdefault(row.code, [])
            if register or not known:
                known.append((register, row.of("name"), received))
            if row.code.startswith("92"):
                self.individual.add(row.code)

    def _name(self, code: str, on: dt.date | None = None) -> str:
        """What a subject was called by a day, as received by then, else now, as it came: by the register, else as the first decision told."""
        told = [one for one in sorted(self.names.get(code, []), key=lambda one: one[2]) if on and one[2] <= on] or self.names.get(code, [])
        return next((name for register, name, _ in reversed(told) if register), told[0][1]) if told else ""

    def _clash(self, key: tuple, record: Record, received: dt.date) -> None:
        """The same number about another subject (15): both are off the shelf until the organ speaks."""
        parties = self._by_document.setdefault(key[:3], [])
        for other in parties:
            if self.records[other].withdrawn:
                continue
            record.against.add(other)
            self.records[other].against.add(key)
            record.beside.add(other)
            self.records[other].beside.add(key)
            self.records[other].due = True
            self.records[other].close(received if received >= self.last_run else self.last_run + dt.timedelta(days=1))  # 123
        parties.append(key)

    # -- what is done ---------------------------------------------------------------------------

    def find(self, item: str, number: str, code: str) -> tuple:
        """The key of the one record of a document about a subject."""
        (found,) = (key for key in self.records if (key[0], key[2], key[3]) == (item, number, code))
        return found

    def withdraw(self, key: tuple, on: dt.date) -> None:
        """Gone at once (27); whoever was held against it is free (124)."""
        self.records[key].withdrawn = True
        self.records[key].close(max(on, self.last_run))
        for other in self.records[key].against:
            self.records[other].against.discard(key)
            self.records[other].due = True

    def settle(self, key: tuple, outcome: str, on: dt.date) -> None:
        """The organ's word holds for all parties of the document (124)."""
        among = {key, *self.records[key].against}
        for one in among:
            self.records[one].against -= among
            self.records[one].due = True
        if outcome == "instead":
            for one in among - {key}:
                self.withdraw(one, on)

    def classify(self, key: tuple, unit: str, on: dt.date) -> None:
        """A standing line gets its new end, or leaves, the same day; anything else waits for the next run (20, 122)."""
        record, day = self.records[key], max(on, self.last_run)
        record.classes.append((on, unit))
        record.due = True
        if record.line and record.line.on(day):
            self._consider(record, day)

    def dispute(self, key: tuple, *, disputed: bool) -> None:
        """A public line is marked and stays; nothing new is built on a disputed fact (25)."""
        self.records[key].disputed = disputed
        if not disputed:
            self.records[key].due = True

    def let_through(self, key: tuple, covered: dict[str, str]) -> None:
        """The organ has read what was doubtful, and covered what it covered (450)."""
        self.records[key].readings.append((self.records[key].versions[-1][1], covered))
        self.records[key].due = True

    def publish(self, on: dt.date) -> None:
        """A run for a day."""
        self.last_run = max(self.last_run, on)
        for record in self.records.values():
            if record.line and record.line.ends and record.line.ends < on:
                record.line, record.ended = None, True
        for record in self.records.values():
            if record.due:
                self._consider(record, on)

    # -- what is public -------------------------------------------------------------------------

    def _consider(self, record: Record, on: dt.date) -> None:
        known = [version for received, version in record.versions if received <= on]
        record.due = len(known) < len(record.versions) or any(day > on for day, _ in record.classes)
        if not record.item.open or not record.code or record.person or record.withdrawn or not known:
            return
        if record.against:
            record.close(on)
            return
        if record.item.adverse and record.ended and not record.line:
            return
        version, unit = known[-1], next((unit for day, unit in reversed(record.classes) if day <= on), "")
        if record.line and (record.line.version, record.line.unit) == (version, unit) and not record.names:
            return
        record.names = False
        read = next((covered for of, covered in reversed(record.readings) if of is version), None)
        if read is None and self._doubtful(record, version):
            record.close(on)
            record.doubted = version
            return
        first = min((line.public_from for line in record.lines), default=on)  # 22
        ends = None
        if record.item.adverse:
            if record.disputed:
                return
            answer = reckon(_fact(version, unit), first)
            if answer.unfit or answer.ends is None or answer.ends < on:
                record.close(on)  # 109
                return
            ends = answer.ends
        record.close(on)
        record.line = Shown(on, first, ends, self._fields(record, version, read or {}), version, unit)
        record.lines.append(record.line)

    def waits_for_reading(self, key: tuple) -> bool:
        """Whether a run has found the record's latest wording doubtful, and nobody has read it yet."""
        record = self.records[key]
        return bool(record.item.open and not record.against and record.doubted is record.versions[-1][1] and all(of is not record.doubted for of, _ in record.readings))

    def _doubtful(self, record: Record, version: Read) -> bool:
        texts = [code for code, element in version.version.elements.items() if element.get("public") == "text"]
        persons = [name for other in record.beside if self.records[other].person for name in covering.names_of(self.records[other].versions[-1][1].of("name"))]
        return any(covering.doubtful(covering.covered(text)) or covering.without_names(text, persons, "") != text for text in (version.values[code] for code in texts))

    def _called(self, record: Record) -> list[str]:
        """What the parties of a document and its organ are called."""
        codes = {record.code, *(self.records[other].code for other in record.beside if self.records[other].code in self.individual)}
        parties = [name for code in codes for name in {self._name(code), *(name for register, name, _ in self.names.get(code, []) if register)} if name]
        return [*parties, definitions.organs().get(record.organ[1], record.organ[1])]

    def _fields(self, record: Record, version: Read, read: dict[str, str]) -> dict[str, str]:
        """What of the row the public may read."""
        told, individual = {}, record.code in self.individual
        shops = {one.code for one in (record, *(self.records[other] for other in record.beside)) if one.code in self.individual}
        about = [one for one in self.records.values() if one.code in shops and (one is record or not one.withdrawn)]
        leaders = sorted({name for one in about for _, read_then in one.versions for name in covering.names_of(_leader(read_then))})
        called = self._called(record)
        of_shop = individual or any(other[3] in self.individual for other in record.beside)  # a text is that of the whole document
        for code, element in version.version.elements.items():
            value, public = read.get(code, version.values[code]), element.get("public")
            if not value or not public or (public == "organisations" and individual):
                continue
            itself = element["type"] in ("number", "code", "date", "amount") or value == version.of("document_number")
            value = covering.number_covered(value) if itself else covering.covered(value)
            if individual and public == "street":
                value = covering.to_street(value)
            elif of_shop and value != version.of("document_number"):
                value = covering.of_shop(value, [] if code == version.version.roles["name"] else leaders, called)
            if value:
                told[code] = value
        return told

    def on(self, day: dt.date) -> dict[tuple, dict]:
        """Every line of a day as ``chengxin shelf`` is to tell it, by item, number and code."""
        told = {}
        for (item, _, number, _), record in self.records.items():
            for line in record.lines:
                if line.on(day):
                    name = self._name(record.code, day)
                    organ = definitions.organs().get(record.organ[1], record.organ[1])
                    said = {"public_from": line.public_from.isoformat(), "term_ends": line.ends and line.ends.isoformat(), "subject_name": name, "organ_name": organ}
                    said |= {"organ": record.organ[0] or self.organ_codes.get(organ, organ), "fields": line.fields}
                    assert (item, record.organ, number, record.code) not in told
                    told[item, record.organ[0], number, record.code] = said
        return told


def _leader(version: Read) -> str:
    """Who leads an individual business, as its row tells."""
    return next((value for code, element in version.version.elements.items() if element.get("public") == "organisations" and (value := version.values[code])), "")


def _fact(version: Read, unit: str) -> Fact:
    """What the law asks of a penalty's row (20, 21, 22, 107)."""

    def said(mark: str) -> str:
        found = re.search(rf"{mark}[：:]\s*([^；;。，,\s]+)", version.of("remarks"))
        return found.group(1) if found else ""

    kinds = tuple(kind.removeprefix("其他-") for kind in (part.strip() for part in re.split("[;；]", version.of("kinds"))) if kind)
    given = version.day("given_end")
    given = None if given == dt.date(2099, 12, 31) else given
    procedure = "简易程序" if said("程序") in ("简易程序", "简易") else "一般程序"
    decided = version.day("held_on")
    assert decided
    return Fact(decided, kinds, procedure, unit, said("领域"), given)
