"""接收: the rows of one file: read, normalised, checked, merged; every row ends as exactly one of four fates."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from django.db import connection

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.collection import header, odd_organs, reading, unreadable
from chengxin.collection.checks.words import organ_is_named
from chengxin.collection.history import REGISTER, History
from chengxin.collection.intake import Intake, Outcome, Returned
from chengxin.collection.models import Batch
from chengxin.collection.organs import NamedOrgans
from chengxin.collection.quality import Quality
from chengxin.collection.sources.definitions import Source
from chengxin.collection.whole import WholeFile
from chengxin.ground.api import digests, files, keys
from chengxin.ground.engine import Engine, for_checks
from chengxin.records import api as records
from chengxin.records.joining import Joining
from chengxin.subjects import api as subjects

Progress = Callable[[int], None]
_OF_READING = {"short_rows": "rows-shorter", "longer_rows": "rows-longer", "rows_elsewhere": "rows-elsewhere"}  # counted while reading, findings of the batch
_BATCHES_BEFORE = 50  # of the source, the latest, that a file is compared with


@dataclass(frozen=True)
class Sending:
    """送达件: a file as it was sent, before any row of it was judged."""

    source: Source
    path: Path
    watch: reading.Watch
    digest: str
    size: int
    layout: reading.Layout
    mapping: header.Mapping
    version: catalogue.ItemVersion
    received: dt.date
    sender: subjects.Organ | None
    named_organ: str | None
    alike: tuple[str, ...] = ()  # sources whose table it may be as well

    @property
    def item(self) -> catalogue.Item:
        """The catalogue item the rows are of."""
        return catalogue.item(self.source.item)

    @property
    def sender_id(self) -> int | None:
        """The sending organ's subject, where it is known."""
        return self.sender.subject_id if self.sender else None

    @property
    def organs(self) -> NamedOrgans | None:
        """What tells the organ of a row, where rows name it without a code."""
        if not organ_is_named(self.version):
            return None
        place = access.district()
        places = (place["full_name"], place["full_name"].removesuffix(place["name"]))
        return NamedOrgans(subjects.registered_organs(), subjects.registered(self.sender) if self.sender else None, places)

    @property
    def fixed_organ(self) -> tuple[str, str] | None:
        """Code and name of the organ of every row, where the rows do not name their own."""
        if self.version.roles.keys() & {"organ_code", "organ_name"}:
            return None
        return ((self.sender.subject.code or ""), self.sender.official_name) if self.sender else ("", "")


@dataclass
class _Tally:
    rows: int = 0
    quarantined: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    folded: Counter[str] = field(default_factory=Counter)
    quality: Quality = field(default_factory=Quality)

    def note(self, quality: Quality) -> None:
        """Take in what the file as a whole, or the history, made noticeable."""
        self.quality.update(quality)
        for (code, _), count in quality.failed.items():
            if count:
                self.findings[code] += count


