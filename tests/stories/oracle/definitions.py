"""The data that code and oracle share: items, sources, offices of the district, pairs of credit codes."""

import csv
import datetime as dt
import functools
from dataclasses import dataclass
from pathlib import Path

import yaml

_ROOT = Path(__file__).resolve().parents[3] / "chengxin"


@dataclass(frozen=True)
class Version:
    """An item as it is read from a day on."""

    since: dt.date
    roles: dict[str, str]
    elements: dict[str, dict]


@dataclass(frozen=True)
class Item:
    """A kind of information."""

    code: str
    open: bool  # 社会公开
    adverse: bool
    power: str | None
    persons: bool
    number_for_all: bool
    by_subject_alone: bool
    versions: tuple[Version, ...]

    def on(self, day: dt.date) -> Version:
        """The version in force on a day; the first one also before it (rulings 14, 114)."""
        return [version for version in self.versions if version.since <= day][-1] if self.versions[0].since <= day else self.versions[0]


@dataclass(frozen=True)
class Source:
    """Who sends what, under which names of columns."""

    item: str
    office: str | None
    aliases: dict[str, str]


@functools.cache
def items() -> dict[str, Item]:
    found = {}
    for path in sorted((_ROOT / "catalogue" / "items").glob("*.yaml")):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        versions = tuple(Version(one["in_force_from"], one["roles"], {element["code"]: element for element in one["elements"]}) for one in told["versions"])
        found[told["item"]] = Item(
            told["item"],
            told["openness"] == "社会公开",
            told["nature"] == "adverse",
            told["power"],
            "自然人" in told["subjects"],
            told.get("number_for_all", False),
            told["key"] == ["subject"],
            tuple(sorted(versions, key=lambda version: version.since)),
        )
    return found


@functools.cache
def sources() -> dict[str, Source]:
    found = {}
    for path in (_ROOT / "collection" / "sources").glob("*/source.yaml"):
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        aliases = {alias: code for code, names in (told.get("aliases") or {}).items() for alias in names}
        found[told["source"]] = Source(told["item"], told.get("office"), aliases)
    return found


@functools.cache
def _district() -> dict:
    return yaml.safe_load((_ROOT / "district.yaml").read_text(encoding="utf-8"))


def office(name: str) -> str:
    """The organ that holds an office."""
    return _district()["offices"][name]


@functools.cache
def organs() -> dict[str, str]:
    """Full name of each organ of the district, by that name and by its aliases."""
    return {name: one["name"] for one in _district()["organs"] for name in (one["name"], *one.get("aliases", ()))}


@functools.cache
def pairs() -> frozenset[str]:
    """The registered first two characters of a credit code (ruling 120)."""
    return frozenset(_codes("USCC_ORGTYPE"))


@functools.cache
def licence_kinds() -> frozenset[str]:
    return frozenset(code for code in _codes("LICENCE_KIND") if not code.startswith("其他"))


def _codes(of: str) -> list[str]:
    with (_ROOT / "catalogue" / "codesets" / "sets.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row["code"] for row in csv.DictReader(stream) if row["set"] == of]
