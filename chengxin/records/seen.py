"""已知: what the database knew of a portion's subjects and records before the batch, for the room above to compare. Set-based."""

from dataclasses import dataclass
from typing import Protocol

import psycopg
import pyarrow as pa
import pyarrow.compute as pc

from chengxin.ground.bulk import ask

FACTS = pa.schema({
    "subject_id": pa.int64(), "known_kind": pa.string(), "known_name": pa.string(), "status": pa.string(), "founded": pa.date32(),
})  # fmt: skip
BEFORE = pa.schema({"version_id": pa.int64(), "amount_before": pa.string(), "end_before": pa.string()})


@dataclass(frozen=True)
class Wanted:
    """Which register item tells of a subject and in which element its status stands; which element of this item is an amount, if one is."""

    register: str
    status: str
    amount: str


class Seer(Protocol):
    """Who is told of what was known: once a portion, rows in line order."""

    wanted: Wanted

    def seen(self, rows: pa.Table, known: pa.Table) -> None:
        """``rows`` as they came to joining; ``known``: line, fate, and the columns of FACTS and BEFORE, of those whose subject was known."""


def facts_of(raw: psycopg.Connection, found: pa.Table, wanted: Wanted) -> pa.Table:
    """FACTS of the subjects ``subjects.known`` found, but for natural persons; null where nobody has told them: the name is the register's, else the one it is called by from a decision."""
    firms = found.filter(pc.not_equal(found.column("kind"), "person"))
    if not firms.num_rows:
        return FACTS.empty_table()
    statuses, founded = ask(raw, "SELECT * FROM records_register_facts(%s, %s, %s)", [firms.column("subject_id").to_pylist(), wanted.register, wanted.status])
    return pa.table(
        [firms.column("subject_id"), firms.column("kind"), firms.column("name"), pa.array(statuses, pa.string()), pa.array(founded, pa.int32()).cast(pa.date32())], schema=FACTS
    )


def before(raw: psycopg.Connection, versions: list[int], wanted: Wanted) -> pa.Table:
    """BEFORE of these versions; nothing of natural persons, whose values lie apart."""
    if not versions:
        return BEFORE.empty_table()
    ids, amounts, ends = ask(raw, "SELECT * FROM records_corrected(%s, %s)", [versions, wanted.amount])
    return pa.table([pa.array(ids, pa.int64()), pa.array(amounts, pa.string()), pa.array(ends, pa.string())], schema=BEFORE)
