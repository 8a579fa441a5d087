"""默克尔树: the tree of RFC 9162, section 2.1, over leaf hashes: roots, growth in O(new · log n), proofs. Pure.

A hash is 32 bytes, of whichever algorithm the log was born with. Where many are needed they lie in one ``bytes``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Hash = Callable[[bytes], bytes]
Read = Callable[[int, int, int], bytes]  # (stored height, first, count) → nodes, packed
NodeAt = Callable[[int, int], bytes]  # (height, index) of a complete subtree → its hash
WIDTH = 32
KEPT_EVERY = 8  # heights whose complete nodes are stored, so that a proof never reads more than 2^8 of them at a step


def leaf(data: bytes, h: Hash) -> bytes:
    """The hash of an entry: 0x00 stands before it."""
    return h(b"\0" + data)


def node(left: bytes, right: bytes, h: Hash) -> bytes:
    """The hash over two subtrees: 0x01 stands before them."""
    return h(b"\1" + left + right)


def empty(h: Hash) -> bytes:
    """The root of a log without entries."""
    return h(b"")


@dataclass(frozen=True)
class Range:
    """紧凑区间: of a log of ``size`` leaves, the complete subtrees from the largest to the smallest; enough to go on from."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def root(self, h: Hash) -> bytes:
        """The root of the log."""
        if not self.peaks:
            return empty(h)
        *rest, made = self.peaks
        for peak in reversed(rest):
            made = node(peak, made, h)
        return made

    def packed(self) -> bytes:
        """The peaks one after the other."""
        return b"".join(self.peaks)

    @classmethod
    def unpacked(cls, size: int, peaks: bytes) -> "Range":
        """A range as it was packed. Raises ValueError where the peaks are not those of ``size`` leaves."""
        if len(peaks) != WIDTH * size.bit_count():
            raise ValueError(f"{len(peaks)} bytes are no peaks of {size} leaves")
        return cls(size, tuple(peaks[at : at + WIDTH] for at in range(0, len(peaks), WIDTH)))


@dataclass
class Growth:
    """增长: the range after new leaves, and the complete nodes of kept heights that came with them."""

    range: Range
    nodes: list[tuple[int, int, bytes]] = field(default_factory=list)


def grow(before: Range, leaves: Sequence[bytes], h: Hash) -> Growth:
    """``before`` with ``leaves`` after it."""
    heights = [height for height in reversed(range(before.size.bit_length())) if before.size >> height & 1]
    left = dict(zip(heights, before.peaks, strict=True))
    peaks: dict[int, bytes] = {}
    kept: list[tuple[int, int, bytes]] = []
    row, height = list(leaves), 0
    while row or any(at >= height for at in left):
        first = before.size >> height  # index of the first node of this height that is new
        if height and height % KEPT_EVERY == 0:
            kept += [(height, first + place, hash_) for place, hash_ in enumerate(row)]
        if height in left:
            row.insert(0, left[height])
        if len(row) % 2:
            peaks[height] = row.pop()
        row = [h(b"\1" + row[at] + row[at + 1]) for at in range(0, len(row), 2)]
        height += 1
    return Growth(Range(before.size + len(leaves), tuple(peaks[at] for at in sorted(peaks, reverse=True))), kept)


def levels(leaves: bytes, h: Hash) -> list[bytes]:
    """The complete nodes of every height over packed ``leaves``, each height packed."""
    made = [leaves]
    while len(made[-1]) >= 2 * WIDTH:
        below = made[-1]
        made.append(b"".join([h(b"\1" + below[at : at + 2 * WIDTH]) for at in range(0, len(below) - 2 * WIDTH + 1, 2 * WIDTH)]))
    return made


def among(made: list[bytes]) -> NodeAt:
    """The nodes of ``levels``."""
    return lambda height, index: made[height][index * WIDTH : (index + 1) * WIDTH]


def kept(read: Read, h: Hash) -> NodeAt:
    """Nodes where only those of kept heights are stored: made from the nearest stored height below. Raises LookupError where that has a hole."""

    def node_at(height: int, index: int) -> bytes:
        stored = height // KEPT_EVERY * KEPT_EVERY
        count = 1 << height - stored
        row = read(stored, index * count, count)
        if len(row) != count * WIDTH:
            raise LookupError(f"node {height}/{index} of the log is not whole")
        return levels(row, h)[-1]

    return node_at


def root(size: int, node_at: NodeAt, h: Hash) -> bytes:
    """The root over the first ``size`` leaves."""
    return _over(0, size, node_at, h) if size else empty(h)


def inclusion(index: int, size: int, node_at: NodeAt, h: Hash) -> list[bytes]:
    """The audit path of leaf ``index`` in the log of ``size`` leaves (2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} among {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_over(middle, end, node_at, h))
            end = middle
        else:
            path.append(_over(start, middle, node_at, h))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, node_at: NodeAt, h: Hash) -> list[bytes]:
    """The proof that the log of ``old`` leaves is the beginning of that of ``new`` (2.1.4.1); none is needed for nothing or the same."""
    if not 0 <= old <= new:
        raise ValueError(f"{old} leaves are no beginning of {new}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_over(middle, end, node_at, h))
            end = middle
        else:
            path.append(_over(start, middle, node_at, h))
            start, whole = middle, False
    if not whole:
        path.append(_over(start, end, node_at, h))
    return path[::-1]


def included(index: int, size: int, leaf_hash: bytes, path: Sequence[bytes], root_hash: bytes, h: Hash) -> bool:
    """Whether ``path`` proves the leaf to be in the log with that root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, made = index, size - 1, leaf_hash
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            made = node(step, made, h)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            made = node(made, step, h)
        at, last = at >> 1, last >> 1
    return last == 0 and made == root_hash


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes], h: Hash) -> bool:
    """Whether ``path`` proves the log with ``old_root`` to be the beginning of that with ``new_root`` (2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if old == 0:
        return not path and old_root == empty(h)
    if not 0 < old < new or not path:
        return False
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    of_old = of_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            of_old, of_new = node(step, of_old, h), node(step, of_new, h)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            of_new = node(of_new, step, h)
        at, last = at >> 1, last >> 1
    return last == 0 and of_old == old_root and of_new == new_root


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def _over(start: int, end: int, node_at: NodeAt, h: Hash) -> bytes:
    """The hash over leaves from ``start`` to before ``end``, where ``start`` begins a subtree."""
    rights: list[bytes] = []
    while True:
        count = end - start
        if count & (count - 1) == 0:
            height = count.bit_length() - 1
            made = node_at(height, start >> height)
            break
        middle = start + _split(count)
        height = (middle - start).bit_length() - 1
        rights.append(node_at(height, start >> height))
        start = middle
    for left in reversed(rights):
        made = node(left, made, h)
    return made
