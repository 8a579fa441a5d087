"""代码集: code sets as data, each code with its source mark."""

import csv
import functools
from pathlib import Path


@functools.cache
def code_set(name: str) -> dict[str, str]:
    """Code to official name of one set; a code that ends in ``-`` is an open one (其他-<说明>)."""
    with (Path(__file__).parent / "sets.csv").open(encoding="utf-8", newline="") as stream:
        found = {row["code"]: row["name"] for row in csv.DictReader(stream) if row["set"] == name}
    if not found:
        raise KeyError(name)
    return found
