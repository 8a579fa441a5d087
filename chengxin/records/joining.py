"""并入: the rows of a batch, portion by portion, get their fate (rulings 7 to 9, 11, 15) and join the history.

What stood before the batch is asked of the database; what the batch itself has brought is kept here in
columns. While one portion is being written, the next is read and judged: the database works on one
core, we on another. One lock for the whole batch, so that nothing else changes what a row is compared with.
"""

import datetime as dt
import secrets
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from chengxin.ground.bulk import Portion, ask, copy_in, numbers, portion
from chengxin.ground.engine import DuckDBEngine
from chengxin.records import seen
from chengxin.subjects import entering as subjects

# The columns of a portion, one row each in line order. ``content`` is a digest of all elements; ``values``, ``personal``
# and ``traits`` are JSON, ``personal`` null where there is nothing personal.
COLUMNS = (
    "line", "subject_kind", "subject_code", "identity_mac", "identity_sealed", "identity_kind", "name_mac", "name",
    "organ_code", "organ_name", "document_number", "held_on", "late", "values", "personal", "traits", "content",
)  # fmt: skip
_ARRIVAL = (
    "version_id", "line", "record_id", "is_new", "corrects_id", "subject_id", "of_person", "organ_id", "organ_code", "document_number",
    "party", "held_on", "values", "personal", "salt", "traits", "digest",
)  # fmt: skip
_OF_SUBJECT = {"subject_kind": "kind", "subject_code": "code"} | {name: name for name in ("identity_mac", "identity_sealed", "identity_kind", "name")}
_OF_RECORD = {name: name for name in ("held_on", "values", "personal", "traits")}
_SALT_BYTES = 32
_STATE = """
CREATE TABLE subject_seen (who VARCHAR, subject_id BIGINT, name VARCHAR, portion INTEGER);
CREATE TABLE record_seen (who VARCHAR, document VARCHAR, organ VARCHAR, record_id BIGINT, version_id BIGINT, content VARCHAR);
CREATE TABLE facts_seen (subject_id BIGINT, known_kind VARCHAR, known_name VARCHAR, status VARCHAR, founded DATE);
"""
# A row's subject in one word: its code, the digest of its identity number, or ~ and the digest of a name nobody can link.
_PORTION = """
SELECT line, name, organ_code, organ_name, late, content,
    coalesce(subject_code, identity_mac, '~' || name_mac) AS who, subject_code IS NOT NULL OR identity_mac IS NOT NULL AS linked,
    coalesce(subject_kind = 'person', false) AS of_person,
    CASE WHEN {by_document} THEN document_number ELSE '' END AS document, CASE WHEN {by_document} THEN organ_code ELSE '' END AS organ
FROM rows r
"""
_SUBJECTS_ASKED = "SELECT DISTINCT who FROM portion WHERE linked AND who NOT IN (SELECT who FROM subject_seen)"
_RECORDS_ASKED = """
SELECT who, document, organ, arg_min(content, line) AS content FROM portion ANTI JOIN record_seen USING (who, document, organ)
GROUP BY ALL ORDER BY min(line)
"""
_SUBJECTS_LEARNT = """
INSERT INTO subject_seen
SELECT who, subject_id, name, NULL FROM found
UNION ALL
SELECT f.who, n.id, NULL, {portion} FROM (
    SELECT who, row_number() OVER (ORDER BY min(line)) AS n FROM portion
    ANTI JOIN subject_seen USING (who) ANTI JOIN found USING (who) WHERE linked GROUP BY who
) f JOIN numbered n ON n.n = f.n
"""
# The register's name is entered each time it changes; a decision's only where the subject has none.
_SUBJECTS_ARRIVING = """
WITH several AS (SELECT who FROM portion WHERE linked GROUP BY who HAVING count(*) > 1), following AS (
    SELECT line, lag(nullif(name, '') IGNORE NULLS) OVER w AS name_before, row_number() OVER w AS nth
    FROM portion SEMI JOIN several USING (who) WINDOW w AS (PARTITION BY who ORDER BY line)
), told AS (
    SELECT p.line, p.name, p.of_person, s.subject_id, coalesce(s.portion = {portion}, false) AND coalesce(f.nth, 1) = 1 AS is_new, coalesce(f.name_before, s.name) AS before
    FROM portion p JOIN subject_seen s ON s.who = p.who LEFT JOIN following f ON f.line = p.line WHERE p.linked
)
SELECT line, subject_id, is_new,
    name <> '' AND NOT of_person AND CASE WHEN {of_register} THEN before IS DISTINCT FROM name ELSE before IS NULL END AS with_name
FROM told WHERE is_new OR with_name ORDER BY line
"""
_NAMES_LEARNT = """
UPDATE subject_seen SET name = t.name FROM (
    SELECT who, arg_max(name, line) AS name FROM portion WHERE linked AND name <> '' GROUP BY who
) t WHERE subject_seen.who = t.who AND ({of_register} OR subject_seen.name IS NULL)
"""
# Only what comes more than once in a portion is put in order; the rest is joined as it stands.
_FATED = """
WITH several AS (SELECT who, document, organ FROM portion GROUP BY ALL HAVING count(*) > 1), following AS (
    SELECT line, lag(content) OVER w AS before, row_number() OVER w AS nth
    FROM portion SEMI JOIN several USING (who, document, organ) WINDOW w AS (PARTITION BY who, document, organ ORDER BY line)
), fresh AS (
    SELECT who, document, organ, row_number() OVER (ORDER BY min(line)) AS n
    FROM portion ANTI JOIN record_seen USING (who, document, organ) ANTI JOIN standing USING (who, document, organ) GROUP BY ALL
), keyed AS (
    SELECT p.line, p.who, p.linked, p.of_person, p.document, p.organ, p.organ_code, p.organ_name, p.late, p.content,
        s.subject_id, coalesce(e.record_id, k.record_id, n.id) AS record_id, n.id IS NOT NULL AS fresh, e.record_id IS NOT NULL AS again,
        g.before, g.nth, e.content AS seen_content, coalesce(e.version_id, k.version_id) AS known_version, k.same
    FROM portion p
    LEFT JOIN (SELECT who AS subject, subject_id FROM subject_seen) s ON p.linked AND s.subject = p.who
    LEFT JOIN record_seen e USING (who, document, organ)
    LEFT JOIN standing k USING (who, document, organ)
    LEFT JOIN fresh f USING (who, document, organ)
    LEFT JOIN numbered n ON n.n = f.n
    LEFT JOIN following g ON g.line = p.line
)
SELECT *, CASE
    WHEN nth > 1 THEN CASE WHEN before = content THEN 'unchanged' ELSE 'correction' END
    WHEN fresh OR known_version IS NULL AND NOT again THEN 'accepted'  -- also where all that was known of it was taken back
    WHEN again THEN CASE WHEN seen_content = content THEN 'unchanged' ELSE 'correction' END
    WHEN same THEN 'unchanged' ELSE 'correction' END AS fate
FROM keyed
"""
_NUMBERED = """
WITH changed AS (
    SELECT c.*, n.id AS version_id FROM (SELECT *, row_number() OVER (ORDER BY line) AS n FROM fated WHERE fate <> 'unchanged') c JOIN numbered n ON n.n = c.n
), following AS (
    SELECT line, lag(version_id) OVER (PARTITION BY record_id ORDER BY line) AS version_before FROM changed WHERE nth IS NOT NULL
)
SELECT c.*, coalesce(f.version_before, c.known_version) AS corrects_id FROM changed c LEFT JOIN following f ON f.line = c.line
"""
_ARRIVING = """
SELECT a.version_id, a.line, a.record_id, a.fresh AND coalesce(a.nth, 1) = 1 AS is_new, a.corrects_id, a.subject_id, a.of_person, o.id AS organ_id, a.organ AS organ_code,
    a.document AS document_number, CASE WHEN a.linked THEN '' ELSE a.who END AS party, a.content
FROM arriving a LEFT JOIN organs o ON o.code = a.organ_code AND o.name = a.organ_name ORDER BY a.line
"""
_DIGESTS = """
SELECT 'sha256:' || CASE WHEN unsalted THEN sha256(content) ELSE sha256(salt || content::BLOB) END AS digest, CASE WHEN NOT unsalted THEN lower(hex(salt)) END AS salt FROM told
"""
# What the portions that follow are compared with.
_RECORDS_LEFT = "DELETE FROM record_seen USING fated f WHERE f.again AND record_seen.who = f.who AND record_seen.document = f.document AND record_seen.organ = f.organ"
_RECORDS_LEARNT = """
INSERT INTO record_seen
SELECT f.who, f.document, f.organ, any_value(f.record_id), coalesce(max(a.version_id), any_value(f.known_version)), arg_max(f.content, f.line)
FROM fated f LEFT JOIN arriving a ON a.line = f.line GROUP BY f.who, f.document, f.organ
"""
_FIGURES = """
SELECT count(*) FILTER (fate = 'accepted') AS accepted, count(*) FILTER (fate = 'unchanged') AS unchanged, count(*) FILTER (fate = 'correction') AS corrections,
    count(*) FILTER (fate = 'accepted' AND late) AS late, count(*) FILTER (fate = 'accepted' AND NOT linked) AS unlinked,
    count(*) FILTER (again) AS again, count(*) FILTER (NOT coalesce(o.registered, true) AND f.organ_code <> '') AS strange
FROM fated f LEFT JOIN organs o ON o.code = f.organ_code AND o.name = f.organ_name
"""
# For the room above: what was known of the rows' subjects, and the amount a correction corrects.
_KNOWN = """
SELECT f.line, f.fate, k.*, b.amount_before FROM fated f JOIN facts_seen k USING (subject_id)
LEFT JOIN before b ON f.fate = 'correction' AND b.version_id = f.known_version ORDER BY f.line
"""
_SEVERAL = "SELECT document, organ FROM record_seen WHERE document <> '' GROUP BY ALL HAVING count(*) > 1"


