"""网页表格: an HTML page saved as .xls, as many office systems export: its one table that fits, merged cells unfolded."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import BinaryIO

from chengxin.collection.reading import heading
from chengxin.collection.reading.encoding import blocks, encoding_of
from chengxin.collection.reading.limits import Limits
from chengxin.collection.reading.table import Fault, Heading, Raw, Recognise, raw_of
from chengxin.ground.api import WrongUse

_LARGEST = 256 << 20
_SPAN = 1000
#: Tags whose text is one of several, or no longer said.
_UNCLEAR = frozenset({"select", "datalist", "del", "s", "strike"})
#: Tags that hold nothing and never end.
_EMPTY = frozenset({"br", "hr", "img", "input", "wbr", "col", "meta", "link"})
#: Tags that stand on lines of their own.
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote", "center"})
_STYLES, _RULE, _CLASS = re.compile(r"<style\b[^>]*>(.*?)</style", re.DOTALL | re.IGNORECASE), re.compile(r"([^{}]*)\{([^{}]*)\}"), re.compile(r"\.([\w-]+)")
#: What a style says of words that nobody sees, or that are struck out.
_NOT_SAID = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)


class Unclear(str):
    """A cell's text of which nobody can tell what of it holds."""


class _Tables(HTMLParser):
    """Collects the rows of every table; what nests inside a cell is its text."""

    def __init__(self, styles: str) -> None:
        super().__init__(convert_charrefs=True)
        self.not_said = {name for who, says in _RULE.findall(styles) if _NOT_SAID.search(says) for name in _CLASS.findall(who)}
        self.row_not_said = False
        self.inside: list[str] = []  # open tags from the first on whose words are not said, the cell's own among them
        self.tables: list[list[list[str]]] = []
        self.stack: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.spans: tuple[int, int] = (1, 1)
        self.standing: list[dict[int, tuple[int, str]]] = []
        self.hushed = 0
        self.unclear = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self.hushed += 1
        elif tag == "table":
            if self.cell is not None:
                raise WrongUse("网页里的表格套着表格，请在表格软件中打开后另存为 .xlsx 再报", code="not-a-table")
            self.stack.append([])
            self.standing.append({})
        elif tag == "tr" and self.stack:
            self._close_cell()
            self.stack[-1].append([])
            self.row_not_said = self._hides(attrs)
        elif tag in ("td", "th") and self.stack:
            self._close_cell()
            if not self.stack[-1]:
                self.stack[-1].append([])
            said = dict(attrs)
            self.spans = (_span(said.get("rowspan")), _span(said.get("colspan")))
            self.cell, self.inside = [], [tag] if self.row_not_said or self._hides(attrs) else []
        elif self.cell is not None:
            self._in_cell(self.cell, tag, attrs)

    def _in_cell(self, cell: list[str], tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            cell.append("\n")
        elif tag in _BLOCKS:
            self._break()
        if tag in _UNCLEAR:
            self.unclear = True
        if tag not in _EMPTY and (self.inside or self._hides(attrs)):
            self.inside.append(tag)

    def _break(self) -> None:
        """A line of its own: what follows is parted from what was said."""
        if self.cell and not self.cell[-1].endswith("\n"):
            self.cell.append("\n")

    def _hides(self, attrs: list[tuple[str, str | None]]) -> bool:
        said = dict(attrs)
        return "hidden" in said or bool(_NOT_SAID.search(said.get("style") or "")) or not self.not_said.isdisjoint((said.get("class") or "").split())

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.hushed = max(0, self.hushed - 1)
        elif tag in ("td", "th", "tr"):
            self._close_cell()
        elif tag == "table" and self.stack:
            self._close_cell()
            self.tables.append(self.stack.pop())
            self.standing.pop()
        elif self.cell is not None:
            if tag in _BLOCKS:
                self._break()
            while tag in self.inside and self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.cell is not None and not self.hushed:
            self.cell.append(data)
            self.unclear = self.unclear or bool(self.inside and data.strip())

    def close(self) -> None:
        super().close()
        if self.stack:
            raise WrongUse("网页没有传完：表格没有结束，请重新导出后再报", code="damaged-file")

    def _close_cell(self) -> None:
        if self.cell is None:
            return
        text, self.cell = "".join(self.cell).replace("\0", "").strip(" \r\n\t"), None
        if self.unclear:
            text, self.unclear = Unclear(text), False
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
        self.name, self.limits = name, limits
        data = bytearray()
        with opened() as stream:
            self.encoding = encoding_of(stream)
            for block in blocks(stream, self.encoding, Counter(), limits):
                data += block
                if len(data) > _LARGEST:
                    raise WrongUse("网页文件太大，请在表格软件中打开后另存为 .xlsx 再报", code="file-too-large")
        text = data.decode("utf-8")
        parser = _Tables(" ".join(_STYLES.findall(text)))
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
            raise WrongUse(f"网页里有 {len(fitting)} 张表格，分不清哪一张是数据，请分别另存为 .xlsx 再报", code="several-tables")
        _, self.heading, self.rows = fitting[0] if fitting else max(found, key=lambda table: table[0])
        if not fitting and len(self.rows) <= self.heading.rows and any(len(rows) > 1 or len(rows[0]) > 1 for _, _, rows in found if rows is not self.rows):
            raise WrongUse("网页里的列名自成一张表格，数据不在其中，请在表格软件中合为一张，另存为 .xlsx 再报", code="several-tables")

    def told(self) -> dict[str, object]:
        """Nothing beyond that it was a page."""
        return {}

    def raws(self) -> Iterator[Raw]:
        """The rows below the header."""
        width, named = len(self.heading.cells), self.heading.named
        below = self.rows[self.heading.rows :]
        for begin in range(0, len(below), 20_000):
            rows = below[begin : begin + 20_000]
            faults: dict[int, list[Fault]] = {}
            for place, row in enumerate(rows):
                found = [Fault("unclear-cell", column) for column, cell in enumerate(row[:width]) if isinstance(cell, Unclear)]
                if len(row) < named and any(cell.strip() for cell in row):
                    found.append(Fault("row-short"))
                if found:
                    faults[place] = found
            yield raw_of(rows, width, faults)


def _fill(row: list[str], number: int, standing: dict[int, tuple[int, str]]) -> None:
    while len(row) in standing and standing[len(row)][0] >= number:
        row.append(standing[len(row)][1])


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _SPAN) if text and text.strip().isascii() and text.strip().isdigit() else 1