def take_in(sending: Sending, progress: Progress, *, before: Batch | None = None) -> Batch:
    """Everything of one file inside the caller's transaction: original, arrivals, returned rows, merge, figures. ``before``: the batch of the same bytes, of which something was changed since."""
    number = _next_batch()
    stored = files.store(sending.path, sending.digest, sending.size)
    version_id = catalogue.stored_id(sending.version)
    engine = for_checks()  # of this thread; the rows of a chunk are judged in another, on one of its own
    history = History(sending.version, engine, received=sending.received) if sending.item.by_document else None
    joining = Joining(
        number,
        item=sending.item.code,
        item_version=version_id,
        source=sending.source.code,
        received=sending.received,
        by_document=sending.item.by_document,
        number_for_all=sending.item.number_for_all,
        ended=sending.version.roles.get("ended", ""),
        sender=sending.sender_id,
        seer=history,
    )
    try:
        with connection.wrap_database_errors:  # joining speaks to the driver itself, and callers know the errors of Django
            tally = _read_all(sending, number, joining, engine, progress)
            joined = joining.finish()
    finally:
        joining.close()
        engine.close()
    if history:
        tally.note(history.quality)
    tally.note(odd_organs.noticed(joined, tally.rows - tally.quarantined))
    _note_history(tally, sending.version, joined, _corrects_later(sending, number) if joined.corrections else [])
    if joined.rewritten_numbers:
        tally.findings["document-number-rewritten"] = joined.rewritten_numbers  # a notice (ruling 552)
    if not tally.rows:
        tally.findings["no-rows"] = 1
    if sending.alike:
        tally.findings["other-item"] = 1  # likewise, of the file (ruling 544)
    if sending.mapping.unknown:
        tally.findings["unknown-column"] = len(sending.mapping.unknown)  # a finding of the batch (ruling 13)
    if sending.layout.told.nameless:
        tally.findings["column-without-name"] = len(sending.layout.told.nameless)
    if sending.layout.elsewhere:
        tally.findings["table-elsewhere"] = len(sending.layout.elsewhere)  # ruling 600
    if sending.layout.beside:
        tally.findings["files-left"] = len(sending.layout.beside)  # ruling 563
    notes = _notes(sending, tally) | odd_organs.notes(joined)
    if before:
        notes["came_before"] = before.pk
        if joined.corrections:
            tally.findings["file-came-again"] = joined.corrections  # a notice (ruling 9)
    if joined.corrections and (left_out := _left_out(sending, number)):
        notes["values_left_out"] = left_out
        tally.findings["values-left-out"] = sum(left_out.values())
    if joined.corrections and (moved := records.moved(number)):
        names = {element.code: element.name for element in sending.version.elements}
        notes["values_moved"] = {names[code]: count for code, count in sorted(moved.items()) if code in names}
        tally.findings["values-moved"] = max(moved.values())  # ruling 562
    leaders = [element.code for element in sending.version.elements if element.public == "organisations"]
    if leaders and joined.accepted + joined.corrections and (slipped := records.leaders_moved(number, leaders, register=REGISTER)):
        tally.findings["leaders-moved"] = max(slipped.values())  # likewise
    for note, code in _OF_READING.items():
        if isinstance(count := notes.get(note), int):
            tally.findings[code] = count
    return Batch.objects.create(
        pk=number,
        source=sending.source.code,
        file=stored,
        attempt=Batch.objects.filter(source=sending.source.code, file=stored).count(),
        file_name=reading.shown(sending.path.name)[:255],
        item_version_id=version_id,
        organ_id=sending.sender_id,
        received_on=sending.received,
        rows=tally.rows,
        quarantined=tally.quarantined,
        findings=dict(tally.findings),
        quality=tally.quality.told(),
        notes=notes | {"organs": joining.organs},
        written_as=sending.layout.form(),
        accepted=joined.accepted,
        unchanged=joined.unchanged,
        corrections=joined.corrections,
        late=joined.late,
        unlinked=joined.unlinked,
        new_subjects=joined.new_subjects,
    )


def _read_all(sending: Sending, number: int, joining: Joining, engine: Engine, progress: Progress) -> _Tally:
    """Chunk by chunk: what goes on joins the history, what does not is sealed and kept; then the file as a whole is looked at."""
    intake = Intake(
        sending.version,
        sending.mapping,
        sending.layout.header,
        translation=sending.source.translation,
        received=sending.received,
        fixed_organ=sending.fixed_organ,
        by_document=sending.item.by_document,
        by_list=sending.item.by_list,
        organs=sending.organs,
    )
    tally = _Tally()
    earlier = list(Batch.objects.filter(source=sending.source.code).order_by("-pk").values_list("pk", "rows", "received_on")[:_BATCHES_BEFORE])
    whole = WholeFile(sending.version, engine, by_document=sending.item.by_document)
    read = reading.chunks(sending.path, sending.layout)
    with closing(intake), closing(whole), ThreadPoolExecutor(1, thread_name_prefix="intake") as ahead:  # one chunk is judged while the one before joins
        coming = ahead.submit(_taken, intake, read, sending)
        while outcome := coming.result():
            coming = ahead.submit(_taken, intake, read, sending)
            joining.take(outcome.arrivals)
            whole.take(outcome.arrivals, outcome.withheld)
            joining.beside("collection_quarantined", _sealed(number, outcome.returned))
            tally.rows += outcome.rows
            tally.quarantined += len(outcome.returned)
            tally.findings += outcome.findings
            tally.folded += outcome.folded
            tally.quality.update(outcome.quality)
            progress(tally.rows)
        tally.note(whole.judged(earlier))
    return tally


