"""引擎: where Ibis expressions over columns are evaluated: DuckDB inside one machine, Apache Spark beyond it.

``CHENGXIN_ENGINE`` chooses; the expressions do not know which it is. An expression is compiled to SQL once,
each name by itself, so that any part of a set of expressions can be asked of any table.
"""

import os
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

import duckdb
import numpy as np
import pyarrow as pa

from chengxin.ground import compiling
from chengxin.ground.compiling import Asked, Compiled, Expressions
from chengxin.ground.errors import WrongUse

SETTING = "CHENGXIN_ENGINE"
DUCKDB, SPARK = "duckdb", "spark"


class Engine(Protocol):
    """What the checks need of an engine. Tables go in and come out as arrow, rows in order."""

    dialect: str

    def evaluate(self, table: pa.Table, expressions: Expressions | Compiled, *, known_as: Hashable = None, only: Sequence[str] | None = None) -> pa.Table:
        """The named expressions over ``table``, one column each; ``only`` some of them."""

    def flags(self, table: pa.Table, expressions: Compiled, only: Sequence[str]) -> list[np.ndarray]:
        """Of each of the named expressions, which are true or false and never null, what it says of every row."""

    def answer(self, ask: Asked, tables: dict[str, pa.Table], *, known_as: str) -> pa.Table:
        """The table that an expression over named tables gives."""

    def close(self) -> None:
        """Give back what the engine holds."""


class DuckDBEngine:
    """One in-memory DuckDB. Use it for one batch and close it."""

    dialect = DUCKDB

    def __init__(self, *, memory: str = "1GB", threads: int = 2) -> None:
        self._raw = duckdb.connect(config={"memory_limit": memory, "temp_directory": "", "threads": threads})
        self._of_rows = self._raw.cursor()  # what is asked of each row by itself: the optimiser would take half the time of a plan and find nothing
        self._of_rows.execute("PRAGMA disable_optimizer")

    def evaluate(self, table: pa.Table, expressions: Expressions | Compiled, *, known_as: Hashable = None, only: Sequence[str] | None = None) -> pa.Table:
        """The named expressions over ``table``, one column each, rows in order.

        Building and compiling costs more than a small file's rows; expressions that are always the same
        for a name (``known_as``) are compiled once per process.
        """
        compiled = compiling.compiled(table.schema, expressions, self.dialect, known_as=known_as)
        return compiled.typed(self.query(compiled.statement(only), chunk=table), only)

    def flags(self, table: pa.Table, expressions: Compiled, only: Sequence[str]) -> list[np.ndarray]:
        """Of each of the named expressions, which are true or false and never null, what it says of every row."""
        self._of_rows.register("chunk", table)
        try:
            asked = self._of_rows.execute(expressions.statement(only))  # a relation would read the statement three times: a third of what it takes
            told = asked.fetchnumpy()
            asked.complete()
        finally:
            self._of_rows.unregister("chunk")
        return list(told.values())

    def answer(self, ask: Asked, tables: dict[str, pa.Table], *, known_as: str) -> pa.Table:
        """The table that an expression over named tables gives."""
        whole = compiling.whole({name: table.schema for name, table in tables.items()}, ask, self.dialect, digest=known_as)
        return whole.typed(self.query(whole.source, **tables))

    def query(self, sql: str, **tables: pa.Table) -> pa.Table:
        """SQL over named arrow tables; for preparing rows, never for checks."""
        with self._named(tables):
            return self._raw.sql(sql).to_arrow_table()

    def run(self, sql: str, **tables: pa.Table) -> None:
        """SQL for its effect on tables kept here."""
        with self._named(tables):
            self._raw.execute(sql)

    def keep(self, name: str, sql: str, **tables: pa.Table) -> None:
        """The answer of ``sql`` as a table kept here under ``name``, in place of an older one."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {sql}", **tables)

    @contextmanager
    def _named(self, tables: dict[str, pa.Table]) -> Iterator[None]:
        for name, table in tables.items():
            self._raw.register(name, table)
        try:
            yield
        finally:
            for name in tables:
                self._raw.unregister(name)

    def close(self) -> None:
        """Give the memory back."""
        self._of_rows.close()
        self._raw.close()


def for_checks() -> Engine:
    """The engine of the setting. Raises WrongUse for an unknown one, or where Spark or Java is missing."""
    named = os.environ.get(SETTING, "").strip().lower() or DUCKDB
    if named == DUCKDB:
        return DuckDBEngine(threads=1)
    if named != SPARK:
        raise WrongUse(f"{SETTING}={named} 无法识别，可用：{DUCKDB}、{SPARK}", code="unknown-engine")
    from chengxin.ground.spark import SparkEngine

    return SparkEngine()
