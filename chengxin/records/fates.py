"""逐行判定: what becomes of each row of a batch (rulings 7 to 9, 15, 540): new, unchanged, or a correction of what stood before it.

What stood before the batch the database tells; what the batch itself has brought is kept here in columns. A number of 64 bits
finds it again among millions of rows and only narrows down: who, which document and whose is compared in full.
"""

import secrets
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chengxin.ground.engine import DuckDBEngine
from chengxin.records import removals

_OF_SUBJECT = {"subject_kind": "kind", "subject_code": "code"} | {name: name for name in ("identity_mac", "identity_sealed", "identity_kind", "name")}
_OF_RECORD = {name: name for name in ("held_on", "values", "personal", "traits")}
_SALT_BYTES = 32
_STATE = f"""
CREATE TABLE subject_seen (key UBIGINT, who VARCHAR, subject_id BIGINT, name VARCHAR);
CREATE TABLE record_seen (key UBIGINT, who VARCHAR, document VARCHAR, organ VARCHAR, list VARCHAR, number VARCHAR, record_id BIGINT, version_id BIGINT, content VARCHAR, entry {removals.ENTRY});
CREATE TABLE facts_seen (subject_id BIGINT, known_kind VARCHAR, known_name VARCHAR, status VARCHAR, founded DATE);
"""
# A row's subject in one word: its code, the digest of its identity number, or ~ and the digest of a name nobody can link. Its document in one
# writing of its number (``document``); ``number``: as it was sent.
_PORTION = """
SELECT line, name, organ_code, organ_name, late, content, held_on, {ended} AS ended, NULL::{entry} AS entry,
    coalesce(subject_code, identity_mac, '~' || name_mac) AS who, subject_code IS NOT NULL OR identity_mac IS NOT NULL AS linked,
    coalesce(subject_kind = 'person', false) AS of_person,
    CASE WHEN {by_document} THEN document_number ELSE '' END AS number, CASE WHEN {by_document} THEN document_key ELSE '' END AS document, CASE WHEN {by_document} THEN organ_code ELSE '' END AS organ, list_kind AS list,
    hash(who) AS subject_key, hash(who, document, organ, list) AS record_key
FROM rows r
"""
_SUBJECTS_BEFORE = "SELECT s.* FROM subject_seen s SEMI JOIN (SELECT subject_key AS key FROM portion WHERE linked) p USING (key)"
_RECORDS_BEFORE = "SELECT e.* FROM record_seen e SEMI JOIN (SELECT record_key AS key FROM portion) p USING (key)"
_SUBJECTS_ASKED = "SELECT DISTINCT who FROM portion ANTI JOIN subject_before USING (who) WHERE linked ORDER BY who"  # neighbours in an index are found faster one after the other
_RECORDS_ASKED = """
SELECT who, document, organ, list, arg_min(number, line) AS number, arg_min(content, line) AS content, any_value(s.subject_id) AS subject_id
FROM portion ANTI JOIN record_before USING (who, document, organ, list) LEFT JOIN subject_before s USING (who)
GROUP BY who, document, organ, list{each} ORDER BY min(line)
"""
_SUBJECTS_NOW = """
SELECT who, subject_id, name, false AS is_new, false AS learnt FROM subject_before
UNION ALL
SELECT who, subject_id, name, false, true FROM found
UNION ALL
SELECT f.who, n.id, NULL, true, true FROM (
    SELECT who, row_number() OVER (ORDER BY min(line)) AS n FROM portion
    ANTI JOIN subject_before USING (who) ANTI JOIN found USING (who) WHERE linked GROUP BY who
) f JOIN numbered n ON n.n = f.n
"""
# The register's name is entered each time it changes; a decision's only where the subject has none.
_SUBJECTS_ARRIVING = """
WITH several AS (SELECT who FROM portion WHERE linked GROUP BY who HAVING count(*) > 1), following AS (
    SELECT line, lag(nullif(name, '') IGNORE NULLS) OVER w AS name_before, row_number() OVER w AS nth
    FROM portion SEMI JOIN several USING (who) WINDOW w AS (PARTITION BY who ORDER BY line)
), told AS (
    SELECT p.line, p.name, p.of_person, s.subject_id, s.is_new AND coalesce(f.nth, 1) = 1 AS is_new, coalesce(f.name_before, s.name) AS before
    FROM portion p JOIN subject_now s ON s.who = p.who LEFT JOIN following f ON f.line = p.line WHERE p.linked
)
SELECT line, subject_id, is_new,
    name <> '' AND NOT of_person AND CASE WHEN {of_register} THEN before IS DISTINCT FROM name ELSE before IS NULL END AS with_name
FROM told WHERE is_new OR with_name ORDER BY line
"""
_SUBJECTS_AFTER = """
SELECT hash(s.who) AS key, s.who, s.subject_id, s.learnt, CASE WHEN {of_register} THEN coalesce(t.name, s.name) ELSE coalesce(s.name, t.name) END AS name_after,
    NOT s.learnt AND name_after IS DISTINCT FROM s.name AS renamed
FROM subject_now s LEFT JOIN (SELECT who, arg_max(name, line) AS name FROM portion WHERE linked AND name <> '' GROUP BY who) t ON t.who = s.who
"""
_SUBJECTS_LEFT = "DELETE FROM subject_seen USING subject_after a WHERE a.renamed AND subject_seen.key = a.key AND subject_seen.who = a.who"
_SUBJECTS_LEARNT = "INSERT INTO subject_seen SELECT key, who, subject_id, name_after FROM subject_after WHERE learnt OR renamed"
# Only what comes more than once in a portion is put in order; the rest is joined as it stands.
_FATED = """
WITH several AS (SELECT who, document, organ, list FROM portion GROUP BY ALL HAVING count(*) > 1), following AS (
    SELECT line, lag(content) OVER w AS before, lag(entry) OVER w AS entry_before, row_number() OVER w AS nth
    FROM portion SEMI JOIN several USING (who, document, organ, list) WINDOW w AS (PARTITION BY who, document, organ, list ORDER BY line)
), fresh AS (
    SELECT who, document, organ, list, arg_min(number, line) AS number, row_number() OVER (ORDER BY min(line)) AS n
    FROM portion ANTI JOIN record_before USING (who, document, organ, list) ANTI JOIN standing USING (who, document, organ, list) GROUP BY ALL
), keyed AS (
    SELECT p.line, p.who, p.linked, p.of_person, p.document, p.organ, p.list, p.number, coalesce(e.number, k.number, f.number) AS known_number, p.organ_code, p.organ_name, p.late, p.content, p.entry,
        p.record_key AS key,
        s.subject_id, coalesce(e.record_id, k.record_id, n.id) AS record_id, n.id IS NOT NULL AS fresh, e.record_id IS NOT NULL AS again,
        g.before, g.nth, CASE WHEN g.nth > 1 THEN g.entry_before ELSE e.entry END AS entry_before, e.content AS seen_content, coalesce(e.version_id, k.version_id) AS known_version, k.content AS known_content, k.withdrawn
    FROM portion p
    LEFT JOIN (SELECT who AS subject, subject_id FROM subject_now) s ON p.linked AND s.subject = p.who
    LEFT JOIN (SELECT * EXCLUDE (key) FROM record_before) e USING (who, document, organ, list)
    LEFT JOIN standing k USING (who, document, organ, list)
    LEFT JOIN fresh f USING (who, document, organ, list)
    LEFT JOIN numbered n ON n.n = f.n
    LEFT JOIN following g ON g.line = p.line
)
SELECT *, CASE
    WHEN nth > 1 THEN CASE WHEN before = content THEN 'unchanged' ELSE 'correction' END
    WHEN fresh OR known_version IS NULL AND NOT again THEN 'accepted'  -- also where all that was known of it was taken back
    WHEN again THEN CASE WHEN seen_content = content THEN 'unchanged' ELSE 'correction' END
    WHEN known_content = content THEN 'unchanged' ELSE 'correction' END AS fate
FROM keyed
"""
_NUMBERED = """
WITH changed AS (
    SELECT c.line, n.id AS version_id FROM (SELECT line, row_number() OVER (ORDER BY line) AS n FROM fated WHERE fate <> 'unchanged') c JOIN numbered n ON n.n = c.n
), following AS (
    SELECT line, lag(version_id) OVER (PARTITION BY record_id ORDER BY line) AS version_before FROM changed JOIN fated USING (line) WHERE nth IS NOT NULL
)
SELECT c.*, n.version_id, coalesce(f.version_before, c.known_version) AS corrects_id FROM fated c JOIN changed n USING (line) LEFT JOIN following f USING (line)
"""
_ARRIVING = """
SELECT a.version_id, a.line, a.record_id, a.fresh AND coalesce(a.nth, 1) = 1 AS is_new, a.corrects_id, a.subject_id, a.of_person, o.id AS organ_id, a.organ AS organ_code, a.list AS list_kind,
    a.number AS document_number, CASE WHEN a.linked THEN '' ELSE a.who END AS party, a.content
FROM arriving a LEFT JOIN organs o ON o.code = a.organ_code AND o.name = a.organ_name ORDER BY a.line
"""
_DIGESTS = """
SELECT 'sha256:' || CASE WHEN unsalted THEN sha256(content) ELSE sha256(salt || content::BLOB) END AS digest, CASE WHEN NOT unsalted THEN lower(hex(salt)) END AS salt FROM told
"""
# What the portions that follow are compared with.
_RECORDS_LEFT = """
DELETE FROM record_seen USING fated f
WHERE f.again AND record_seen.key = f.key AND record_seen.who = f.who AND record_seen.document = f.document AND record_seen.organ = f.organ AND record_seen.list = f.list
"""
_RECORDS_LEARNT = """
INSERT INTO record_seen
SELECT any_value(f.key), f.who, f.document, f.organ, f.list, any_value(f.known_number), any_value(f.record_id), coalesce(max(a.version_id), any_value(f.known_version)), arg_max(f.content, f.line), arg_max(f.entry, f.line)
FROM fated f LEFT JOIN arriving a ON a.line = f.line GROUP BY f.who, f.document, f.organ, f.list
"""
_FIGURES = """
SELECT count(*) FILTER (fate = 'accepted') AS accepted, count(*) FILTER (fate = 'unchanged') AS unchanged, count(*) FILTER (fate = 'correction') AS corrections,
    count(*) FILTER (fate = 'accepted' AND late) AS late, count(*) FILTER (fate = 'accepted' AND NOT linked) AS unlinked,
    count(*) FILTER (again) AS again, count(*) FILTER (fate = 'correction' AND (nth > 1 OR again)) AS changed_again, count(*) FILTER (fate <> 'unchanged' AND number <> known_number) AS rewritten
FROM fated
"""
# Organs that rows name and that are to be told: in how many rows, and in which first.
_ODD_ORGANS = """
SELECT o.*, count(*) AS rows, min(f.line) AS line FROM fated f JOIN odd o ON o.code = f.organ_code AND o.name = f.organ_name GROUP BY ALL
"""
# New entries of a subject that, when the row came, stood under the same number in another list of the same organ.
_BESIDE_ANOTHER = """
WITH told AS (
    SELECT who, document, organ, list, -1 AS line, NULL::DATE AS ended FROM beside
    UNION ALL
    SELECT who, document, organ, list, 0, entry.ended FROM record_seen
    UNION ALL
    SELECT who, document, organ, list, line, entry.ended FROM portion
)
SELECT DISTINCT line FROM (
    SELECT f.line, t.list, last(t.ended ORDER BY t.line) AS ended FROM fated f JOIN told t USING (who, document, organ)
    WHERE f.fate = 'accepted' AND t.list <> f.list AND t.line < f.line GROUP BY f.line, t.list
) WHERE ended IS NULL ORDER BY line
"""
# Rows that say something else than an earlier one of the batch; where an entry of a list was removed or listed anew between them, both may be right.
_CONTRADICTING = "SELECT line FROM fated WHERE fate = 'correction' AND (nth > 1 OR again) AND entry IS NOT DISTINCT FROM entry_before ORDER BY line"
_INTO_WITHDRAWN = "SELECT line FROM fated WHERE withdrawn AND fate <> 'unchanged' ORDER BY line"
# For the room above: what was known of the rows' subjects, and the amount and the end that a correction corrects.
_KNOWN = """
SELECT f.line, f.fate, k.*, b.amount_before, b.end_before FROM fated f JOIN facts_seen k USING (subject_id)
LEFT JOIN before b ON f.fate = 'correction' AND b.version_id = f.known_version ORDER BY f.line
"""
_SEVERAL = """
WITH again AS (SELECT document, organ FROM record_seen WHERE document <> '' GROUP BY ALL HAVING count(*) > 1)
SELECT document, organ FROM record_seen SEMI JOIN again USING (document, organ) GROUP BY ALL HAVING count(DISTINCT who) > 1
"""


