"""多格: rows of separated text with more cells than the header, all of them blank: which end in separators by habit, and which have cells that moved.

A separator within a cell, not in quotation, moves the cells behind it by one; where the last cell was blank, a blank one then stands beyond the
last column. Programs that end each row in a separator write the same, as do spreadsheet programs for sixteen rows at a time, counted from the
top of the sheet, where one of these has something there. No row has such a habit alone (docs/rulings.md, 620).
"""

from collections import Counter
from collections.abc import Sequence

from chengxin.collection.reading.careful import Record
from chengxin.collection.reading.table import Heading

_TOGETHER = 16
_NEARLY_ALL = 9  # rows that end so, for one that does not


class Longness:
    """The rows of one file in order, blank lines left out. Sixteen with a longer one among them are judged together, however the file is cut into blocks."""

    def __init__(self, heading: Heading) -> None:
        self._full, self._place = len(heading.cells), heading.rows % _TOGETHER
        self._plain_here = self._plain = 0  # rows that are no longer than the header: of these sixteen, and of all
        self._longer: Counter[int] = Counter()  # rows taken though they are longer, by their width
        self._held: list[Record] = []

    @property
    def holds(self) -> bool:
        """Whether rows wait for those that follow."""
        return bool(self._held)

    @property
    def taken(self) -> int:
        """How many rows went on though they are longer than the header, in a file where not all are."""
        return self._longer.total() if self._plain else 0

    def passed(self, count: int) -> None:
        """So many rows follow, none of them longer."""
        self._plain += count
        ends = self._place + count
        self._plain_here = ends % _TOGETHER if ends >= _TOGETHER else self._plain_here + count
        self._place = ends % _TOGETHER

    def settled(self, records: Sequence[Record], *, final: bool) -> list[Record]:
        """The rows that were held and the next ones, as far as it is known of them whether they have moved; of those that have, it is their fault. ``final``: no more follow."""
        rows, at = [*self._held, *records], 0
        self._held = []
        if all(len(row.cells) <= self._full for row in rows):
            self.passed(len(rows))
            return rows
        while at < len(rows):
            these = rows[at : at + _TOGETHER - self._place]
            longer = [index for index, row in enumerate(these) if len(row.cells) > self._full]
            if longer and self._place + len(these) < _TOGETHER and not final:
                self.passed(longer[0])
                self._held = rows[at + longer[0] :]
                return rows[: at + longer[0]]
            self._judge([row for row in these if len(row.cells) > self._full and not any(map(str.strip, row.cells[self._full :]))], len(these) - len(longer))
            self._place = (self._place + len(these)) % _TOGETHER
            self._plain_here = self._plain_here if self._place else 0
            at += len(these)
        return rows

    def _judge(self, longer: Sequence[Record], plain: int) -> None:
        """What is left of sixteen rows: those with blank cells beyond the header, and how many are no longer than it."""
        self._plain += plain
        self._plain_here += plain
        here = Counter(len(row.cells) for row in longer)
        habit = self._longer + here
        if habit.total() < _NEARLY_ALL * self._plain:
            habit = Counter() if self._plain_here else here
        width = max(habit, key=lambda one: (habit[one], -one), default=0)
        for row in longer:
            if habit[width] > 1 and len(row.cells) <= width:
                self._longer[len(row.cells)] += 1
            elif any(map(str.strip, row.cells)):
                row.fault = row.fault or "row-long"
