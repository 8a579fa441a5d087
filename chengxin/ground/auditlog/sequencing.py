"""排序: committed entries that are not in the log yet take the next places in it, under a new signed head.

A transaction may commit long after later ones; so an entry is taken when it is in sight and has no place yet, whatever its
number. The horizon keeps that cheap: entries of every transaction before it are in the log, and only later ones are
looked at. It counts in one database server's numbers; on another server (a restored backup) everything is looked at once.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from chengxin.ground import digests, keys, merkle
from chengxin.ground.auditlog import encoding
from chengxin.ground.auditlog.checkpoints import Checkpoint, SigningKey

AT_ONCE = 100_000
_PENDING = f"""
SELECT pg_current_snapshot()::text, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, coalesce(array_agg(p.id), '{{}}'), coalesce(array_agg(p.told), '{{}}'), max(p.xact)
FROM (SELECT e.id, e.xact, {encoding.sql("e")} AS told FROM ground_auditentry e
    WHERE e.xact >= %s AND NOT EXISTS (SELECT 1 FROM ground_auditleaf l WHERE l.entry_id = e.id) ORDER BY e.xact, e.id LIMIT %s) p
"""


@dataclass(frozen=True)
class Sequenced:
    """排序结果: how many entries took a place, and whether more are waiting."""

    entries: int
    more: bool


def signing_key() -> SigningKey:
    """The key of this instance that signs the heads of the log."""
    return SigningKey(keys.audit_seed())


def sequence(at_once: int = AT_ONCE, *, wait: bool = False) -> Sequenced:
    """Put what waits into the log. Where another sequencer is at work: nothing, or after it (``wait``)."""
    # Reading and appending speak to the driver itself, and callers know the errors of Django.
    with transaction.atomic(), connection.cursor() as cursor, connection.wrap_database_errors:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ground.audit'))")
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('ground.audit')), (SELECT system_identifier FROM pg_control_system())")
        alone, cluster = cursor.fetchone()
        if not alone:
            return Sequenced(0, False)
        cursor.execute("SELECT size, peaks, cluster, horizon, (SELECT row(origin, digest) FROM ground_auditlog) FROM ground_auditcheckpoint ORDER BY size DESC LIMIT 1")
        last = cursor.fetchone()
        raw = connection.connection
        horizon = last[3] if last and last[2] == str(cluster) else 0
        snapshot, micros, entries, told, last_xact = _ask(raw, _PENDING, [horizon, at_once])
        if not entries:
            return Sequenced(0, False)
        origin, digest = last[4] if last else (signing_key().origin(), settings.ALGORITHMS.digest)
        h = digests.raw_hash(digest)
        leaves = [h(b"\0" + one) for one in told]
        before = merkle.Range.unpacked(last[0], bytes(last[1])) if last else merkle.Range()
        grown = merkle.grow(before, leaves, h)
        at = dt.datetime.fromtimestamp(micros // 1_000_000, dt.UTC).replace(microsecond=micros % 1_000_000)
        full = len(entries) == at_once
        xmin, xmax, _ = snapshot.split(":")
        done = min(int(xmin), last_xact) if full else int(xmin)  # entries of every transaction before it are in the log now
        head = Checkpoint(origin, grown.range.size, grown.range.root(h), digest, at, f"{cluster}/{done}:{xmax}:*" if full else f"{cluster}/{snapshot}")
        heights, indexes, nodes = (list(column) for column in zip(*grown.nodes, strict=True)) if grown.nodes else ([], [], [])
        _ask(
            raw,
            "SELECT ground_audit_append(%s, %s, %s, %b::bigint[], %b::bytea[], %s::integer[], %s::bigint[], %b::bytea[], %s, %s, %s, %s, %s, %s)",
            [origin, digest, before.size, entries, leaves, heights, indexes, nodes, head.root, grown.range.packed(), at, str(cluster),
                done, signing_key().sign(head)],
        )  # fmt: skip
        return Sequenced(len(entries), full)


def sequence_all(*, wait: bool = False) -> int:
    """The same until nothing waits; how many took a place."""
    count = 0
    while True:
        done = sequence(wait=wait)
        count += done.entries
        if not done.more:
            return count


def _ask(raw: psycopg.Connection, sql: str, parameters: Sequence[Any]) -> tuple[Any, ...]:
    """The one row of ``sql``; the parameters are bound by the server, everything crosses in binary."""
    with psycopg.Cursor(raw) as cursor:
        row = cursor.execute(sql, parameters, binary=True).fetchone()
    assert row is not None
    return row
