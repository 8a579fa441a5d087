"""补正: returned rows are corrected where they stand, and go in again as a small file in the form they came in.

The corrected file makes the whole journey of any file; no check is passed by. What was mended is told by
``collection_mending``; the original row and its findings stay as they are.
"""

import datetime as dt
import io
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from chengxin.catalogue import api as catalogue
from chengxin.collection import header, queries, rechecking, returning
from chengxin.collection.entrances.uploads import Upload, lay_down, submit_by
from chengxin.collection.models import Batch
from chengxin.collection.refusing import told
from chengxin.collection.sources.definitions import source
from chengxin.collection.their_words import TheirWords
from chengxin.ground.api import WrongUse, database, days, wording

#: 补正期限: working days after receipt within which returned rows are to be mended (ruling 286).
WITHIN = 7
CELL = 32_767
_LARGEST = 64 << 20


@dataclass(frozen=True)
class Cell:
    """一格: a cell of a returned row; ``name`` is the element's, or the column's own where it is an alias or none of ours; ``faults`` what was found of it."""

    place: int
    name: str
    text: str
    faults: tuple[str, ...]


@dataclass(frozen=True)
class ReturnedRow:
    """退回的一行 as it is corrected: its cells, and what was found of the row as a whole."""

    line: int
    cells: tuple[Cell, ...]
    found: tuple[str, ...]
    beyond: tuple[str, ...] = ()
    about: tuple[str, ...] = ()  # whom and which document, as the row has them
    may_stand: bool = False

    @property
    def at_fault(self) -> tuple[Cell, ...]:
        """The cells something was found of."""
        return tuple(cell for cell in self.cells if cell.faults)

    @property
    def others(self) -> tuple[Cell, ...]:
        """All other cells."""
        return tuple(cell for cell in self.cells if not cell.faults)


def due(received: dt.date) -> dt.date:
    """The last day to mend what was returned of a batch received on a day."""
    return days.working_days_after(received, WITHIN).day


def open_batches(organ: int, *, limit: int) -> tuple[int, list[dict[str, Any]]]:
    """How many standing batches of an organ have rows to mend, and the first of them, the oldest first: batch, source, file_name, received_on, open, due."""
    found = database.fetch(
        """SELECT t.*, b.source, b.file_name, (SELECT count(*) FROM collection_tomend o WHERE o.organ_id = %(organ)s) AS total
        FROM (SELECT * FROM collection_tomend x WHERE x.organ_id = %(organ)s ORDER BY x.received_on, x.batch_id LIMIT %(limit)s) t
        JOIN collection_batch b ON b.id = t.batch_id ORDER BY t.received_on, t.batch_id""",
        {"organ": organ, "limit": limit},
    )
    return (found[0]["total"] if found else 0), [one | {"due": due(one["received_on"])} for one in found]


def open_count(number: int) -> int:
    """How many returned rows of a batch are left to mend."""
    return sum(one["open"] for one in database.fetch("SELECT open FROM collection_tomend WHERE batch_id = %s", [number]))


def lines_to_mend(number: int, *, after: int = 0, code: str = "", limit: int | None = 20) -> list[int]:
    """Lines of a batch that are left to mend, in order, after a line; ``code``: with this finding only. Opens no row."""
    found = database.fetch(
        """SELECT q.line FROM collection_quarantined q WHERE q.batch_id = %s AND q.line > %s AND (%s = '' OR q.findings @> jsonb_build_array(jsonb_build_object('code', %s::text)))
        AND NOT EXISTS (SELECT 1 FROM collection_mended m WHERE m.batch_id = q.batch_id AND m.line = q.line) ORDER BY q.line LIMIT %s""",
        [number, after, code, code, limit],
    )
    return [row["line"] for row in found]


def rows_to_mend(number: int, lines: Sequence[int], *, actor: str, post: str, organ: int) -> list[ReturnedRow]:
    """These returned rows with every cell. Reading a natural person's is a look, committed before it is opened. Raises NotFound."""
    rows, form = queries.rows_to_give_back(number, actor=actor, post=post, purpose="补正退回的行", organ=organ, lines=lines)
    names, telling = _names(number, form)
    return [_as_cells(row, names, telling) for row in rows]