def _taken(intake: Intake, read: Iterator[reading.Chunk], sending: Sending) -> Outcome | None:
    chunk = next(read, None)
    if chunk is None:
        return None
    sending.watch.glance()
    outcome = intake.take(chunk)
    unreadable.explain(outcome, chunk, sending.layout)
    amounts, units = header.amounts_in_ten_thousands(sending.mapping, sending.version, sending.source), header.said_as_unit(sending.mapping, sending.layout.header)
    unreadable.check_unit(outcome, chunk, amounts, units, sending.layout)
    return outcome


def _corrects_later(sending: Sending, number: int) -> list[int]:
    """Lines that correct what was received on a later day; asked only where anything was."""
    later = Batch.objects.filter(received_on__gt=sending.received).exists()
    return records.received_before(number, sending.received) if later else []


def _note_history(tally: _Tally, version: catalogue.ItemVersion, joined: records.Figures, received_before: list[int]) -> None:
    """Notices that only the history knows: about entries of a list and their removals (rulings 540, 541, 580, 582), about what was withdrawn (552), and rows against what came before or later (623)."""
    found = Quality()
    for code, role, lines in (
        *((code, "ended", lines) for code, lines in joined.put_aside.items()),
        ("removal-other-number", "ended", joined.removed_apart),
        ("number-in-another-list", "kinds", joined.beside_another),
        ("record-withdrawn", "document_number", joined.into_withdrawn),
        ("received-before", "document_number", received_before),
        ("row-contradicts", "document_number", joined.contradicting),
    ):
        if lines:
            found.add(code, version.roles.get(role, ""), tally.rows - tally.quarantined, len(lines))
            found.example(code, lines)
    tally.note(found)


def _notes(sending: Sending, tally: _Tally) -> dict[str, object]:
    """What was taken for granted in reading, for the organ to see."""
    layout = sending.layout
    notes = layout.notes() | {"unknown_columns": list(sending.mapping.unknown), "folded": dict(tally.folded)}
    if sending.alike:
        notes["alike"] = list(sending.alike)
    if sending.named_organ and sending.sender is None:
        notes["sender_unknown"] = sending.named_organ
    return notes


def _left_out(sending: Sending, number: int) -> dict[str, int]:
    """By name of the element: corrections that lost its value because the file has no such column."""
    given = {*sending.mapping.columns, *sending.source.translation.given}
    names = {element.code: element.name for element in sending.version.elements if element.code not in given}
    found = records.left_out(number, list(names)) if names else {}
    return {names[code]: count for code, count in sorted(found.items())}


def _next_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('collection_batch', 'id'))")
        return cursor.fetchone()[0]


def _sealed(number: int, rows: list[Returned]) -> pa.Table:
    """Returned rows as they are stored: the original text sealed, the findings open."""
    key = keys.file_key()
    texts = (json.dumps(row.original, ensure_ascii=False).encode() for row in rows)
    sealed = [digests.encrypt(key, text, context=f"quarantined:{number}:{row.line}".encode()) for row, text in zip(rows, texts, strict=True)]
    return pa.table({
        "batch_id": pa.array([number] * len(rows), pa.int64()),
        "line": pa.array([row.line for row in rows], pa.int32()),
        "sealed": pa.array([f"\\x{one.hex()}" for one in sealed], pa.string()),
        "findings": pa.array([json.dumps(row.findings, ensure_ascii=False) for row in rows], pa.string()),
        "of_person": pa.array([row.of_person for row in rows], pa.bool_()),
        "identity_mac": pa.array([row.identity_mac for row in rows], pa.string()),
        "organ_code": pa.array([row.organ_code for row in rows], pa.string()),
    })  # fmt: skip
