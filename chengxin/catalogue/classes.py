"""国家基础目录类别: the classes of the national base catalogue and the years whose edition has them, as data with sources."""

import csv
import functools
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chengxin.catalogue.definitions import Item


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


def by_class(items: "Iterable[Item]") -> list[tuple[NationalClass, "list[Item]"]]:
    """Every class with its items, also one without any: those of the acts in the order of the acts, then the one that is called like the class, then the others by code."""
    acts = [entry.name for entry in classes() if entry.parent]
    ordered = sorted(items, key=lambda one: (acts.index(one.act) if one.act in acts else len(acts), one.name != one.category, one.code))
    return [(entry, [one for one in ordered if one.category == entry.name]) for entry in classes() if not entry.parent]


def names() -> list[str]:
    """The names of the classes, without the acts."""
    return [entry.name for entry in classes() if not entry.parent]
