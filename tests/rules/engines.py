"""Both engines for tests; Spark only where it and Java are there, and a test that goes without says so."""

import os
import shutil
import sys
from functools import cache

import pytest

from chengxin.ground.engine import DuckDBEngine, Engine

ENGINES = ("duckdb", "spark")


@cache
def engine(name: str) -> Engine:
    """The engine of that name, one for the whole run."""
    if name == "duckdb":
        return DuckDBEngine(threads=1)
    pytest.importorskip("pyspark", reason="Spark (the extra [spark]) is not installed")
    if not shutil.which("java"):
        pytest.skip("Java is not installed")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from chengxin.ground.spark import SparkEngine

    return SparkEngine()
