"""外部日志: a ledger as others see it, by its address: its checkpoint, its keys, and the tree behind its tiles. Works with any log of tlog-tiles."""

import functools
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

from chengxin.ground.api import NotFound, WrongUse, merkle, notes
from chengxin.publicity.ledger import proofs, tiles
from chengxin.publicity.ledger.heads import Head, Signed, parse
from chengxin.publicity.ledger.sealing import sha256
from chengxin.publicity.ledger.tiles import Tile

SECONDS = 20
LARGEST = 1 << 24


class Damaged(Exception):
    """What the other side served does not fit its own checkpoint."""


class Elsewhere:
    """外部日志 at an address: the address of the site, or the prefix of the log."""

    def __init__(self, address: str) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise WrongUse(f"“{address}”不是网址。请写 https://…/ledger", code="bad-address")
        path = parts.path.rstrip("/").removesuffix("/checkpoint") or "/ledger"
        self.prefix = f"{parts.scheme}://{parts.netloc}{path}"
        self._fetch: Callable[[str], bytes] = functools.lru_cache(maxsize=4096)(self._get)

    def checkpoint(self) -> Signed:
        """The newest head. Raises WrongUse."""
        return parse(self._get("checkpoint").decode("utf-8", "replace"))

    def key_list(self) -> list[dict[str, str | int]]:
        """The keys it says it signed with, the first first; none where it is a log of another make."""
        try:
            told = json.loads(self._get("keys"))
            return [{"key": str(one["key"]), "leaf": int(one["leaf"]), "note": str(one["note"])} for one in told["keys"]]
        except (WrongUse, ValueError, KeyError, TypeError):
            return []

    def tree(self, head: Head) -> merkle.NodeAt:
        """Nodes of the log as it was at ``head``, from its tiles. Raises Damaged where they do not make its root."""
        node_at = tiles.tree(head.size, lambda tile: self._fetch(tile.path))
        try:
            if merkle.root(head.size, node_at, sha256) != head.root:
                raise Damaged("the tiles do not make the root")
        except LookupError as error:
            raise Damaged(str(error)) from error
        return node_at

    def entry(self, place: int, size: int) -> bytes:
        """The entry at a place of the log of ``size``. Raises Damaged."""
        index = place // tiles.WIDTH
        found = tiles.unpacked(self._fetch(Tile(None, index, min(tiles.WIDTH, size - index * tiles.WIDTH)).path))
        try:
            return found[place % tiles.WIDTH]
        except IndexError:
            raise Damaged("a bundle that is too short") from None

    def _get(self, path: str) -> bytes:
        try:
            with urllib.request.urlopen(urllib.request.Request(f"{self.prefix}/{path}", headers={"User-Agent": "chengxin-ledger"}), timeout=SECONDS) as answer:
                return answer.read(LARGEST)
        except urllib.error.HTTPError as error:
            raise WrongUse(f"{self.prefix}/{path} 答复 {error.code}", code="cannot-reach") from error
        except (OSError, ValueError) as error:
            raise WrongUse(f"连不上 {self.prefix}：{getattr(error, 'reason', error)}", code="cannot-reach") from error


def trusted(log: Elsewhere, signed: Signed, known: list[notes.PublicKey]) -> list[notes.PublicKey]:
    """``known`` with the keys that took over from them, each proven: named by a leaf in a checkpoint that the old key and the new one signed.

    Raises WrongUse where none of them signed ``signed``.
    """
    found = list(known)
    for one in log.key_list():
        if str(one["key"]) in {str(key) for key in found}:
            continue
        new, handover, leaf = notes.PublicKey.parse(str(one["key"])), parse(str(one["note"])), int(one["leaf"])
        if handover.head.size != leaf + 1 or handover.head.origin != signed.head.origin or len(handover.signers([found[-1], new])) != 2:
            continue
        try:
            node_at = log.tree(handover.head)
        except Damaged:
            continue
        entry = log.entry(leaf, handover.head.size)
        if entry == f"key {new}".encode() and node_at(0, leaf) == merkle.leaf(entry, sha256):
            found.append(new)
    if not signed.signers(found):
        raise WrongUse(f"{signed.head.origin} 的检查点没有所认公钥的签名", code="checkpoint-unsigned")
    return found


def read(place: str) -> tuple[Signed, Elsewhere | None]:
    """A checkpoint from an address or a file, and the log behind it where there is one. Raises WrongUse."""
    if "://" in place:
        log = Elsewhere(place)
        return log.checkpoint(), log
    try:
        return parse(Path(place).read_text(encoding="utf-8")), None
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(f"读不出检查点 {place}：{getattr(error, 'strerror', '') or '不是文本'}", code="bad-checkpoint") from error


def own_tree(head: Head) -> merkle.NodeAt | None:
    """The tree of our own log, where ``head`` is one of it and not longer."""
    try:
        now = proofs.head()
    except NotFound:
        return None
    return tiles.tree(head.size, tiles.bytes_of) if now.origin == head.origin and now.size >= head.size else None


def consistent(small: Signed, large: Signed, tree: merkle.NodeAt) -> bool:
    """Whether the log of ``large`` begins with that of ``small``; ``tree`` is the larger's."""
    a, b = small.head, large.head
    if a.size > b.size:
        return False
    try:
        path = merkle.consistency(a.size, b.size, tree, sha256)
    except LookupError as error:
        raise Damaged(str(error)) from error
    return merkle.consistent(a.size, b.size, a.root, b.root, path, sha256)
