"""并入: the rows of a batch, portion by portion, get their fate (rulings 7 to 9, 11, 15, 540) and join the history.

What becomes of each row is told by ``fates``; here are the threads and the database. While one portion is being written, the next is read and judged: the database works on one
core, we on another. One lock for the whole batch, so that nothing else changes what a row is compared with.
"""

import datetime as dt
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from chengxin.ground.bulk import Portion, ask, copy_in, numbers, portion
from chengxin.records import removals, seen
from chengxin.records.fates import Fates
from chengxin.records.figures import Figures, OddOrgan
from chengxin.subjects import entering as subjects

# The columns of a portion, one row each in line order. ``content`` is a digest of all elements; ``values``, ``personal``
# and ``traits`` are JSON, ``personal`` null where there is nothing personal. ``document_key``: of ``document_number``, by ``document_numbers``; ``list_kind`` is empty
# where the key has no list. Of a list besides ``ended``, the day of removal.
COLUMNS = (
    "line", "subject_kind", "subject_code", "identity_mac", "identity_sealed", "identity_kind", "name_mac", "name",
    "organ_code", "organ_name", "document_number", "document_key", "list_kind", "held_on", "late", "values", "personal", "traits", "content",
)  # fmt: skip
_ARRIVAL = (
    "version_id", "line", "record_id", "is_new", "corrects_id", "subject_id", "of_person", "organ_id", "organ_code", "document_number",
    "list_kind", "party", "held_on", "values", "personal", "salt", "traits", "digest",
)  # fmt: skip
_KEY = ["who", "document", "organ", "list"]
_NOTHING_STANDS = pa.table({
    "who": pa.array([], pa.string()), "document": pa.array([], pa.string()), "organ": pa.array([], pa.string()), "list": pa.array([], pa.string()), "number": pa.array([], pa.string()),
    "record_id": pa.array([], pa.int64()), "version_id": pa.array([], pa.int64()), "content": pa.array([], pa.string()),
    **{day: pa.array([], pa.string()) for day in ("listed", "ended", "closed")}, "withdrawn": pa.array([], pa.bool_()),
})  # fmt: skip


@dataclass(frozen=True)
class _Answer:
    """What the database knows about a portion: subjects, records, organs, and fresh numbers."""

    subjects: pa.Table
    standing: pa.Table
    beside: pa.Table
    subject_numbers: list[int]
    record_numbers: list[int]
    facts: pa.Table
    before: pa.Table


