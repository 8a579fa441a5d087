"""细读: separated text line by line, with every quotation proved before it is believed.

A quotation mark counts where a cell begins with it, blanks before it aside. A quotation that never closes, closes in the middle
of a cell, or runs over lines that are whole rows themselves swallows nothing: its line alone is returned
and reading goes on with the next line. So is a line that has one cell in quotation and a mark left over in another.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from chengxin.ground.api import cells as safe_cells

_LINE_END = re.compile(r"\r\n|\n|\r")
_FORMULA = re.compile(f"'+{safe_cells.FORMULA}")
_BLANK = " \u00a0\u3000"
_FEW_LINES = 100  # how far a row may run while the width of the table is not known: each name of a header may be broken over lines


@dataclass(frozen=True)
class Quote:
    """引号: the marks that open and close a quotation in this file, and what stands before such a mark within one (nothing: it is doubled)."""

    opens: str = '"'
    closes: str = '"'
    escape: str = ""


@dataclass
class Record:
    """One row as read: its cells, where it ends in the text, and what is wrong with it."""

    cells: list[str]
    end: int
    fault: str | None = None


@dataclass
class Dialect:
    """Separator, quotation marks, and the width of the table where it is known (0: not yet)."""

    separator: str
    quote: Quote = field(default_factory=Quote)
    width: int = 0

    def __post_init__(self) -> None:
        closes, opens, escape = re.escape(self.quote.closes), re.escape(self.quote.opens), re.escape(self.quote.escape)
        inside = rf"(?:[^{closes}{escape}]++|{closes}{closes}" + (f"|{escape}." if escape else "") + ")*+"
        after = rf"[{_BLANK}]*(?={re.escape(self.separator)}|\Z)"
        self._begins = re.compile(f"[{_BLANK}]*{opens}")
        self._quoted = re.compile(f"[{_BLANK}]*{opens}({inside}){closes}{after}", re.DOTALL)
        self._open = re.compile(rf"[{_BLANK}]*{opens}{inside}\Z", re.DOTALL)

    def cells(self, text: str) -> list[str] | str:
        """The cells of ``text``; or ``open`` where a quotation goes on after it, ``unclear`` where one closes inside a cell or a mark is left over."""
        separator = self.separator
        if self.quote.opens not in text:
            found = text.split(separator)
            return "unclear" if "'" in text and any(map(self._left_over, found)) else found
        found, plain, at = [], [], 0
        while True:
            first = text[at : at + 1]
            if first == self.quote.opens or (first and first in _BLANK and self._begins.match(text, at)):
                quoted = self._quoted.match(text, at)
                if quoted is None:
                    return "open" if self._open.match(text, at) else "unclear"
                found.append(self._meant(quoted.group(1)))
                at = quoted.end()
            else:
                end = text.find(separator, at)
                cell = text[at:] if end < 0 else text[at:end]
                found.append(cell)
                plain.append(cell)
                at = len(text) if end < 0 else end
            if at >= len(text):
                left = len(plain) < len(found) and any(self.quote.opens in cell for cell in plain)
                return "unclear" if left or any(map(self._left_over, plain)) else found
            at += len(separator)

    def _meant(self, quoted: str) -> str:
        quoted = quoted.replace(self.quote.closes * 2, self.quote.closes)
        return re.sub(rf"{re.escape(self.quote.escape)}(.)", r"\1", quoted, flags=re.DOTALL) if self.quote.escape else quoted

    def _left_over(self, cell: str) -> bool:
        """Whether a cell stands between single marks that this file does not quote with; a mark before a formula is ours (ruling 150)."""
        return len(cell) > 1 and cell.startswith("'") and cell.endswith("'") and self.quote.opens != "'" and not _FORMULA.match(cell)

    def is_whole_row(self, line: str) -> bool:
        """True if a line by itself is a row of this table."""
        if self.width < 3 or line.count(self.separator) < self.width - 1:
            return False
        cells = self.cells(line)
        return isinstance(cells, list) and len(cells) == self.width and sum(line.count(mark) for mark in {self.quote.opens, self.quote.closes}) % 2 == 0


def records(text: str, dialect: Dialect, *, final: bool, longest: int) -> Iterator[Record]:
    """The rows of ``text``, blank lines among them as rows without cells.

    Stops before a quotation that is still open at the end of ``text``, unless it is ``final`` or the
    quotation is already longer than ``longest``.
    """
    at, size = 0, len(text)
    while at < size:
        line, after = _line(text, at)
        cells = dialect.cells(line) if line else []
        if isinstance(cells, list):
            yield Record(cells, after)
        elif cells == "unclear":
            yield Record(line.split(dialect.separator), after, "quote-unclear")
        else:
            closed = _closed(text, at, after, dialect, final=final, longest=longest)
            if closed is None:
                return
            if closed.fault:
                closed = Record(line.split(dialect.separator), after, closed.fault)
            yield closed
            after = closed.end
        at = after


def _closed(text: str, begin: int, after: int, dialect: Dialect, *, final: bool, longest: int) -> Record | None:
    """The row whose quotation is open at the end of its first line; None where more text is needed to know."""
    unclosed = Record([], after, "quote-unclosed")
    lines, at = 1, after
    while at < len(text):
        line, following = _line(text, at)
        lines += 1
        if dialect.is_whole_row(line) or (dialect.width == 0 and lines > _FEW_LINES) or at - begin > longest:
            return unclosed
        if dialect.quote.closes in line:
            cells = dialect.cells(text[begin : at + len(line)])
            if cells == "unclear":
                return unclosed
            if isinstance(cells, list):
                return Record(cells, following)
        at = following
    return unclosed if final or len(text) - begin > longest else None


def _line(text: str, at: int) -> tuple[str, int]:
    """The line that begins at ``at``, and where the next one does."""
    found = _LINE_END.search(text, at)
    return (text[at:], len(text)) if found is None else (text[at : found.start()], found.end())
