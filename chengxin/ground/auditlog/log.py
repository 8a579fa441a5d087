"""留痕日志: what the rest of the house uses of it."""

from pathlib import Path

import psycopg
from django.db import connection

from chengxin.ground import database
from chengxin.ground.auditlog.checkpoints import PublicKey
from chengxin.ground.auditlog.heads import consistency, latest
from chengxin.ground.auditlog.keeping import Rounds, Sequencing
from chengxin.ground.auditlog.sequencing import sequence_all, signing_key
from chengxin.ground.auditlog.verifying import Report, Verifying
from chengxin.ground.auditlog.witness import Witness, read, witness

__all__ = ["Report", "Rounds", "Sequencing", "Witness", "consistency", "latest", "public_key", "sequence_all", "verify", "witness"]


def public_key() -> PublicKey:
    """The key by which our heads are known, under the name of the log."""
    found = database.fetch("SELECT origin FROM ground_auditlog")
    own = signing_key()
    return own.public(found[0]["origin"] if found else own.origin())


def verify(against: Path | None = None, *, keys: list[str] = []) -> Report:  # noqa: B006 (never changed)
    """Verify the log, also against the heads kept at ``against``; ``keys``: known public keys instead of our own. Raises WrongUse."""
    outside = read(against) if against else []
    known = [PublicKey.parse(key) for key in keys] or [signing_key().public(name) for name in {note.checkpoint.origin for note in outside} | {public_key().name}]
    connection.ensure_connection()
    with psycopg.connect(connection.connection.info.dsn, password=connection.settings_dict["PASSWORD"]) as raw:
        return Verifying(raw, known).run(outside)
