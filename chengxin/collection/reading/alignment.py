"""错行: a column that was pushed down, as when a cell is inserted in a spreadsheet: a gap within it, and its last values alone below the table.

Every value from the gap on would be taken for its neighbour's, a firm's name for that of the firm above it (docs/rulings.md, 489).
"""

import re
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from chengxin.collection.reading.table import Chunk, Layout
from chengxin.ground.api import WrongUse

_AT_MOST = 20  # rows that hang below the table
_REMARK = re.compile(r"[:：]|^\s*(?:以上|本表|本页|附?注|备注|说明)")  # no value that moved, but somebody's word about the table


@dataclass
class _Column:
    blanks: int = 0
    first_blank: int = 0


@dataclass
class Alignment:
    """The columns of one table as its rows go by; only named ones count."""

    layout: Layout
    columns: dict[int, _Column] = field(default_factory=dict)
    rows: int = 0
    last: Chunk | None = None

    def passed(self, chunk: Chunk) -> None:
        """These rows follow."""
        self.rows += len(chunk)
        self.last = chunk
        for number, column in enumerate(chunk.columns):
            if self.layout.codes and not self.layout.codes[number]:
                continue
            seen = self.columns.setdefault(number, _Column())
            blank = _blank(column)
            if count := pc.sum(blank).as_py() or 0:
                seen.first_blank = seen.first_blank if seen.blanks else chunk.first_line + pc.index(blank, True).as_py()
                seen.blanks += count

    def check(self) -> None:
        """The table has ended. Raises WrongUse (``column-moved``) where its last rows hold just what is missing further up."""
        if not self.last or self.rows < 3:
            return
        hanging = self._filled(len(self.last) - 1)
        if not hanging or len(hanging) * 2 >= len(self.columns):
            return
        rows = 1
        while rows <= _AT_MOST and rows < len(self.last) and self._filled(len(self.last) - 1 - rows) == hanging:
            rows += 1
        gaps = {self.columns[number].first_blank for number in hanging if self.columns[number].blanks == rows}
        if len(gaps) != 1 or any(self.columns[number].blanks != rows for number in hanging):
            return
        (line,) = gaps
        names = "、".join(f"“{self.layout.header[number]}”" for number in hanging)
        raise WrongUse(
            f"数据最后 {rows} 行只填了{names}，而第 {line} 行正缺这一项：像是这一列自第 {line} 行起整列下移了，以下各行的值都错了行。整份文件未收，请对齐后再报",
            code="column-moved",
        )

    def _filled(self, index: int) -> list[int]:
        """The named columns that a row of the last chunk fills; none for a row that is no data."""
        assert self.last
        if index in self.last.faults or index in self.last.extra:
            return []
        filled = {number: text for number in self.columns if (text := self.last.columns[number][index].as_py().strip())}
        return [] if any(_REMARK.search(text) for text in filled.values()) else list(filled)


def _blank(column: pa.StringArray) -> pa.BooleanArray:
    return pc.or_(pc.equal(pc.binary_length(column), 0), pc.utf8_is_space(column))
