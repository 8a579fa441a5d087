"""瓦片: the tree as files (C2SP tlog-tiles): their addresses, and their bytes made from the leaves."""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass

from chengxin.ground.api import NotFound, database, merkle
from chengxin.publicity.ledger.sealing import sha256

WIDTH = 256  # hashes of a full tile
ENTRIES = "entries"
LONGEST = 120
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True)
class Tile:
    """瓦片: rows ``index * 256`` on, ``width`` of them, of the hashes at height 8 · level, or of the entries (level None)."""

    level: int | None
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is found below the prefix of the log."""
        figures = str(self.index).zfill(3)
        figures = figures.zfill(-(-len(figures) // 3) * 3)
        parts = [figures[at : at + 3] for at in range(0, len(figures), 3)]
        number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        return f"tile/{ENTRIES if self.level is None else self.level}/{number}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @classmethod
    def parse(cls, path: str) -> "Tile | None":
        """The tile of a path; None where no tile is called so."""
        found = _PATH.fullmatch(path) if len(path) <= LONGEST else None
        if not found:
            return None
        level, number, width = found.groups()
        made = cls(None if level == ENTRIES else int(level), int(number.replace("x", "").replace("/", "")), int(width or WIDTH))
        return made if made.path == path and (made.level or 0) <= 63 else None


def bytes_of(tile: Tile) -> bytes:
    """What the tile holds. Raises NotFound where the log has not so many rows yet."""
    first = tile.index * WIDTH
    if (tile.level or 0) > 7 or first >= 2**62:  # 2^63 leaves are not reached
        raise NotFound("日志还没有这么长")
    if tile.level is None:
        (row,) = database.fetch("SELECT count, packed FROM publicity.ledger_entries(%s, %s)", [first, tile.width])
        count, packed = row["count"], bytes(row["packed"] or b"")
    else:
        packed = bytes(database.fetch_value("SELECT publicity.ledger_hashes(%s, %s, %s)", [merkle.KEPT_EVERY * tile.level, first, tile.width]) or b"")
        count = len(packed) // merkle.WIDTH
    if count != tile.width:
        raise NotFound("日志还没有这么长")
    return packed


def tree(size: int, fetch: Callable[[Tile], bytes]) -> merkle.NodeAt:
    """The nodes of the log of ``size`` leaves, read tile by tile, each once."""
    had: dict[tuple[int, int], bytes] = {}

    def rows(height: int, first: int, count: int) -> bytes:
        index = first // WIDTH
        if (height, index) not in had:
            had[height, index] = fetch(Tile(height // merkle.KEPT_EVERY, index, min(WIDTH, (size >> height) - index * WIDTH)))
        start = (first - index * WIDTH) * merkle.WIDTH
        return had[height, index][start : start + count * merkle.WIDTH]

    return merkle.kept(rows, sha256)


def unpacked(packed: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError where it is cut off."""
    found, at = [], 0
    while at < len(packed):
        if at + 2 > len(packed):
            raise ValueError("a bundle that is cut off")
        (length,) = struct.unpack_from(">H", packed, at)
        found.append(packed[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(packed):
        raise ValueError("a bundle that is cut off")
    return found
