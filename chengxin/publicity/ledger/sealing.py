"""封签: the place where the log goes on, and the signed head over what came."""

from collections.abc import Sequence

from django.db import connection

from chengxin.ground.api import database, digests, merkle, notes
from chengxin.publicity.ledger.heads import Head

sha256 = digests.raw_hash("sha256")  # by the formats of C2SP, whatever the setting


def lock(*, wait: bool = True) -> bool:
    """Be the only one at the ledger until the transaction ends; without waiting: whether one is."""
    if wait:
        database.fetch("SELECT pg_advisory_xact_lock(hashtext('publicity.ledger'))")
        return True
    return bool(database.fetch_value("SELECT pg_try_advisory_xact_lock(hashtext('publicity.ledger'))"))


def place() -> tuple[int, merkle.Range]:
    """Size and complete subtrees of the log as it is."""
    found = database.fetch("SELECT size, peaks FROM publicity_ledgercheckpoint ORDER BY size DESC LIMIT 1")
    return (found[0]["size"], merkle.Range.unpacked(found[0]["size"], bytes(found[0]["peaks"]))) if found else (0, merkle.Range())


def seal(grown: merkle.Growth, origin: str, signers: Sequence[notes.Signer]) -> Head:
    """Put nodes and signed head beside the leaves that made them."""
    head = Head(origin, grown.range.size, grown.range.root(sha256))
    body = head.body()
    note = notes.Note(body, tuple(one.sign(body) for one in signers))
    heights, indexes, nodes = (list(column) for column in zip(*grown.nodes, strict=True)) if grown.nodes else ([], [], [])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT publicity_ledger_seal(%s, %s, %s, %s, %s::integer[], %s::bigint[], %b::bytea[])",
            [head.size, head.root, grown.range.packed(), str(note), heights, indexes, nodes],
        )
    return head
