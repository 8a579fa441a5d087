"""引擎: where Ibis expressions over columns are evaluated. DuckDB inside one machine; the expressions do not know it."""

from collections.abc import Callable

import ibis
import ibis.expr.types as ir
import pyarrow as pa

Expressions = Callable[[ir.Table], dict[str, ir.Value]]


class DuckDBEngine:
    """One in-memory DuckDB. Use it for one batch and close it."""

    def __init__(self, *, memory: str = "1GB") -> None:
        self._ibis = ibis.duckdb.connect(memory_limit=memory, temp_directory="", threads=2)
        self._raw = self._ibis.con

    def evaluate(self, table: pa.Table, expressions: Expressions) -> pa.Table:
        """The named expressions over ``table``, one column each, rows in order."""
        self._raw.register("chunk", table)
        try:
            source = self._ibis.table("chunk")
            return self._ibis.to_pyarrow(source.select(**expressions(source)))
        finally:
            self._raw.unregister("chunk")

    def query(self, sql: str, **tables: pa.Table) -> pa.Table:
        """SQL over named arrow tables; for preparing rows, never for checks."""
        for name, table in tables.items():
            self._raw.register(name, table)
        try:
            return self._raw.sql(sql).to_arrow_table()
        finally:
            for name in tables:
                self._raw.unregister(name)

    def close(self) -> None:
        """Give the memory back."""
        self._ibis.disconnect()