class Joining:
    """One batch on its way into the history. Use inside one transaction: ``take`` every portion, then ``finish``."""

    def __init__(
        self,
        batch: int,
        *,
        item: str,
        item_version: int,
        source: str,
        received: dt.date,
        by_document: bool,
        number_for_all: bool,
        ended: str,
        sender: int | None,
        seer: seen.Seer | None = None,
    ) -> None:
        self.batch, self.item, self.item_version, self.source = batch, item, item_version, source
        self.received, self.by_document, self.number_for_all, self.ended = received, by_document, number_for_all, ended
        self.sender, self.seer = sender, seer
        with connection.cursor() as cursor:
            cursor.execute("SELECT records_begin()")
        self.raw: psycopg.Connection = connection.connection
        self.figures = Figures()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="joining")
        self._fates = Fates(by_document=by_document, of_list=bool(ended))
        self._organs: dict[tuple[str, str], subjects.OrganSeen] = {}
        self._waiting: tuple[Portion, Portion] | None = None
        self._writing: Future[None] | None = None
        self._beside: list[Future[None]] = []
        self._spare: list[int] = []  # numbers of versions drawn and not yet given
        self._clashes: set[tuple[str, str]] = set()

    @property
    def organs(self) -> list[str]:
        """The codes of the organs whose rows went on, where they have one; empty where rows have none of their own."""
        return sorted({code for code, _ in self._organs if not code.startswith("#")})

    def take(self, rows: pa.Table) -> None:
        """One portion (COLUMNS, in line order). Writes the one before meanwhile."""
        if not rows.num_rows:
            return
        asked, keys = self._fates.begin(rows)
        organs = self._organs_asked(rows)
        answer = self._writer.submit(self._look_up, asked, keys, organs, rows.num_rows)
        self._write_waiting()
        self._waiting = self._judged(rows, answer.result())

    def beside(self, table: str, rows: pa.Table) -> None:
        """Rows of another table in the same transaction: while a batch is joining, its connection belongs to the writer."""
        if rows.num_rows:
            self._beside.append(self._writer.submit(copy_in, self.raw, portion(table, rows)))

    def finish(self) -> Figures:
        """Write what waits, hold what clashes, and tell the figures."""
        self._write_waiting()
        if self._writing:
            self._writing.result()
        for written in self._beside:
            written.result()
        subjects.draw_sample(self.raw, self.figures.new_subjects)
        self._find_clashes()
        if self._clashes:
            documents, organs = zip(*sorted(self._clashes), strict=True)
            ask(self.raw, "SELECT records_hold_clashes(%s, %s, %s, %s, %s)", [self.batch, self.item, list(documents), list(organs), self.received])
        if self.ended:
            self.figures.put_aside = self._fates.put_aside
            self.figures.removed_apart = removals.under_another_number(self.raw, self.batch, self.item, self.ended, self.received)
        return self.figures

    def close(self) -> None:
        """Give thread and memory back; waits for a statement that still runs."""
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._fates.close()

    def _organs_asked(self, rows: pa.Table) -> list[tuple[str, str]]:
        if not self.by_document:
            return []
        pairs = rows.select(["organ_code", "organ_name"]).group_by(["organ_code", "organ_name"], use_threads=False).aggregate([])
        named = zip(pairs.column("organ_code").to_pylist(), pairs.column("organ_name").to_pylist(), strict=True)
        return [pair for pair in named if pair not in self._organs]

    def _look_up(self, who: pa.Array, keys: pa.Table, organs: list[tuple[str, str]], rows: int) -> _Answer:
        """In the writer's thread: what stood before the batch, and numbers for what is new."""
        self._organs.update(zip(organs, subjects.learn_organs(self.raw, organs, received=self.received, batch=self.batch), strict=True))
        asked = keys.num_rows
        found = subjects.known(self.raw, who, of_register=not self.by_document)
        told = found.column("subject_id").take(pc.index_in(keys.column("who"), found.column("who")))
        keys = keys.set_column(keys.schema.get_field_index("subject_id"), "subject_id", pc.coalesce(keys.column("subject_id"), told))
        if not self.by_document:  # only what is about a subject known before can stand already
            keys = keys.filter(pc.or_(pc.starts_with(keys.column("who"), "~"), pc.is_valid(keys.column("subject_id"))))
        standing, beside = self._standing(keys)
        fresh_subjects = numbers(self.raw, "subjects_subject", len(who) - found.num_rows)
        fresh_records = numbers(self.raw, "records_record", asked - standing.num_rows)
        self._spare += numbers(self.raw, "records_version", rows - len(self._spare))
        facts, before = self._known_before(found, standing)
        return _Answer(found, standing, beside, fresh_subjects, fresh_records, facts, before)

    def _known_before(self, found: pa.Table, standing: pa.Table) -> tuple[pa.Table, pa.Table]:
        if self.seer is None:
            return seen.FACTS.empty_table(), seen.BEFORE.empty_table()
        corrected = standing.filter(pc.and_(pc.is_null(standing.column("content")), pc.is_valid(standing.column("version_id"))))
        facts = seen.facts_of(self.raw, found, self.seer.wanted)
        return facts, seen.before(self.raw, corrected.column("version_id").to_pylist(), self.seer.wanted)

    def _standing(self, keys: pa.Table) -> tuple[pa.Table, pa.Table]:
        """What stands under these keys, and what of the same subject stands under the same number in other lists."""
        nothing = _NOTHING_STANDS, _NOTHING_STANDS.select(_KEY)
        if not keys.num_rows:
            return nothing
        asked = [keys.column(name) for name in ("who", "subject_id", "document", "organ", "list", "number", "content")]
        at, who, lists, written, records, versions, same, listed, ended, closed, withdrawn = ask(
            self.raw,
            "SELECT * FROM records_known(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [self.item, self.by_document and not self.number_for_all, *asked, self.ended],
        )
        told = pa.table({
            "at": pa.array(at, pa.int32()), "who": pa.array(who, pa.string()), "list": pa.array(lists, pa.string()), "number": pa.array(written, pa.string()), "record_id": pa.array(records, pa.int64()),
            "version_id": pa.array(versions, pa.int64()), "withdrawn": pa.array(withdrawn, pa.bool_()),
            **{day: pa.array(told, pa.string()) for day, told in (("listed", listed), ("ended", ended), ("closed", closed))},
        })  # fmt: skip
        if not told.num_rows:
            return nothing
        places = pc.subtract(told.column("at"), 1)
        told = told.append_column("document", keys.column("document").take(places)).append_column("organ", keys.column("organ").take(places))
        told = told.append_column("content", pc.if_else(pa.array(same, pa.bool_()), keys.column("content").take(places), None))
        own = pc.equal(told.column("who"), keys.column("who").take(places))
        others = told.filter(pc.invert(own))
        self._clashes.update(zip(others.column("document").to_pylist(), others.column("organ").to_pylist(), strict=True))
        told = told.filter(own)
        same = pc.equal(told.column("list"), keys.column("list").take(pc.subtract(told.column("at"), 1)))
        stands = pc.and_(pc.is_valid(told.column("version_id")), pc.and_(pc.is_null(told.column("ended")), pc.invert(told.column("withdrawn"))))
        return told.filter(same).select(_NOTHING_STANDS.column_names), told.filter(pc.and_(pc.invert(same), stands)).select(_KEY)

    def _judged(self, rows: pa.Table, answer: _Answer) -> tuple[Portion, Portion]:
        """The portion's fates: what arrives among the subjects, and what among the records."""
        organs = self._organ_table()
        entering = self._fates.subjects(rows, answer.subjects, answer.subject_numbers)
        told = self._fates.records(answer.standing, answer.beside, answer.record_numbers, organs)
        if self.seer is not None:
            self.seer.seen(rows, self._fates.known(answer.facts, answer.before))
        changed = told["accepted"] + told["corrections"]
        given, self._spare = self._spare[:changed], self._spare[changed:]
        self._count(told, len(answer.subject_numbers))
        arriving = self._fates.arriving(rows, given, organs, again=bool(told["again"]))
        return subjects.prepared(entering), portion("records_arrival", arriving.select(_ARRIVAL))

    def _count(self, told: dict[str, Any], new_subjects: int) -> None:
        figures = self.figures
        for name in ("accepted", "unchanged", "corrections", "late", "unlinked"):
            setattr(figures, name, getattr(figures, name) + told[name])
        figures.rewritten_numbers += told["rewritten"]
        figures.into_withdrawn += told["withdrawn"]
        figures.beside_another += told["beside"]
        figures.contradicting += told["contradicting"]
        figures.new_subjects += new_subjects
        for odd in told["odd"]:
            rows, line, subject = odd.pop("rows"), odd.pop("line"), odd.pop("id")
            known = figures.odd_organs.setdefault((odd["code"], odd["name"]), OddOrgan(subject=subject, rows=0, line=line, **odd))
            known.rows += rows

    def _organ_table(self) -> pa.Table:
        return pa.table({
            "code": pa.array([code for code, _ in self._organs], pa.string()), "name": pa.array([name for _, name in self._organs], pa.string()),
            "id": pa.array([seen.subject for seen in self._organs.values()], pa.int64()), "strange": pa.array([code != "" and not seen.registered for (code, _), seen in self._organs.items()], pa.bool_()),
            "misnamed": pa.array([seen.misnamed for seen in self._organs.values()], pa.bool_()),
            "another": pa.array([self.sender is not None and seen.registered and seen.subject not in (None, self.sender) for seen in self._organs.values()], pa.bool_()),
        })  # fmt: skip

    def _write_waiting(self) -> None:
        """Hand the waiting portion to the writer; at most one is on its way."""
        if self._writing:
            self._writing.result()
            self._writing = None
        if self._waiting:
            self._writing, self._waiting = self._writer.submit(self._write, *self._waiting), None

    def _write(self, entering: Portion, arriving: Portion) -> None:
        subjects.enter(self.raw, entering, batch=self.batch, received=self.received, of_register=not self.by_document)
        if arriving.rows:
            copy_in(self.raw, arriving)
            ask(
                self.raw,
                "SELECT records_lay(%s, %s, %s, %s, %s, %s)",
                [self.batch, self.item, self.item_version, self.source, self.received, None if self.by_document else self.sender],
            )

    def _find_clashes(self) -> None:
        if self.number_for_all:  # a year is no document that could be about somebody else (ruling 170)
            return
        self._clashes |= self._fates.several()
