"""国家基础目录类别: the classes of the national base catalogue and the years whose edition has them, as data with sources."""

import csv
import functools
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class NationalClass:
    """目录类别: a class, or one of the ten acts of class 3 (``parent``), with the editions that list it."""

    number: str
    name: str
    parent: str
    editions: tuple[int, ...]
    source: str
    note: str


@functools.cache
def classes() -> tuple[NationalClass, ...]:
    """Every class and act in the order of the national catalogue."""
    with (Path(__file__).parent / "classes.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            NationalClass(row["number"], row["name"], row["parent"], tuple(int(year) for year in row["editions"].split("/")), row["source"], row["note"])
            for row in csv.DictReader(stream)
        )


def names() -> list[str]:
    """The names of the classes, without the acts."""
    return [entry.name for entry in classes() if not entry.parent]
