"""网页表格: an HTML page saved as .xls, as many office systems export: its one table that fits, merged cells unfolded."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from enum import Flag, auto
from html.parser import HTMLParser
from typing import BinaryIO

from chengxin.collection.reading import heading
from chengxin.collection.reading.encoding import blocks, encoding_of
from chengxin.collection.reading.limits import Limits
from chengxin.collection.reading.page_looks import LINES, Element, Look, Looks
from chengxin.collection.reading.struck import faults_of
from chengxin.collection.reading.table import Fault, Heading, Raw, Recognise, raw_of
from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of

_LARGEST = 256 << 20
_SPAN = 1000
_DEEPEST = 512  # as browsers have it
_BLANKS = " \r\n\t"
_CHOICES = frozenset({"select", "datalist"})
#: Tags without an end.
_EMPTY = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
#: Tags that stand in certain others only, whatever was left open in these.
_IN_TABLE, _IN_SECTION = frozenset({"table"}), frozenset({"table", "thead", "tbody", "tfoot"})
_INSIDE = {"thead": _IN_TABLE, "tbody": _IN_TABLE, "tfoot": _IN_TABLE, "tr": _IN_SECTION, "td": _IN_SECTION | {"tr"}, "th": _IN_SECTION | {"tr"}}
#: Tags that end another which was left open before them, within the same list.
_ENDS = {"li": ({"li"}, {"ul", "ol"}), "dt": ({"dt", "dd"}, {"dl"}), "dd": ({"dt", "dd"}, {"dl"})}
_CELLS = frozenset({"td", "th", "table"})


class Mark(Flag):
    """What is to be said of a cell: a list to choose from; text that is seen or hidden, struck out or standing."""

    CHOICE, SEEN, HIDDEN, STRUCK, STANDING = auto(), auto(), auto(), auto(), auto()


_PLAIN = (Mark(0), Mark.SEEN | Mark.STANDING)


class Marked(str):
    """A cell's text of which there is more to say than that it stands there."""

    marks: Mark


