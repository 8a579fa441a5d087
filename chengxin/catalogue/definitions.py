"""目录定义: what an item's YAML says, read once and typed.

From one definition come the checks, the labels of pages, what is public and how it is masked.
"""

import datetime as dt
import functools
import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

from chengxin.ground.api import NotFound

ITEMS = Path(__file__).parent / "items"
TYPES = {"name", "text", "number", "code", "choice", "date", "amount"}
PUBLIC = {None, "plain", "text", "street", "organisations"}


@dataclass(frozen=True)
class Element:
    """要素: one column of an item.

    ``mandatory`` and ``longest_mark`` carry the source mark of the rule: S… is found in a source, M is
    from memory and yields a notice only (ruling 10). ``public`` says how the public sees it, None not at
    all; ``sealed`` values (identity numbers) are stored encrypted (ruling 32).
    """

    code: str
    name: str
    type: str
    mandatory: str | None = None
    longest: int | None = None
    longest_mark: str = "M"
    code_set: str | None = None
    personal: bool = False
    public: str | None = None
    sealed: bool = False
    unit: str = ""


@dataclass(frozen=True)
class ItemVersion:
    """条目版本: the elements of an item from a day on, and which element plays which role."""

    item: str
    version: str
    in_force_from: dt.date
    elements: tuple[Element, ...]
    roles: dict[str, str]
    digest: str

    def element(self, role: str) -> Element | None:
        """The element that plays ``role``, or None where the item has none."""
        code = self.roles.get(role)
        return next((e for e in self.elements if e.code == code), None)

    def __hash__(self) -> int:
        return hash((self.item, self.version, self.digest))


@dataclass(frozen=True)
class Item:
    """目录条目: what may be collected, on which basis, and what its publication does to a subject."""

    code: str
    name: str
    category: str
    nature: str
    power: str | None
    openness: str
    key: tuple[str, ...]
    retention: dict[str, object]
    basis: tuple[str, ...]
    versions: tuple[ItemVersion, ...]

    def version_on(self, day: dt.date) -> ItemVersion:
        """The version in force on ``day``; before the first, the first."""
        fitting = [v for v in self.versions if v.in_force_from <= day]
        return fitting[-1] if fitting else self.versions[0]

    @property
    def by_document(self) -> bool:
        """True if the organ and the document number are part of the key (ruling 8)."""
        return "document_number" in self.key


@functools.cache
def items() -> dict[str, Item]:
    """All items by code."""
    return {item.code: item for item in (_read(path) for path in sorted(ITEMS.glob("*.yaml")))}


def item(code: str) -> Item:
    """The item called ``code``. Raises NotFound."""
    if code not in items():
        raise NotFound(f"目录中没有条目“{code}”，现有：{'、'.join(items())}")
    return items()[code]


def _read(path: Path) -> Item:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Item(
        code=data["item"],
        name=data["name"],
        category=data["category"],
        nature=data["nature"],
        power=data["power"],
        openness=data["openness"],
        key=tuple(data["key"]),
        retention=data["retention"],
        basis=tuple(data["basis"]),
        versions=tuple(sorted((_read_version(data["item"], v) for v in data["versions"]), key=lambda v: v.in_force_from)),
    )


def _read_version(item_code: str, data: dict) -> ItemVersion:
    elements = tuple(_read_element(entry) for entry in data["elements"])
    unknown = set(data["roles"].values()) - {e.code for e in elements}
    if unknown:
        raise ValueError(f"{item_code}: roles name unknown elements {sorted(unknown)}")
    digest = hashlib.sha256(yaml.safe_dump(data, allow_unicode=True).encode()).hexdigest()
    return ItemVersion(item_code, str(data["version"]), data["in_force_from"], elements, data["roles"], f"sha256:{digest}")


def _read_element(entry: dict) -> Element:
    length = entry.get("length", {})
    element = Element(
        code=entry["code"],
        name=entry["name"],
        type=entry["type"],
        mandatory=entry.get("mandatory", {}).get("mark"),
        longest=length.get("most"),
        longest_mark=length.get("mark", "M"),
        code_set=entry.get("code_set"),
        personal=entry.get("personal", False),
        public=entry.get("public"),
        sealed=entry.get("sealed", False),
        unit=entry.get("unit", ""),
    )
    if element.type not in TYPES or element.public not in PUBLIC:
        raise ValueError(f"{element.code}: unknown type {element.type} or openness {element.public}")
    return element
