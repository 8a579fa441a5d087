"""前置库: the open rows of a front-end table become one file of our own form, and that file one batch; then each row gets its state.

Two databases without a common commit (decision record 0014). Ours decides: rows are taken where there is
a result. A state is written only to a row that still says what was taken, so that a correction made in
between stays open and comes with the next batch; and a run that finds rows with a result but without a
state writes the state before it reads anything new.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chengxin.catalogue import api as catalogue
from chengxin.collection.entrances import consignments
from chengxin.collection.entrances.database import FrontEnd, connected, text_of
from chengxin.collection.entrances.definitions import TableEntrance
from chengxin.collection.entrances.models import Consignment, ConsignmentResult
from chengxin.collection.models import Quarantined
from chengxin.collection.sources.definitions import source
from chengxin.collection.their_words import TheirWords
from chengxin.ground.api import WrongUse, audit, digests, files

Told = dict[str, Any]
_AT_ONCE = 500  # rows a statement
_BATCHES = 20  # a round: another entrance waits its turn
_EMPTY = "整行为空，没有收取"


@dataclass(frozen=True)
class Taken:
    """取出的行: their keys and their cells as text, in order."""

    columns: tuple[str, ...]
    keys: list[str]
    cells: list[tuple[str, ...]]


def take_rows(entrance: TableEntrance, *, today: dt.date, actor: str) -> list[Told]:
    """One round at a front-end table: finish what a killed run left, then take what is open."""
    told = []
    with connected(entrance) as front_end:
        table = _Table(entrance, front_end, today)
        for consignment in consignments.unclosed(entrance.name):
            told.append(_finish(entrance, table, consignment, actor))
        for _ in range(_BATCHES):
            taken = table.open_rows()
            if not taken.keys:  # an unusual whole portion of empty rows was told; what follows is for the next round
                break
            one, more = _take(entrance, table, taken, today, actor)
            told.append(one)
            if not more:
                break
    return told


def _take(entrance: TableEntrance, table: "_Table", taken: Taken, today: dt.date, actor: str) -> tuple[Told, bool]:
    """Collect rows and write their states; whether it makes sense to go on."""
    name = f"{entrance.table}-{today:%Y%m%d}.csv"
    mark = digests.digest("\n".join(taken.keys).encode(), name="sha256")  # the same cells under other keys are other rows
    arrived = consignments.Arrived(entrance.name, entrance.table[-255:], mark, entrance.source, entrance.organ, name, taken.keys)
    with files.received(io.BytesIO(_as_file(taken))) as path:
        if before := consignments.refused_lately(arrived, path):
            return _tell(entrance, "refused", before), False
        consignment = consignments.begin(arrived, path, received=today)
        try:
            result = consignments.settle(consignment, path, organ=entrance.organ, actor=actor)
        except consignments.NotNow as error:
            return _tell(entrance, "waiting", str(error)), False
    if result.batch_id is None:  # the table as a whole does not fit: its rows stay open until it is mended
        consignments.close(consignment)
        return _tell(entrance, "refused", result.answer["message"]), False
    written = table.write_states(taken, _told_by_line(result))
    consignments.close(consignment)
    return _tell(entrance, result.answer["state"], result.answer["message"]) | {"batch": result.batch_id}, written > 0


def _finish(entrance: TableEntrance, table: "_Table", consignment: Consignment, actor: str) -> Told:
    """The batch is there; whether the rows were told is not known. What was taken is read from the original in the store."""
    result = consignment.result
    if result.batch_id:  # the original may hold natural persons; what is read is keys and cells to compare, and nobody is shown them
        audit.commit_look(act="read", actor=actor, subject=None, purpose="补写前置库状态", reference=f"file:{consignment.digest}"[:120])
    original = files.content(consignment.digest) if result.batch_id else None
    if original is not None:  # None too where its key has been destroyed: the rows stay open and come again, unchanged
        table.write_states(_from_file(original, consignment.keys), _told_by_line(result))
    consignments.close(consignment)
    return _tell(entrance, result.answer["state"], f"补写状态：{result.answer['message']}") | {"batch": result.batch_id}


def _told_by_line(result: ConsignmentResult) -> dict[int, str]:
    """What was found in each returned row, in words. Holds no value of the row."""
    rows = Quarantined.objects.filter(batch=result.batch_id).values_list("line", "findings")
    theirs = TheirWords.of(result.batch) if result.batch else None
    return {line: "；".join(_told(found["field"], found["message"], theirs) for found in findings) for line, findings in rows}


def _told(column: str, message: str, theirs: TheirWords | None) -> str:
    said = theirs.message(column, message) if theirs else message
    return f"{column}：{said}" if column else said


class _Table:
    """The table of an entrance: which of its columns are elements, and which hold key, state and error."""

    def __init__(self, entrance: TableEntrance, front_end: FrontEnd, today: dt.date) -> None:
        self._entrance, self._front_end = entrance, front_end
        q = front_end.quoted
        self._name, self._key = q(entrance.table), q(entrance.key)
        self._state, self._error = q(entrance.state), q(entrance.error)
        self._order = ", ".join(q(column) for column in (entrance.order or (entrance.key,)))
        self._elements = self._found(today)

    def open_rows(self) -> Taken:
        """The rows that nobody has taken yet, in their order. Raises WrongUse for a key that does not tell them apart."""
        sql = f"SELECT {self._key}, {self._cells()} FROM {self._name} WHERE {self._state} = %s ORDER BY {self._order} LIMIT {int(self._entrance.rows)}"
        _, rows = self._front_end.rows(sql, [self._entrance.states["open"]])
        self._front_end.commit()
        keys = [text_of(row[0]) for row in rows]
        cells = [tuple(text_of(cell) for cell in row[1:]) for row in rows]
        if len(set(keys)) < len(keys):
            raise WrongUse(f"键列 {self._entrance.key} 有重复的值，分不清是哪一行", code="table-unfit")
        empty = {key for key, row in zip(keys, cells, strict=True) if not any(cell.strip() for cell in row)}
        if empty:  # an empty line of a file is no row, so these are told here
            alone = Taken(tuple(self._elements), sorted(empty), [("",) * len(self._elements)] * len(empty))
            self.write_states(alone, dict.fromkeys(range(1, len(empty) + 1), _EMPTY), stripped=True)
        filled = [(key, row) for key, row in zip(keys, cells, strict=True) if key not in empty]
        return Taken(tuple(self._elements), [key for key, _ in filled], [row for _, row in filled])

    def write_states(self, taken: Taken, returned: dict[int, str], *, stripped: bool = False) -> int:
        """Tell each row that still says what was taken what became of it; how many were told. One transaction."""
        states = self._entrance.states
        numbered = list(enumerate(zip(taken.keys, taken.cells, strict=True), 1))
        written = 0
        for portion in _portions(numbered):
            now = self._locked([key for _, (key, _) in portion], taken.columns)
            if stripped:
                now = {key: tuple(cell.strip() for cell in cells) for key, cells in now.items()}
            same = [(line, key) for line, (key, cells) in portion if now.get(key) == cells]
            accepted = [key for line, key in same if line not in returned]
            if accepted:
                self._front_end.do(f"UPDATE {self._name} SET {self._state} = %s, {self._error} = NULL WHERE {self._key} IN ({_marks(accepted)})", [states["taken"], *accepted])
            for line, key in same:
                if line in returned:
                    told = returned[line][: self._entrance.error_longest]
                    self._front_end.do(f"UPDATE {self._name} SET {self._state} = %s, {self._error} = %s WHERE {self._key} = %s", [states["wrong"], told, key])
            written += len(same)
        self._front_end.commit()
        return written

    def _locked(self, keys: Sequence[str], columns: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The open rows among ``keys`` as they are now, held until the transaction ends."""
        wanted = ", ".join(self._front_end.quoted(self._elements[code]) for code in columns if code in self._elements)
        sql = f"SELECT {self._key}, {wanted} FROM {self._name} WHERE {self._key} IN ({_marks(keys)}) AND {self._state} = %s FOR UPDATE"
        _, rows = self._front_end.rows(sql, [*keys, self._entrance.states["open"]])
        return {text_of(row[0]): tuple(text_of(cell) for cell in row[1:]) for row in rows}

    def _found(self, today: dt.date) -> dict[str, str]:
        """Element code → column, as named in the configuration or by the code itself, in any case. Raises WrongUse."""
        columns, _ = self._front_end.rows(f"SELECT * FROM {self._name} WHERE 1 = 0")
        self._front_end.commit()
        by_form = {column.upper(): column for column in columns}
        own = [self._entrance.key, self._entrance.state, self._entrance.error, *self._entrance.columns.values(), *self._entrance.order]
        if absent := [name for name in own if name not in columns]:
            raise WrongUse(f"表 {self._entrance.table} 没有列：{'、'.join(absent)}", code="table-unfit")
        elements = [e.code for e in catalogue.item(source(self._entrance.source).item).version_on(today).elements]
        if unknown := [code for code in self._entrance.columns if code not in elements]:
            raise WrongUse(f"目录中没有要素：{'、'.join(unknown)}", code="table-unfit")
        found = {code: self._entrance.columns.get(code) or by_form.get(code.upper(), "") for code in elements}
        found = {code: column for code, column in found.items() if column}
        if not found:
            raise WrongUse(f"表 {self._entrance.table} 没有一列以要素代码命名", code="table-unfit")
        return found

    def _cells(self) -> str:
        return ", ".join(self._front_end.quoted(column) for column in self._elements.values())


def _as_file(taken: Taken) -> bytes:
    """The rows in our own form: element codes as header, one line a row."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(taken.columns)
    writer.writerows(taken.cells)
    return sink.getvalue().encode("utf-8-sig", "replace")


def _from_file(content: bytes, keys: Sequence[str]) -> Taken:
    header, *cells = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return Taken(tuple(header), list(keys), [tuple(row) for row in cells])


def _portions(rows: list[Any]) -> Iterator[list[Any]]:
    for begin in range(0, len(rows), _AT_ONCE):
        yield rows[begin : begin + _AT_ONCE]


def _marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))


def _tell(entrance: TableEntrance, state: str, message: str) -> Told:
    return {"entrance": entrance.name, "name": entrance.table, "state": state, "message": message}
