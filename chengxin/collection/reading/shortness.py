"""缺格: rows of separated text with fewer cells than the header: which are certainly cut or broken, and which may only lack blank cells at the end.

Some programs leave out separators behind the last filled cell everywhere; spreadsheet programs do so for sixteen rows at a time, counted from the
top of the sheet, where none of them has a last cell. A row that is short after a whole one within such sixteen, in a file that has written a
blank last cell out before, is nobody's habit: its cells have moved, or the rest of it stands in the next line (docs/rulings.md, 487).
"""

from collections.abc import Sequence

from chengxin.collection.reading.table import Heading

_TOGETHER = 16


class Shortness:
    """The rows of one file in order: what is said of a row depends on those before it, however the file is cut into blocks."""

    def __init__(self, heading: Heading) -> None:
        self.width, self._full, self._row = heading.named, len(heading.cells), heading.rows
        self._written_out = False  # a blank last cell, by any row so far
        self._before = True  # the row before is whole, as the header is, or torn
        self._short = 0

    def passed(self, count: int, *, blank_end: bool) -> None:
        """So many rows follow, none of them short; ``blank_end``: one of them has a blank last cell."""
        self._row += count
        self._before = self._before or bool(count)
        self._written_out = self._written_out or blank_end

    def is_torn(self, cells: Sequence[str], *, cut_off: bool) -> bool | None:
        """Whether the next row is short and certainly not what was written; None: it is not short. ``cut_off``: the file ends in its middle."""
        self._row += 1
        if len(cells) >= self.width:
            self._before = True
            self._written_out = self._written_out or (len(cells) == self._full and not cells[self.width - 1])
            return None
        if not any(cell.strip() for cell in cells):
            return None
        within = self._before and (self._row - 1) % _TOGETHER != 0
        self._before = (self._written_out and within) or (cut_off and (self._written_out or not self._short))
        self._short += 1
        return self._before