def correct(number: int, edits: Mapping[int, Mapping[int, str]], *, stand: Collection[int] = (), session: str, actor: str, post: str, organ: int) -> Upload:
    """Send the rows ``edits`` changes (line to place to text) again, with these cells, as a file in the form they came in; and the lines that ``stand`` as they are.

    Raises WrongUse (``nothing-changed``, ``too-long``), Refusal as :func:`submit_by`.
    """
    rows, form = queries.rows_to_give_back(number, actor=actor, post=post, purpose="补正退回的行", organ=organ, lines=sorted({*edits, *stand}))
    mended = [_edited(row, edits.get(row.line, {})) for row in rows]
    changed = [after for after, before in zip(mended, rows, strict=True) if after.cells != before.cells or (before.may_stand and before.line in stand)]
    if not changed:
        raise WrongUse("没有改动任何一格。请改好有问题的格再送出", code="nothing-changed")
    batch = Batch.objects.get(pk=number)
    with TemporaryDirectory(prefix="out", dir=settings.HOME.run) as folder:
        out = Path(folder) / "补正"
        returning.write(changed, form, out)
        laid = lay_down(io.BytesIO(out.read_bytes()), largest=_LARGEST)
    name = f"第{number}批补正{returning.suffix(form)}"
    return submit_by(laid, session=session, key=f"desk-{uuid.uuid4()}", source=batch.source, file_name=name, mends=(number, [row.line for row in changed]))


def give_up(number: int, lines: Sequence[int] | None, *, reason: str, session: str) -> int:
    """不再补正: these rows (None: all that are left) stay returned, for a reason; how many. Raises Refusal."""
    with told():
        return database.fetch_value("SELECT collection_give_up(%s, %s, %s::integer[], %s)", [session, number, lines if lines is None else list(lines), reason.strip()[:500]])


def mended_by(number: int) -> list[dict[str, Any]]:
    """How the returned rows of a batch were mended: by which batch or file, or why not, and how many lines, oldest first."""
    return database.fetch(
        """SELECT c.handle, c.file_name, r.batch_id AS batch, r.code, r.consignment_id IS NULL AND m.consignment_id IS NOT NULL AS waiting, m.reason, m.actor,
            min(m.recorded_at) AS at, count(*) AS lines
        FROM collection_mending m LEFT JOIN collection_consignment c ON c.id = m.consignment_id LEFT JOIN collection_consignmentresult r ON r.consignment_id = m.consignment_id
        WHERE m.batch_id = %s GROUP BY c.id, r.consignment_id, m.consignment_id, m.reason, m.actor ORDER BY min(m.recorded_at) LIMIT 200""",
        [number],
    )


def mends(number: int) -> int | None:
    """Which batch the rows of this one were returned from, where it mends some."""
    found = database.fetch(
        "SELECT m.batch_id FROM collection_mending m JOIN collection_consignmentresult r ON r.consignment_id = m.consignment_id WHERE r.batch_id = %s LIMIT 1", [number]
    )
    return found[0]["batch_id"] if found else None


def _names(number: int, form: Mapping[str, Any]) -> tuple[list[str], list[int]]:
    """What each column is called, and where document number and name stand, by which people know a row."""
    batch = Batch.objects.get(pk=number)
    origin = source(batch.source)
    version = catalogue.item(origin.item).version_on(batch.received_on)
    places = header.mapped(tuple(form["header"]), version, origin).columns if form["header"] else {}
    element = {place: code for code, place in places.items()}
    theirs = TheirWords.of(batch)
    names = [theirs.column(element[place]) if place in element else (name.strip() or f"第 {place + 1} 列") for place, name in enumerate(form["header"])]
    return names, [places[version.roles[role]] for role in ("document_number", "name") if version.roles.get(role) in places]


def _as_cells(row: returning.GivenBack, names: Sequence[str], telling: Sequence[int]) -> ReturnedRow:
    cells = tuple(Cell(place, name, row.cells[place], tuple(row.at_fault.get(place, "").splitlines())) for place, name in enumerate(names))
    whole = row.found.partition("：")[2].split("；") if not row.at_fault else ()
    return ReturnedRow(row.line, cells, tuple(whole), tuple(row.beyond), tuple(row.cells[place][:80] for place in telling if row.cells[place].strip()), row.may_stand)


def _edited(row: returning.GivenBack, edits: Mapping[int, str]) -> returning.GivenBack:
    cells = [_said(edits.get(place), text) for place, text in enumerate(row.cells)]
    if any(len(text) > CELL for text in edits.values()):
        raise WrongUse(wording.Sentence.of("一格至多 %(most)s 字", most=CELL), code="too-long")
    cut = tuple(one for one in row.unseen if one[0] == rechecking.CUT)
    return replace(row, cells=cells, beyond=[], found=f"第 {row.line} 行补正", at_fault={}, unseen=cut)


def _said(typed: str | None, before: str) -> str:
    """A cell as it is typed; a browser knows one line end only, which is no change."""
    return before if typed is None or typed == before.replace("\r\n", "\n") else typed