_NOTHING_STANDS = pa.table({
    "who": pa.array([], pa.string()), "document": pa.array([], pa.string()), "organ": pa.array([], pa.string()),
    "record_id": pa.array([], pa.int64()), "version_id": pa.array([], pa.int64()), "same": pa.array([], pa.bool_()),
})  # fmt: skip


@dataclass
class Figures:
    """What became of the rows that went on."""

    accepted: int = 0
    unchanged: int = 0
    corrections: int = 0
    late: int = 0
    unlinked: int = 0
    new_subjects: int = 0
    strange_organs: int = 0


@dataclass(frozen=True)
class _Answer:
    """What the database knows about a portion: subjects, records, organs, and fresh numbers."""

    subjects: pa.Table
    standing: pa.Table
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
        sender: int | None,
        seer: seen.Seer | None = None,
    ) -> None:
        self.batch, self.item, self.item_version, self.source = batch, item, item_version, source
        self.received, self.by_document, self.number_for_all, self.sender, self.seer = received, by_document, number_for_all, sender, seer
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('records_joining'))")
        self.raw: psycopg.Connection = connection.connection
        self.figures = Figures()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="joining")
        self._engine = DuckDBEngine(threads=1)
        self._engine.run(_STATE)
        self._portion = 0
        self._organs: dict[tuple[str, str], subjects.OrganSeen] = {}
        self._waiting: tuple[Portion, Portion] | None = None
        self._writing: Future[None] | None = None
        self._beside: list[Future[None]] = []
        self._spare: list[int] = []  # numbers of versions drawn and not yet given
        self._clashes: set[tuple[str, str]] = set()

    @property
    def organs(self) -> list[str]:
        """The codes of the organs whose rows went on; empty where rows have none of their own."""
        return sorted({code for code, _ in self._organs})

    def take(self, rows: pa.Table) -> None:
        """One portion (COLUMNS, in line order). Writes the one before meanwhile."""
        if not rows.num_rows:
            return
        self._portion += 1
        self._engine.keep("portion", _PORTION.format(by_document=self.by_document), rows=rows)
        asked = self._engine.query(_SUBJECTS_ASKED).column("who").to_pylist()
        keys = self._engine.query(_RECORDS_ASKED)
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
        return self.figures

    def close(self) -> None:
        """Give thread and memory back; waits for a statement that still runs."""
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._engine.close()

    def _organs_asked(self, rows: pa.Table) -> list[tuple[str, str]]:
        if not self.by_document:
            return []
        pairs = rows.select(["organ_code", "organ_name"]).group_by(["organ_code", "organ_name"], use_threads=False).aggregate([])
        named = zip(pairs.column("organ_code").to_pylist(), pairs.column("organ_name").to_pylist(), strict=True)
        return [pair for pair in named if pair not in self._organs]

    def _look_up(self, who: list[str], keys: pa.Table, organs: list[tuple[str, str]], rows: int) -> _Answer:
        """In the writer's thread: what stood before the batch, and numbers for what is new."""
        self._organs.update(zip(organs, subjects.learn_organs(self.raw, organs, received=self.received), strict=True))
        asked = keys.num_rows
        found = subjects.known(self.raw, who, of_register=not self.by_document)
        if not self.by_document:  # only what is about a subject known before can stand already
            linked = pc.invert(pc.starts_with(keys.column("who"), "~"))
            keys = keys.filter(pc.or_(pc.invert(linked), pc.is_in(keys.column("who"), found.column("who"))))
        standing = self._standing(keys)
        fresh_subjects = numbers(self.raw, "subjects_subject", len(who) - found.num_rows)
        fresh_records = numbers(self.raw, "records_record", asked - standing.num_rows)
        self._spare += numbers(self.raw, "records_version", rows - len(self._spare))
        facts, before = self._known_before(found, standing)
        return _Answer(found, standing, fresh_subjects, fresh_records, facts, before)

    def _known_before(self, found: pa.Table, standing: pa.Table) -> tuple[pa.Table, pa.Table]:
        if self.seer is None:
            return seen.FACTS.empty_table(), seen.BEFORE.empty_table()
        corrected = standing.filter(pc.and_(pc.invert(standing.column("same")), pc.is_valid(standing.column("version_id"))))
        facts = seen.facts_of(self.raw, found, self.seer.wanted)
        return facts, seen.amounts_before(self.raw, corrected.column("version_id").to_pylist(), self.seer.wanted)

    def _standing(self, keys: pa.Table) -> pa.Table:
        if not keys.num_rows:
            return _NOTHING_STANDS
        asked = [keys.column(name).to_pylist() for name in ("who", "document", "organ", "content")]
        at, who, records, versions, same = ask(self.raw, "SELECT * FROM records_known(%s, %s, %s, %s, %s, %s)", [self.item, self.by_document and not self.number_for_all, *asked])
        told = pa.table({
            "at": pa.array(at, pa.int32()), "who": pa.array(who, pa.string()), "record_id": pa.array(records, pa.int64()),
            "version_id": pa.array(versions, pa.int64()), "same": pa.array(same, pa.bool_()),
        })  # fmt: skip
        if not told.num_rows:
            return _NOTHING_STANDS
        places = pc.subtract(told.column("at"), 1)
        told = told.append_column("document", keys.column("document").take(places)).append_column("organ", keys.column("organ").take(places))
        own = pc.equal(told.column("who"), keys.column("who").take(places))
        others = told.filter(pc.invert(own))
        self._clashes.update(zip(others.column("document").to_pylist(), others.column("organ").to_pylist(), strict=True))
        return told.filter(own).select(_NOTHING_STANDS.column_names)

    def _judged(self, rows: pa.Table, answer: _Answer) -> tuple[Portion, Portion]:
        """The portion's fates: what arrives among the subjects, and what among the records."""
        engine, words = self._engine, {"of_register": not self.by_document, "portion": self._portion}
        organs = self._organ_table()
        engine.run(_SUBJECTS_LEARNT.format(**words), found=answer.subjects, numbered=_numbered(answer.subject_numbers))
        entering = _with_columns(engine.query(_SUBJECTS_ARRIVING.format(**words)), rows, _OF_SUBJECT)
        engine.run(_NAMES_LEARNT.format(**words))
        engine.keep("fated", _FATED, standing=answer.standing, numbered=_numbered(answer.record_numbers))
        if self.seer is not None:
            engine.run("INSERT INTO facts_seen SELECT * FROM facts", facts=answer.facts)
            self.seer.seen(rows, engine.query(_KNOWN, before=answer.before))
        (told,) = engine.query(_FIGURES, organs=organs).to_pylist()
        changed = told["accepted"] + told["corrections"]
        given, self._spare = self._spare[:changed], self._spare[changed:]
        engine.keep("arriving", _NUMBERED, numbered=_numbered(given))
        if told["again"]:
            engine.run(_RECORDS_LEFT)
        engine.run(_RECORDS_LEARNT)
        self._count(told, len(answer.subject_numbers))
        arriving = self._with_digests(_with_columns(engine.query(_ARRIVING, organs=organs), rows, _OF_RECORD))
        return subjects.prepared(entering), portion("records_arrival", arriving.select(_ARRIVAL))

    def _with_digests(self, arriving: pa.Table) -> pa.Table:
        """Where something personal is in a row its digest is salted, and the salt lies with the personal values."""
        told = _salts(arriving.num_rows).append_column("content", arriving.column("content")).append_column("unsalted", pc.is_null(arriving.column("personal")))
        made = self._engine.query(_DIGESTS, told=told)
        return arriving.append_column("digest", made.column("digest")).append_column("salt", made.column("salt"))

    def _count(self, told: dict[str, Any], new_subjects: int) -> None:
        figures = self.figures
        for name in ("accepted", "unchanged", "corrections", "late", "unlinked"):
            setattr(figures, name, getattr(figures, name) + told[name])
        figures.strange_organs += told["strange"]
        figures.new_subjects += new_subjects

    def _organ_table(self) -> pa.Table:
        return pa.table({
            "code": pa.array([code for code, _ in self._organs], pa.string()), "name": pa.array([name for _, name in self._organs], pa.string()),
            "id": pa.array([seen.subject for seen in self._organs.values()], pa.int64()), "registered": pa.array([seen.registered for seen in self._organs.values()], pa.bool_()),
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
        several = self._engine.query(_SEVERAL)
        self._clashes.update(zip(several.column("document").to_pylist(), several.column("organ").to_pylist(), strict=True))


def _numbered(ids: Sequence[int]) -> pa.Table:
    return pa.table({"n": pa.array(range(1, len(ids) + 1), pa.int64()), "id": pa.array(ids, pa.int64())})


def _with_columns(found: pa.Table, rows: pa.Table, columns: dict[str, str]) -> pa.Table:
    """``found`` with columns of the rows it was found in, by line; ``columns``: name there to name here."""
    places = pc.index_in(found.column("line"), rows.column("line"))
    for theirs, ours in columns.items():
        found = found.append_column(ours, rows.column(theirs).take(places))
    return found


def _salts(count: int) -> pa.Table:
    pool = pa.py_buffer(secrets.token_bytes(_SALT_BYTES * count))
    return pa.table({"salt": pa.FixedSizeBinaryArray.from_buffers(pa.binary(_SALT_BYTES), count, [None, pool]).cast(pa.binary())})
