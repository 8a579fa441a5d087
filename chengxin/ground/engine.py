"""引擎: where Ibis expressions over columns are evaluated. DuckDB inside one machine; the expressions do not know it."""

import warnings
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

_compiled: dict[Hashable, str] = {}
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")  # an extra copy of flags, far cheaper than a second binding
Expressions = Callable[[ir.Table], dict[str, ir.Value]]


class DuckDBEngine:
    """One in-memory DuckDB. Use it for one batch and close it."""

    def __init__(self, *, memory: str = "1GB", threads: int = 2) -> None:
        self._raw = duckdb.connect(config={"memory_limit": memory, "temp_directory": "", "threads": threads})

    def evaluate(self, table: pa.Table, expressions: Expressions, *, known_as: Hashable = None) -> pa.Table:
        """The named expressions over ``table``, one column each, rows in order.

        Building and compiling costs more than a small file's rows; expressions that are always the same
        for a name (``known_as``) are compiled once per process.
        """
        statement = _compiled.get(known_as) if known_as is not None else None
        if statement is None:
            source = ibis.table(ibis.Schema.from_pyarrow(table.schema), name="chunk")
            statement = str(ibis.to_sql(source.select(**expressions(source)), dialect="duckdb"))
            if known_as is not None:
                _compiled[known_as] = statement
        with self._named({"chunk": table}):
            # A relation would be parsed and bound twice, to be described and to be run; the checks of a source are 150 KB of SQL.
            return self._raw.execute(statement).to_arrow_table()

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
        self._raw.close()
