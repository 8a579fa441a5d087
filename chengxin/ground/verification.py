"""核验: what verifying a Merkle log has in common, whatever its leaves are of: the report, and the tree made anew beside the stored one."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from chengxin.ground import merkle

SHOWN = 50  # of each kind of finding, told with their places


@dataclass
class Report:
    """核验结果: what was found, and what could not be covered. A log's own report says its ``MESSAGES`` by code and the field that counts its leaves."""

    MESSAGES: ClassVar[Mapping[str, str]]
    COUNTED: ClassVar[str]

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[dict[str, Any]] = field(default_factory=list)
    head: dict[str, Any] | None = None
    outside: dict[str, Any] | None = None
    uncovered: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0

    def found(self, code: str, **where: Any) -> None:
        """Note a finding; the first of each kind are told with their place."""
        self.counts[code] += 1
        if self.counts[code] <= SHOWN:
            self.findings.append({"code": code, "message": self.MESSAGES[code], **where})

    def told(self) -> dict[str, Any]:
        """As data."""
        return {
            "intact": not self.counts, self.COUNTED: getattr(self, self.COUNTED), "found": dict(self.counts), "findings": self.findings,
            "head": self.head, "outside": self.outside, "uncovered": self.uncovered, "seconds": self.seconds,
        }  # fmt: skip


class Tree:
    """树: made anew from ``leaves``, the digests one after the other."""

    def __init__(self, leaves: bytes, h: merkle.Hash) -> None:
        self._h, self.levels = h, merkle.levels(leaves, h)
        self.size = len(self.levels[0]) // merkle.WIDTH

    def root(self, size: int) -> bytes | None:
        """The root of the first ``size`` leaves, None where there are not so many."""
        return merkle.root(size, merkle.among(self.levels), self._h) if size <= self.size else None

    def differing(self, stored: dict[tuple[int, int], bytes], below: str) -> Iterator[tuple[int, str]]:
        """Where the nodes ``stored`` by height and index are not those of this tree: the first leaf below, and why; ``below`` what leaves are called."""
        for height in range(merkle.KEPT_EVERY, len(self.levels), merkle.KEPT_EVERY):
            level = self.levels[height]
            for index in range(len(level) // merkle.WIDTH):
                if stored.pop((height, index), None) != level[index * merkle.WIDTH : (index + 1) * merkle.WIDTH]:
                    yield index << height, f"高度 {height} 的节点 {index} 与其下的{below}不符"
        for height, index in stored:
            yield index << height, f"多出高度 {height} 的节点 {index}"
