"""日志头: the signed heads as they are read, and the proof that a newer log begins with an older one. For the public side too."""

from chengxin.ground import database, digests, merkle
from chengxin.ground.errors import NotFound


def latest() -> str | None:
    """The newest checkpoint as a signed note; None before the first."""
    found = database.fetch("SELECT note FROM publicity.audit_head()")
    return found[0]["note"] if found else None


def consistency(old: int) -> tuple[str, list[bytes]]:
    """The newest checkpoint and the proof that its log begins with the one of ``old`` entries. Raises NotFound where there are not so many."""
    found = database.fetch("SELECT size, digest, note FROM publicity.audit_head()")
    if not found or not 0 <= old <= found[0]["size"]:
        raise NotFound(f"日志没有 {old} 条")
    head = found[0]
    h = digests.raw_hash(head["digest"])
    return head["note"], merkle.consistency(old, head["size"], merkle.kept(_read, h), h)


def _read(height: int, first: int, count: int) -> bytes:
    return bytes(database.fetch_value("SELECT publicity.audit_nodes(%s, %s, %s)", [height, first, count]) or b"")