class _Tables(HTMLParser):
    """Collects the rows of every table; what nests inside a cell is its text."""

    def __init__(self, looks: Looks) -> None:
        super().__init__(convert_charrefs=True)
        self.looks = looks
        self.tables: list[list[list[str]]] = []
        self.stack: list[list[list[str]]] = []
        self.open: list[Element] = []
        self.cell: list[str] | None = None
        self.line_ended = False
        self.spans: tuple[int, int] = (1, 1)
        self.standing: list[dict[int, tuple[int, str]]] = []
        self.hushed = 0
        self.marks = Mark(0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("script", "style"):
            self.hushed += 1
        elif tag == "table":
            if self.cell is not None:
                raise WrongUse("网页里的表格套着表格，请在表格软件中打开后另存为 .xlsx 再报", code="not-a-table")
            self._enter(tag, said)
            self.stack.append([])
            self.standing.append({})
        elif tag == "tr" and self.stack:
            self._close_cell()
            self._enter(tag, said)
            self.stack[-1].append([])
        elif tag in ("td", "th") and self.stack:
            self._close_cell()
            if not self.stack[-1]:
                self.stack[-1].append([])
            self.spans = (_span(said.get("rowspan")), _span(said.get("colspan")))
            self._enter(tag, said)
            self.cell, self.line_ended, self.marks = [], False, Mark(0)
        elif tag in _EMPTY:
            self.line_ended |= tag == "hr"
            if tag == "br" and self.cell is not None:
                self.cell.append("\n")
        elif tag not in ("tr", "td", "th"):
            self.line_ended |= self._enter(tag, said).line
            if tag in _CHOICES and self.cell is not None:
                self.marks |= Mark.CHOICE

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.hushed = max(0, self.hushed - 1)
        elif tag in ("td", "th", "tr"):
            self._close_cell()
            self._leave({tag}, _IN_TABLE)
        elif tag == "table" and self.stack:
            self._close_cell()
            self._leave({tag}, ())
            self.tables.append(self.stack.pop())
            self.standing.pop()
        else:
            self._leave({tag}, _CELLS)

    def handle_data(self, data: str) -> None:
        if self.cell is None or self.hushed:
            return
        if self.line_ended:
            data = data.lstrip(_BLANKS)
        if data.strip():
            look = self.open[-1].look
            self.marks |= (Mark.STRUCK if look.struck else Mark.STANDING) | (Mark.HIDDEN if look.hidden else Mark.SEEN)
            if self.line_ended:
                self._break()
        if data:
            self.cell.append(data)

    def close(self) -> None:
        super().close()
        if self.stack:
            raise WrongUse("网页没有传完：表格没有结束，请重新导出后再报", code="damaged-file")

    def _break(self) -> None:
        """A line begins, unless it is the cell's first."""
        assert self.cell is not None
        while self.cell and not self.cell[-1].strip(_BLANKS):
            self.cell.pop()
        if self.cell:
            self.cell[-1:] = self.cell[-1].rstrip(_BLANKS), "\n"
        self.line_ended = False

    def _enter(self, tag: str, said: dict[str, str | None]) -> Look:
        if tag in _INSIDE:
            while self.open and self.open[-1].tag not in _INSIDE[tag]:
                self.open.pop()
        elif tag in LINES:
            self._leave({"p"}, _CELLS)
        if tag in _ENDS:
            tags, lists = _ENDS[tag]
            self._leave(tags, _CELLS | lists)
        element = self.looks.element(tag, said, self.open)
        if len(self.open) < _DEEPEST:
            self.open.append(element)
        elif self.cell is not None:
            raise WrongUse("网页表格的一格里标签套得太深，请在表格软件中打开后另存为 .xlsx 再报", code="not-a-table")
        return element.look

    def _leave(self, tags: Collection[str], within: Collection[str]) -> None:
        """The innermost open element of these tags ends, with all that is in it; nothing does beyond one of ``within``."""
        for at in range(len(self.open) - 1, -1, -1):
            if self.open[at].tag in tags:
                self.line_ended |= any(element.look.line for element in self.open[at:])
                del self.open[at:]
                return
            if self.open[at].tag in within:
                return

    def _close_cell(self) -> None:
        if self.cell is None:
            return
        text, self.cell = "".join(self.cell).replace("\0", "").strip(_BLANKS), None
        if self.marks not in _PLAIN:
            text = Marked(text)
            text.marks = self.marks
        rows, standing = self.stack[-1], self.standing[-1]
        row, number = rows[-1], len(rows) - 1
        _fill(row, number, standing)
        down, across = self.spans
        for part in range(across):
            if down > 1:
                standing[len(row)] = (number + down - 1, text if part == 0 else "")
            row.append(text if part == 0 else "")
        if len(row) > _SPAN * 10:
            raise WrongUse("网页表格的列太多，不像正常的表格", code="too-many-columns")
        _fill(row, number, standing)


class Page:
    """The one table of an HTML page that fits, as a table."""

    kind = "html"

    def __init__(self, opened: Callable[[], BinaryIO], name: str, recognise: Recognise | None, limits: Limits) -> None:
        self.name, self.limits, self.recognise = name, limits, recognise
        data = bytearray()
        with opened() as stream:
            self.encoding = encoding_of(stream)
            for block in blocks(stream, self.encoding, Counter(), limits):
                data += block
                if len(data) > _LARGEST:
                    raise WrongUse("网页文件太大，请在表格软件中打开后另存为 .xlsx 再报", code="file-too-large")
        text = data.decode("utf-8")
        parser = _Tables(Looks.of_page(text))
        parser.feed(text)
        parser.close()
        found: list[tuple[int, Heading, list[list[str]]]] = []
        for rows in parser.tables:
            if any(cell.strip() for row in rows for cell in row):
                head, count = heading.find(rows, recognise)
                found.append((count, head, rows))
        if not found:
            raise WrongUse("网页里没有表格，请报送表格原件（.xlsx 或 CSV）", code="not-a-table")
        fitting = [table for table in found if table[0] >= 2 and len(table[2]) > table[1].rows]
        if len(fitting) > 1:
            raise WrongUse(_said("网页里有 %(count)s 张表格，分不清哪一张是数据，请分别另存为 .xlsx 再报", count=len(fitting)), code="several-tables")
        _, self.heading, self.rows = fitting[0] if fitting else max(found, key=lambda table: table[0])
        if not fitting and len(self.rows) <= self.heading.rows and any(len(rows) > 1 or len(rows[0]) > 1 for _, _, rows in found if rows is not self.rows):
            raise WrongUse("网页里的列名自成一张表格，数据不在其中，请在表格软件中合为一张，另存为 .xlsx 再报", code="several-tables")

    def told(self) -> dict[str, object]:
        """Hidden rows and columns, which count like any other."""
        rows = sum(_unseen(row) for row in self.rows[self.heading.rows :])
        counted = {"hidden_rows": 0 if len(self._hidden()) == self.heading.named else rows, "hidden_columns": len(self._hidden())}
        return {what: number for what, number in counted.items() if number}

    def raws(self) -> Iterator[Raw]:
        """The rows below the header."""
        width, named = len(self.heading.cells), self.heading.named
        below = self.rows[self.heading.rows :]
        known = {column for column, name in enumerate(self.heading.cells) if not self.recognise or self.recognise(name)}
        hidden = self._hidden()
        for begin in range(0, len(below), 20_000):
            rows = below[begin : begin + 20_000]
            faults: dict[int, list[Fault]] = {}
            for place, row in enumerate(rows):
                found = _faults(row, known, hidden) if any(isinstance(cell, Marked) for cell in row) else []
                if len(row) < named and any(cell.strip() for cell in row):
                    found.append(Fault("row-short"))
                if found:
                    faults[place] = found
            yield raw_of(rows, width, faults)

    def _hidden(self) -> set[int]:
        """The columns that are hidden from their header on."""
        header = self.rows[: self.heading.rows]
        return {column for row in header for column, cell in enumerate(row) if Mark.HIDDEN in _marks(cell) and Mark.SEEN not in _marks(cell)}


def _faults(row: list[str], known: set[int], hidden: set[int]) -> list[Fault]:
    """What of a row cannot be told: lists to choose from, text struck out, and text that is hidden where neither its row nor its column is."""
    marks = {column: _marks(cell) for column, cell in enumerate(row) if column in known and cell}
    struck = {column for column, mark in marks.items() if Mark.STRUCK in mark}
    whole = {column for column in struck if Mark.STANDING not in marks[column]}
    of_cells = set() if _unseen(row) else {column for column, mark in marks.items() if Mark.HIDDEN in mark} - hidden
    unclear = of_cells | {column for column, mark in marks.items() if Mark.CHOICE in mark}
    return faults_of(set(marks), whole, struck | unclear)


def _unseen(row: list[str]) -> bool:
    """A row of which nothing is shown."""
    filled = [_marks(cell) for cell in row if cell]
    return bool(filled) and all(Mark.HIDDEN in mark and Mark.SEEN not in mark for mark in filled)


def _marks(cell: str) -> Mark:
    return cell.marks if isinstance(cell, Marked) else Mark(0)


def _fill(row: list[str], number: int, standing: dict[int, tuple[int, str]]) -> None:
    while len(row) in standing and standing[len(row)][0] >= number:
        row.append(standing[len(row)][1])


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _SPAN) if text and text.strip().isascii() and text.strip().isdigit() else 1
