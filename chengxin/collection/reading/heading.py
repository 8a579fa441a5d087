"""找表头: the header is the first of the leading rows that names enough elements; what stands above it is told, never taken for data."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from chengxin.collection.reading.table import Heading, Recognise
from chengxin.ground.api import WrongUse, wording

_said = wording.Sentence.of

LEADING = 30
_SIDEWAYS = 4  # so many names one below the other are no row's data
_NAMELESS_KEPT = 20  # columns without a name after the last that has one
_LONG_NUMBER = re.compile(r"\d{8,}|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")
_IDENTITY = re.compile(r"[0-9A-Za-z]{15,}")


def find(rows: Sequence[Sequence[str]], recognise: Recognise | None, wide: Mapping[tuple[int, int], int] | None = None) -> tuple[Heading, int]:
    """The header among the leading ``rows`` and how many elements it names; 0 for the first row with content, below a title, where none names any.

    Two rows together are the header where the lower one fills what the heads of groups above it leave open.
    ``wide`` tells of a cell (row, column) that is merged across up to which column it reaches; by it a name
    that stands below several heads (名称, 代码) is told apart by its head (发证机关名称).
    """
    filled = [index for index, row in enumerate(rows[:LEADING]) if any(cell.strip() for cell in row)]
    if not filled:
        raise WrongUse(_said("前 %(rows)s 行里没有列名，也没有数据", rows=LEADING), code="no-header")
    if recognise is None:
        return _heading(rows, filled[0], filled[0], rows[filled[0]]), 0

    def named(cells: Sequence[str]) -> int:
        return len({code for cell in cells if (code := recognise(cell))})

    wide = wide or {}
    alone: tuple[Heading, int] | None = None
    for index in filled:
        count = named(rows[index])
        if count < 2:
            if count == 1 and alone is None and sum(bool(cell.strip()) for cell in rows[index]) == 1:
                alone = _heading(rows, index, index, rows[index]), 1
            continue
        first, last, cells = index, index, list(rows[index])
        if index + 1 < len(rows) and any(cell.strip() for cell in rows[index + 1]):
            both = _under(rows[index], rows[index + 1], _heads(rows, index, wide), recognise)
            below = [both[column] for column, cell in enumerate(rows[index + 1]) if cell.strip()]
            if named(both) > count and named(below) * 2 >= len(below):
                last, cells, count = index + 1, both, named(both)
        if last == index and index and (both := _under(rows[index - 1], rows[index], _heads(rows, index - 1, wide), recognise)) and named(both) > count:
            first, cells, count = index - 1, both, named(both)
        return replace(_heading(rows, first, last, cells), heads=_over(rows, first, last, wide)), count
    if any(named([row[column] for row in rows if column < len(row)]) >= _SIDEWAYS for column in (0, 1)):
        return replace(_heading(rows, filled[0], filled[0], rows[filled[0]]), sideways=True), 0
    below_title = next((index for index in filled if sum(bool(cell.strip()) for cell in rows[index]) > 1), filled[0])
    return alone or (_heading(rows, below_title, below_title, rows[below_title]), 0)


def told(text: str) -> str:
    """A line from outside the table, fit to be kept in the clear: short, and without anything like a number of a person."""
    text = _IDENTITY.sub(lambda found: found.group()[:2] + "…", " ".join(text.split()))
    return text if len(text) <= 100 else text[:99] + "…"


def _heads(rows: Sequence[Sequence[str]], index: int, wide: Mapping[tuple[int, int], int]) -> dict[int, str]:
    """Which head of a group stands above a column: its own cell, or one that is merged across it."""
    heads: dict[int, str] = {}
    for column, cell in enumerate(rows[index]):
        if head := "".join(cell.split()):
            heads |= dict.fromkeys(range(column, wide.get((index, column), column) + 1), head)
    return heads


def _over(rows: Sequence[Sequence[str]], first: int, last: int, wide: Mapping[tuple[int, int], int]) -> dict[int, str]:
    """What stands above the name of a column: the upper of two rows, or the row before the only one. A cell that is not merged reaches over the blank ones after it."""
    upper = first if first < last else first - 1
    if upper < 0:
        return {}
    over, head, reach = _heads(rows, upper, wide), "", -1
    for column in range(len(rows[last])):
        if column < len(rows[upper]) and rows[upper][column].strip():
            head = over[column] if first == last or (column < len(rows[last]) and rows[last][column].strip()) else ""
            reach = wide.get((upper, column), len(rows[last]))
        elif head and column <= reach:
            over.setdefault(column, head)
    return {column: told(text) for column, text in over.items()}


def _under(upper: Sequence[str], lower: Sequence[str], heads: Mapping[int, str], recognise: Recognise) -> list[str]:
    width = max(len(upper), len(lower))
    above, below = [*upper, *[""] * (width - len(upper))], [*lower, *[""] * (width - len(lower))]
    cells = [low if low.strip() else high for high, low in zip(above, below, strict=True)]
    doubled = {name for name, count in Counter(low.strip() for low in below).items() if name and count > 1}
    for column, low in enumerate(below):
        if (name := low.strip()) in doubled and column in heads:
            full = heads[column] + name
            if recognise(full) or not recognise(name):  # a name that is known by itself stays: doubled, it refuses the file
                cells[column] = full
    return cells


def _heading(rows: Sequence[Sequence[str]], first: int, last: int, cells: Sequence[str]) -> Heading:
    named = [index for index, cell in enumerate(cells) if cell.strip()]
    cells = cells[: named[-1] + 1 + _NAMELESS_KEPT]
    above = []
    for index, row in enumerate(rows[:first]):
        said = [cell.strip() for cell in row if cell.strip()]
        if len(said) >= max(4, len(named) / 2) and sum(bool(_LONG_NUMBER.search(cell)) for cell in said) >= 2:
            raise WrongUse(_said("列名在第 %(header)s 行，而它上方的第 %(line)s 行像是数据。请把列名移到数据之前再报", header=last + 1, line=index + 1), code="rows-above-header")
        if said:
            above.append(told(" ".join(said)))
    return Heading(tuple(cells), last + 1, tuple(above))
