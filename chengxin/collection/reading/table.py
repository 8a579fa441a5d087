"""表: what reading hands on: how a file is written, and its rows as chunks of columns."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from chengxin.collection.added import is_ours
from chengxin.collection.reading.limits import Limits

CHUNK_ROWS = 50_000
#: The element a header cell names, or None: how reading tells a header without knowing the catalogue.
Recognise = Callable[[str], str | None]


@dataclass(frozen=True)
class Fault:
    """读取发现: why a row cannot be judged by its cells; ``column`` where one cell is at fault."""

    code: str
    column: int | None = None


@dataclass
class Raw:
    """Rows below a header as read, blank ones still among them; ``extra`` holds cells beyond the last column.

    ``broken`` and ``scientific`` say that U+FFFD or garbled text, or an exponent, may be among the cells.
    """

    columns: list[pa.StringArray]
    extra: dict[int, list[str]] = field(default_factory=dict)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    broken: bool = True
    scientific: bool = True

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0


@dataclass(frozen=True)
class Heading:
    """表头: the header's cells, how many leading rows it ends, what stood above it, whether the names stand one below the other instead, and by column what stands over the name."""

    cells: tuple[str, ...]
    rows: int
    above: tuple[str, ...] = ()
    sideways: bool = False
    heads: Mapping[int, str] = field(default_factory=dict)

    @property
    def named(self) -> int:
        """Up to which column the header has names: a row with fewer cells is short."""
        return max((number for number, name in enumerate(self.cells, 1) if name.strip()), default=0)


class Part(Protocol):
    """One table of a file: a whole text file, a sheet, an entry of an archive."""

    name: str
    kind: str
    heading: Heading

    def raws(self) -> Iterator[Raw]:
        """The rows below the header, in order."""

    def told(self) -> dict[str, object]:
        """What was taken for granted in reading this part."""


@dataclass
class Told:
    """What turned up while reading and is told with the batch."""

    nameless: set[int] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Layout:
    """How a file is written. ``header`` has one name a column; a column without one is called by its place."""

    encoding: str
    separator: str
    header: tuple[str, ...]
    kind: str = "csv"
    raw_header: tuple[str, ...] = ()
    codes: tuple[str | None, ...] = ()
    parts: tuple[Part, ...] = field(default=(), compare=False)
    recognise: Recognise | None = field(default=None, compare=False)
    marks: tuple[int, ...] = field(default=(), compare=False)
    names: frozenset[str] = field(default=frozenset(), compare=False)
    left: tuple[str, ...] = field(default=(), compare=False)
    beside: tuple[str, ...] = field(default=(), compare=False)
    elsewhere: tuple[tuple[str, str], ...] = field(default=(), compare=False)  # tables of other sources, each with whose it is
    limits: Limits = field(default=Limits(), compare=False)
    told: Told = field(default_factory=Told, compare=False)

    def notes(self) -> dict[str, object]:
        """What was taken for granted, for the organ to see; complete once all chunks are read."""
        notes: dict[str, object] = {"kind": self.kind, "encoding": self.encoding, "separator": self.separator}
        above = [line for part in self.parts for line in part.heading.above]
        if above:
            notes["above_header"] = above
        if len(self.parts) > 1 or self.parts[0].name:
            notes["tables"] = [part.name for part in self.parts]
        if self.left:
            notes["tables_left"] = list(self.left)
        if self.elsewhere:
            notes["tables_elsewhere"] = [{"table": table, "source": whose} for table, whose in self.elsewhere]
        if self.beside:
            notes["files_left"] = list(self.beside)
        for part in self.parts:
            for what, said in part.told().items():
                if isinstance(said, int) and isinstance(notes.get(what), int):
                    notes[what] += said  # type: ignore[operator]
                else:
                    notes.setdefault(what, said)
        if len(self.parts) > 1:
            notes.pop("rows_elsewhere", None)  # the other pages may be the other parts
        if self.told.nameless:
            notes["nameless_columns"] = sorted(self.told.nameless)
        return notes | dict(self.told.counts)

    def form(self) -> dict[str, object]:
        """What returning rows in the file's own form needs to know of it."""
        told = self.parts[0].told() if self.parts else {}
        return {
            "kind": self.parts[0].kind if self.parts else self.kind,
            "encoding": self.encoding,
            "separator": self.separator,
            "header": [name for name in self.raw_header if not is_ours(name)],
            "columns": [name for name, raw in zip(self.header, self.raw_header, strict=True) if not is_ours(raw)],
            "line_end": told.get("line_end", "\r\n"),
            "quote": told.get("quote", '"'),
            "table": self.parts[0].name if self.parts else "",
        }


@dataclass(frozen=True)
class Chunk:
    """Some rows as columns of text in file order; ``first_line`` counts data rows from 1.

    A ragged row is one whose cells cannot be judged: too many of them, or with one of ``faults``.
    ``extra`` holds cells beyond the last column.
    """

    first_line: int
    columns: list[pa.StringArray]
    ragged: list[bool]
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    extra: dict[int, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ragged)

    def only_cells_at_fault(self, index: int, *, but: int) -> bool:
        """Whether reading found fault with single cells of a row alone, and ``but`` is none of them: it lies where it belongs and says what it says."""
        return index not in self.extra and all(fault.column not in (None, but) for fault in self.faults[index])


def raw_of(rows: Sequence[Sequence[str]], width: int, faults: dict[int, list[Fault]] | None = None) -> Raw:
    """Rows of cells as columns: short ones filled with blanks, what is beyond ``width`` kept apart."""
    extra = {index: list(row[width:]) for index, row in enumerate(rows) if len(row) > width and any(cell.strip() for cell in row[width:])}
    if any(len(row) != width for row in rows):
        rows = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)] if rows else [pa.array([], pa.string())] * width
    return Raw(columns, extra, faults or {})
