"""质量: of each check, how often it applied, and how often it failed; the rest passed or had nothing to do with a row."""

from collections import Counter
from collections.abc import Iterable

LINES = 5


class Quality:
    """质量计数: counts by check and element, of a chunk or of a whole batch."""

    def __init__(self) -> None:
        self.applied: Counter[str] = Counter()
        self.failed: Counter[tuple[str, str]] = Counter()
        self.lines: dict[str, list[int]] = {}

    def add(self, code: str, element: str, applied: int, failed: int) -> None:
        """A check has applied to, and failed, so many rows."""
        self.applied[code] += applied
        if failed:
            self.failed[code, element] += failed

    def example(self, code: str, lines: Iterable[int]) -> None:
        """Lines to look at first, where the rows themselves were not returned."""
        self.lines[code] = sorted({*self.lines.get(code, ()), *lines})[:LINES]

    def retract(self, code: str, element: str, rows: int) -> None:
        """So many of the rows that failed could not be judged after all."""
        self.failed[code, element] -= rows
        self.applied[code] -= rows

    def update(self, other: "Quality") -> None:
        """Take in the counts of another part of the batch."""
        self.applied.update(other.applied)
        self.failed.update(other.failed)
        for code, lines in other.lines.items():
            self.example(code, lines)

    def told(self) -> dict[str, dict[str, object]]:
        """By code: ``applies`` and ``fails`` (over all elements a check looks at), ``elements`` and ``lines`` where something failed."""
        made: dict[str, dict[str, object]] = {}
        for code, applied in self.applied.items():
            of_elements = {element: count for (of, element), count in self.failed.items() if of == code and count and element}
            fails = sum(count for (of, _), count in self.failed.items() if of == code)
            made[code] = {"applies": applied, "fails": fails}
            if of_elements:
                made[code]["elements"] = of_elements
            if fails and code in self.lines:
                made[code]["lines"] = self.lines[code]
        return made
