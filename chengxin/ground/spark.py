"""Spark 引擎: the same expressions on Apache Spark (extra ``[spark]``), local or on the cluster ``CHENGXIN_SPARK`` names."""

import os
import shutil
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from chengxin.ground import compiling
from chengxin.ground.compiling import Asked, Compiled, Expressions
from chengxin.ground.errors import WrongUse

MASTER = "CHENGXIN_SPARK"
_LOCAL = "local[2]"
_SETTINGS = {
    "spark.app.name": "chengxin",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
}


class SparkEngine:
    """One Spark session; it is started once per process and stays for the batches that follow."""

    dialect = "spark"

    def __init__(self) -> None:
        self._session = _session().newSession()  # tables of its own beside those of other engines of this process

    def evaluate(self, table: pa.Table, expressions: Expressions | Compiled, *, known_as: Hashable = None, only: Sequence[str] | None = None) -> pa.Table:
        """The named expressions over ``table``, one column each, rows in order."""
        compiled = compiling.compiled(table.schema, expressions, self.dialect, known_as=known_as)
        self._take(table, compiled.read_by(only))
        return compiled.typed(self._session.sql(compiled.statement(only)).toArrow(), only)

    def flags(self, table: pa.Table, expressions: Compiled, only: Sequence[str]) -> list[np.ndarray]:
        """Of each of the named expressions, which are true or false and never null, what it says of every row."""
        return [column.to_numpy() for column in self.evaluate(table, expressions, only=only).columns]

    def answer(self, ask: Asked, tables: dict[str, pa.Table], *, known_as: str) -> pa.Table:
        """The table that an expression over named tables gives."""
        whole = compiling.whole({name: table.schema for name, table in tables.items()}, ask, self.dialect, digest=known_as)
        for name, table in tables.items():
            self._frame(table).createOrReplaceTempView(name)
        try:
            return whole.typed(self._session.sql(whole.source).toArrow())
        finally:
            for name in tables:
                self._session.catalog.dropTempView(name)

    def _take(self, table: pa.Table, wanted: list[str]) -> None:
        self._frame(table.select(wanted or table.column_names[:1])).createOrReplaceTempView("chunk")

    def _frame(self, table: pa.Table) -> Any:
        if table.num_rows:
            return self._session.createDataFrame(table)
        from pyspark.sql.pandas.types import from_arrow_schema

        return self._session.createDataFrame([], schema=from_arrow_schema(table.schema))

    def close(self) -> None:
        """Forget the last table; the session ends with the process."""
        self._session.catalog.dropTempView("chunk")


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise WrongUse("没有安装 Spark。请安装 chengxin[spark]（requirements/spark.lock），或去掉 CHENGXIN_ENGINE", code="no-spark") from error
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise WrongUse("Spark 需要 Java 17 或更高版本，本机没有找到 java。请安装，或去掉 CHENGXIN_ENGINE", code="no-java")
    builder = SparkSession.builder
    master = os.environ.get(MASTER, "").strip() or _LOCAL
    builder = builder.master(master)
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    if master.startswith("local"):
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1").config("spark.sql.shuffle.partitions", "2")
    return builder.getOrCreate()
