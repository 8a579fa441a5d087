"""错行: a column that was pushed down, as when a cell is inserted in a spreadsheet: a gap within it, and its last values alone below the table.

Every value from the gap on would be taken for its neighbour's, a firm's name for that of the firm above it (docs/rulings.md, 489).
"""

import re
from collections import deque
from dataclasses import dataclass
from itertools import takewhile

import pyarrow.compute as pc

from chengxin.collection.reading.table import Chunk, Layout
from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of

_AT_MOST = 20  # rows that hang below the table
_REMARK = re.compile(r"[:：]|^\s*(?:以上|本表|本页|附?注|备注|说明)")  # no value that moved, but somebody's word about the table


@dataclass
class _Column:
    blanks: int = 0
    first_blank: int = 0


class Alignment:
    """The columns of one table as its rows go by; only named ones count."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.columns = {number: _Column() for number, code in enumerate(layout.codes) if code}
        self.rows = 0
        self.last: deque[list[int]] = deque(maxlen=_AT_MOST + 1)  # which columns the last rows fill

    def passed(self, chunk: Chunk) -> None:
        """These rows follow."""
        self.rows += len(chunk)
        for number, seen in self.columns.items():
            lengths = pc.binary_length(chunk.columns[number])
            if pc.min(lengths).as_py() == 0:
                blank = pc.equal(lengths, 0)
                seen.first_blank = seen.first_blank if seen.blanks else chunk.first_line + pc.index(blank, True).as_py()
                seen.blanks += pc.sum(blank).as_py()
        self.last.extend(self._filled(chunk, index) for index in range(max(0, len(chunk) - _AT_MOST - 1), len(chunk)))

    def check(self) -> None:
        """The table has ended. Raises WrongUse (``column-moved``) where its last rows hold just what is missing further up."""
        hanging = self.last[-1] if self.last else []
        if not hanging or self.rows < 3 or len(hanging) * 2 >= len(self.columns):
            return
        rows = sum(1 for _ in takewhile(lambda filled: filled == hanging, reversed(self.last)))
        gaps = {(self.columns[number].blanks, self.columns[number].first_blank) for number in hanging}
        if len(gaps) != 1 or rows > _AT_MOST:
            return
        ((blanks, line),) = gaps
        if blanks != rows:
            return
        names = "、".join(f"“{self.layout.header[number]}”" for number in hanging)
        raise WrongUse(
            _said(
                "数据最后 %(rows)s 行只填了%(names)s，而第 %(line)s 行正缺这一项：像是这一列自第 %(line)s 行起整列下移了，以下各行的值都错了行。整份文件未收，请对齐后再报",
                rows=rows,
                names=names,
                line=line,
            ),
            code="column-moved",
        )

    def _filled(self, chunk: Chunk, index: int) -> list[int]:
        """The named columns that a row fills; none for a row that is no data."""
        if index in chunk.faults or index in chunk.extra:
            return []
        filled = {number: text for number in self.columns if (text := chunk.columns[number][index].as_py().strip())}
        return [] if any(_REMARK.search(text) for text in filled.values()) else list(filled)