class Fates:
    """The rows of one batch, portion by portion: ``begin`` each, tell its ``subjects`` and ``records``, then ask what arrives.

    ``of_list``: the rows tell in ``ended`` when an entry was removed from its list.
    """

    def __init__(self, *, by_document: bool, of_list: bool) -> None:
        self.by_document, self.of_list = by_document, of_list
        self.put_aside: dict[str, list[int]] = {}
        self._engine = DuckDBEngine(threads=1)
        self._engine.run(_STATE)

    def begin(self, rows: pa.Table) -> tuple[pa.Array, pa.Table]:
        """The next portion. Returns which subjects, and which records (``who document organ list number content subject_id``), the database is to be asked for."""
        engine = self._engine
        words = {"by_document": self.by_document, "ended": "ended" if self.of_list else "NULL::DATE", "entry": removals.ENTRY}
        engine.keep("portion", _PORTION.format(**words), rows=rows)
        engine.keep("subject_before", _SUBJECTS_BEFORE)
        engine.keep("record_before", _RECORDS_BEFORE)
        return engine.query(_SUBJECTS_ASKED).column("who").combine_chunks(), engine.query(_RECORDS_ASKED.format(each=", content" if self.of_list else ""))

    def subjects(self, rows: pa.Table, found: pa.Table, fresh: Sequence[int]) -> pa.Table:
        """What enters the register of subjects, in line order. ``found``: who of those asked is known; ``fresh``: numbers for the others."""
        engine, words = self._engine, {"of_register": not self.by_document}
        engine.keep("subject_now", _SUBJECTS_NOW, found=found, numbered=_numbered(fresh))
        entering = _with_columns(engine.query(_SUBJECTS_ARRIVING.format(**words)), rows, _OF_SUBJECT)
        engine.keep("subject_after", _SUBJECTS_AFTER.format(**words))
        if engine.query("SELECT 1 FROM subject_after WHERE renamed LIMIT 1").num_rows:
            engine.run(_SUBJECTS_LEFT)
        engine.run(_SUBJECTS_LEARNT)
        return entering

    def records(self, standing: pa.Table, beside: pa.Table, fresh: Sequence[int], organs: pa.Table) -> dict[str, Any]:
        """The fates, and their figures. ``standing``: which of those asked stand, with the content where it is the one asked; ``beside``: ``who document organ list`` of the same
        numbers in other lists; ``fresh``: numbers for those that do not stand;
        ``organs``: ``code name id strange misnamed another``. ``odd``: those of which one of these is so, with ``rows`` and the first ``line``;
        ``withdrawn``: lines that say something new of a record that was withdrawn; ``beside``: lines that enter a subject in a second list under one number; ``contradicting``: lines that say something else of a record than an earlier one of the batch."""
        aside: dict[str, list[int]] = {}
        if self.of_list:
            aside = removals.put_aside(self._engine, standing)
            standing = self._engine.query(removals.ONE_OF_EACH, standing=standing)
        self._engine.keep("fated", _FATED, standing=standing, numbered=_numbered(fresh))
        second = self._engine.query(_BESIDE_ANOTHER, beside=beside).column("line").to_pylist() if self.of_list else []
        (told,) = self._engine.query(_FIGURES).to_pylist()
        for why, lines in aside.items():
            self.put_aside.setdefault(why, []).extend(lines)
        odd = organs.filter(pc.or_(pc.or_(organs.column("strange"), organs.column("misnamed")), organs.column("another")))
        withdrawn = self._engine.query(_INTO_WITHDRAWN).column("line").to_pylist() if pc.any(standing.column("withdrawn")).as_py() else []
        contradicting = self._engine.query(_CONTRADICTING).column("line").to_pylist() if told["changed_again"] else []
        named = self._engine.query(_ODD_ORGANS, odd=odd).to_pylist() if odd.num_rows else []
        return told | {"unchanged": told["unchanged"] + sum(map(len, aside.values())), "odd": named, "withdrawn": withdrawn, "beside": second, "contradicting": contradicting}

    def known(self, facts: pa.Table, before: pa.Table) -> pa.Table:
        """``line fate`` and the columns of ``seen.FACTS`` and ``seen.BEFORE``; ``facts``: of the subjects found for this portion."""
        self._engine.run("INSERT INTO facts_seen SELECT * FROM facts", facts=facts)
        return self._engine.query(_KNOWN, before=before)

    def arriving(self, rows: pa.Table, versions: Sequence[int], organs: pa.Table, *, again: bool) -> pa.Table:
        """The rows that are not unchanged, numbered by ``versions``; ``again``: some of the records came in an earlier portion too."""
        engine = self._engine
        engine.keep("arriving", _NUMBERED, numbered=_numbered(versions))
        if again:
            engine.run(_RECORDS_LEFT)
        engine.run(_RECORDS_LEARNT)
        return self._with_digests(_with_columns(engine.query(_ARRIVING, organs=organs), rows, _OF_RECORD))

    def _with_digests(self, arriving: pa.Table) -> pa.Table:
        """Where something personal is in a row its digest is salted, and the salt lies with the personal values."""
        told = _salts(arriving.num_rows).append_column("content", arriving.column("content")).append_column("unsalted", pc.is_null(arriving.column("personal")))
        made = self._engine.query(_DIGESTS, told=told)
        return arriving.append_column("digest", made.column("digest")).append_column("salt", made.column("salt"))

    def several(self) -> set[tuple[str, str]]:
        """Documents, each with its organ's code, that the batch has of several subjects."""
        told = self._engine.query(_SEVERAL)
        return set(zip(told.column("document").to_pylist(), told.column("organ").to_pylist(), strict=True))

    def close(self) -> None:
        """Give the memory back."""
        self._engine.close()


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
