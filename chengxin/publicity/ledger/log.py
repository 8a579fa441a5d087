"""公示留痕: what doors use of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from chengxin.ground.api import WrongUse, database, notes
from chengxin.publicity.ledger.entries import line_of, salt_of
from chengxin.publicity.ledger.heads import parse_all
from chengxin.publicity.ledger.keeping import Keeping
from chengxin.publicity.ledger.keys import rotate
from chengxin.publicity.ledger.proofs import LONGEST, Newest, Standing, about, consistency, entry_of, head, holds, inclusion, key_list, last_day, newest, opened, prove, receipt
from chengxin.publicity.ledger.sequencing import sequence_all
from chengxin.publicity.ledger.tiles import Tile, bytes_of
from chengxin.publicity.ledger.verifying import Report, Verifying
from chengxin.publicity.ledger.witness import compare, witness

__all__ = [
    "LONGEST",
    "Keeping",
    "Newest",
    "Report",
    "Standing",
    "Tile",
    "about",
    "bytes_of",
    "compare",
    "consistency",
    "entry_of",
    "head",
    "health",
    "holds",
    "inclusion",
    "key_list",
    "last_day",
    "line_of",
    "newest",
    "opened",
    "prove",
    "receipt",
    "rotate",
    "salt_of",
    "seen",
    "sequence_all",
    "verifier",
    "verify",
    "witness",
]


def verify(against: Path | None = None, *, keys: Sequence[str] = ()) -> Report:
    """Verify the whole ledger, also against checkpoints kept at ``against`` (a file, or a folder of them); ``keys``: public keys known from outside. Raises WrongUse."""
    outside = []
    if against:
        try:
            paths = sorted(path for path in against.rglob("*") if path.is_file() and not path.name.startswith(".")) if against.is_dir() else [against]
            outside = [one for path in paths for one in parse_all(path.read_text(encoding="utf-8"))]
        except (OSError, UnicodeDecodeError) as error:
            raise WrongUse(f"读不出检查点 {against}：{getattr(error, 'strerror', '') or '不是文本'}", code="bad-checkpoint") from error
        if not outside:
            raise WrongUse(f"{against} 中没有检查点", code="bad-checkpoint")
    known = [notes.PublicKey.parse(key) for key in keys]
    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]) as raw:
        return Verifying(raw, known).run(outside)


def seen(origin: str | None = None) -> list[dict[str, Any]]:
    """Heads of other logs that this instance cosigned, the newest of each."""
    return database.fetch("SELECT origin, size, note, address, seen_at FROM publicity.ledger_seen(%s)", [origin])


def health() -> dict[str, Any]:
    """How far the ledger is behind: size, time of its head, rows that wait, since when."""
    return database.fetch("SELECT size, head, waiting, oldest FROM publicity_ledger_health()")[0]


def verifier() -> bytes:
    """核验程序: the one file with which anybody checks the ledger without us."""
    return (Path(__file__).parent / "verifier.py").read_bytes()
