"""排序: publications and closings that have no place in the log take the next ones, under a new signed head.

A round is one transaction: leaves, salts, nodes and head, or nothing. The digests are made where the rows are; only
32 bytes a leaf come here, so that a million cost little memory.
"""

import logging
from dataclasses import dataclass

from django.db import Error, connection, transaction

from chengxin.ground.api import WrongUse, merkle
from chengxin.publicity.ledger import keys
from chengxin.publicity.ledger.sealing import lock, place, seal, sha256

AT_ONCE = 100_000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sequenced:
    """排序结果: how many leaves came, and whether more rows wait."""

    leaves: int
    more: bool


def sequence(at_once: int = AT_ONCE, *, wait: bool = False) -> Sequenced:
    """Put what waits into the log. Where another sequencer is at work: nothing, or after it (``wait``)."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not lock(wait=wait):
            return Sequenced(0, False)
        if not keys.born():
            keys.begin()
        size, before = place()
        cursor.execute("SELECT size, hashes FROM publicity_ledger_lay(%s, %s)", [size, at_once])
        row = cursor.fetchone()
        if row is None:
            return Sequenced(0, False)
        packed = bytes(row[1])
        leaves = [packed[at : at + merkle.WIDTH] for at in range(0, len(packed), merkle.WIDTH)]
        signer = keys.current()
        seal(merkle.grow(before, leaves, sha256), signer.name, [signer])
        return Sequenced(len(leaves), len(leaves) == at_once)


def sequence_all(*, wait: bool = False) -> int:
    """The same until nothing waits; how many leaves came."""
    count = 0
    while True:
        done = sequence(wait=wait)
        count += done.leaves
        if not done.more:
            return count


def keep_up() -> None:
    """排入 in a run of publication: what of it stands so far. What was published stands either way; what could not be put into the log waits for the worker."""
    try:
        sequence_all()
    except (Error, WrongUse, OSError) as error:
        log.error("the ledger waits: %s", error if isinstance(error, WrongUse) else type(error).__name__)
