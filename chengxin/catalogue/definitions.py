"""目录定义: what an item's YAML says, read once and typed.

From one definition come the checks, the labels of pages, what is public and how it is masked, the
template, and the schemas. How the YAML is written and what is wrong with one: ``grammar.py``.
"""

import datetime as dt
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from chengxin.catalogue import grammar
from chengxin.ground.api import NotFound, plugins

ITEMS = Path(__file__).parent / "items"
MASKING = {
    "plain": "原样公开",
    "text": "公开，其中的证件号码和电话号码遮盖",
    "street": "公开；个体工商户只到街道",
    "organisations": "只在法人和非法人组织的记录中公开",
    None: "不向社会公开",
}


@dataclass(frozen=True)
class Condition:
    """必填条件: the element must be filled when another one holds, or does not hold, one of some values."""

    element: str
    values: tuple[str, ...]
    negated: bool
    mark: str


@dataclass(frozen=True)
class Element:
    """要素: one column of an item.

    ``mandatory`` and ``longest_mark`` carry the source mark of the rule: S… is found in a source, M is
    from memory, ``ours`` is a proposal of ours; only S returns a row (ruling 10). ``public`` says how the
    public sees it, None not at all; ``sealed`` values (identity numbers) are stored encrypted (ruling 32).
    ``rule`` says in words how to fill it in, ``source`` where the element was found.
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
    rule: str = ""
    source: str = "M"
    example: str = ""
    precision: str = ""
    openness: str | None = None
    condition: Condition | None = None

    @property
    def is_year(self) -> bool:
        """Whether it is told in years: 评价年度, 年检年度."""
        return self.type == "number" and self.name.endswith("年度")

    @property
    def notation(self) -> str:
        """Type and length as the standards write them: C..200, C18, N..18,6, YYYY/MM/DD."""
        if self.type == "date":
            return "YYYY/MM/DD"
        kind = "N" if self.type == "amount" else "C"
        length = self.precision or (str(self.longest) if self.longest else "")
        return f"{kind}..{length}" if length else kind

    @property
    def masking(self) -> str:
        """遮盖方式 in words."""
        return "加密存储，不公开" if self.sealed else MASKING[self.public]

    @property
    def must(self) -> str:
        """必填, 有条件必填, 建议填写 (a rule from memory or of ours) or 可空."""
        if self.mandatory:
            return "必填" if self.mandatory.startswith("S") else "建议填写"
        return "有条件必填" if self.condition else "可空"


@dataclass(frozen=True)
class Form:
    """表式: a table of an item as it is really sent: some of its columns, in the order of that table."""

    code: str
    name: str
    elements: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class ItemVersion:
    """条目版本: the elements of an item from a day on, which element plays which role, and its forms."""

    item: str
    version: str
    in_force_from: dt.date
    elements: tuple[Element, ...]
    roles: dict[str, str]
    forms: tuple[Form, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @functools.cached_property
    def digest(self) -> str:
        """What rows are read by: everything the version says except words of explanation, sources and forms."""
        return f"sha256:{hashlib.sha256(yaml.safe_dump(grammar.binding(self.raw), allow_unicode=True).encode()).hexdigest()}"

    def element(self, role: str) -> Element | None:
        """The element that plays ``role``, or None where the item has none."""
        code = self.roles.get(role)
        return next((e for e in self.elements if e.code == code), None)

    def of_form(self, code: str | None) -> tuple[Element, ...]:
        """The elements of a form in its own order; of the whole version where no form is named. Raises NotFound."""
        if code is None:
            return self.elements
        form = next((f for f in self.forms if f.code == code), None)
        if form is None:
            known = "、".join(f"{f.code}（{f.name}）" for f in self.forms) or "没有分表"
            raise NotFound(f"条目 {self.item} 的 {self.version} 版没有表式“{code}”，现有：{known}")
        by_code = {e.code: e for e in self.elements}
        return tuple(by_code[c] for c in form.elements)

    def __hash__(self) -> int:
        return hash((self.item, self.version))


@dataclass(frozen=True)
class Item:
    """目录条目: what may be collected, from whom, how often, on which basis, and what its publication does to a subject."""

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
    subjects: tuple[str, ...] = ()
    providers: dict[str, Any] = field(default_factory=dict)
    cycle: dict[str, Any] = field(default_factory=dict)
    publicity: dict[str, Any] = field(default_factory=dict)
    resources: tuple[str, ...] = ()
    act: str = ""
    favourable: dict[str, tuple[str, ...]] = field(default_factory=dict)  # 有利情形: element to the values with which a record of an adverse item weighs on nobody (ruling 480)
    number_for_all: bool = False  # what stands for a document number is found with everybody (rulings 143, 170)
    other_codes: tuple[str, ...] = ()  # 别的代码: elements of which a row may fill one in place of the subject's code (ruling 512)
    note: str = ""
    path: Path | None = field(default=None, compare=False)

    def weighs(self, values: Mapping[str, str]) -> bool:
        """Whether a record with these values tells something against its subject. Not whether it may be published: that follows from the nature alone."""
        return self.nature == "adverse" and not any(values.get(code) in favourable for code, favourable in self.favourable.items())

    def version_on(self, day: dt.date) -> ItemVersion:
        """The version in force on ``day``; before the first, the first."""
        fitting = [v for v in self.versions if v.in_force_from <= day]
        return fitting[-1] if fitting else self.versions[0]

    def version(self, name: str) -> ItemVersion:
        """The version called ``name``. Raises NotFound."""
        found = next((v for v in self.versions if v.version == name), None)
        if found is None:
            raise NotFound(f"条目 {self.code} 没有 {name} 版，现有：{'、'.join(v.version for v in self.versions)}")
        return found

    def openness_of(self, element: Element) -> str:
        """公开范围 of one element: the item's, unless the element differs or is not public at all."""
        if element.openness:
            return element.openness
        if self.openness == "社会公开" and element.public is None:
            return "授权查询" if element.personal else "政务共享"
        return self.openness

    @property
    def by_document(self) -> bool:
        """True if the organ and the document number are part of the key (ruling 8)."""
        return "document_number" in self.key

    @property
    def by_list(self) -> bool:
        """True if it is part of the key which list an entry stands in (ruling 582)."""
        return "list" in self.key

    @property
    def of_persons(self) -> bool:
        """True if rows about natural persons may be collected."""
        return "自然人" in self.subjects


@functools.cache
def packaged() -> dict[str, Item]:
    """All items of the package and of the plugin folders by code. Raises DefinitionError, which tells file and line."""
    found: dict[str, Item] = {}
    for path in (path for folder in (ITEMS, *plugins.folders("items")) for path in sorted(folder.glob("*.yaml"))):
        item = read(path)
        if item.code in found:
            raise grammar.DefinitionError(path, [f"条目代码 {item.code} 已在 {found[item.code].path} 中使用，请换一个代码"])
        found[item.code] = item
    return found


def read(path: Path) -> Item:
    """The item a YAML file defines. Raises DefinitionError."""
    data = grammar.load(path)
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
        versions=tuple(sorted((read_version(data["item"], v) for v in data["versions"]), key=lambda v: v.in_force_from)),
        subjects=tuple(data["subjects"]),
        providers=data["providers"],
        cycle=data["cycle"],
        publicity=data["publicity"],
        resources=tuple(data.get("resources", ())),
        act=data.get("act", ""),
        favourable={code: tuple(values) for code, values in data.get("favourable", {}).items()},
        number_for_all=data.get("number_for_all", False),
        other_codes=tuple(data.get("other_codes", ())),
        note=data.get("note", ""),
        path=path,
    )


def read_version(item: str, data: dict) -> ItemVersion:
    """A version from its part of the YAML, which the grammar has found sound."""
    found = data.get("source", "M")
    return ItemVersion(
        item=item,
        version=str(data["version"]),
        in_force_from=data["in_force_from"],
        elements=tuple(_element(entry, found) for entry in data["elements"]),
        roles=data["roles"],
        forms=tuple(Form(code, form["name"], tuple(form["elements"]), form["source"]) for code, form in data.get("forms", {}).items()),
        raw=data,
    )


def _element(entry: dict, found: str) -> Element:
    length, when = entry.get("length", {}), entry.get("mandatory_when")
    plain = {key: entry[key] for key in ("code_set", "personal", "public", "sealed", "unit", "rule", "example", "precision", "openness") if key in entry}
    return Element(
        code=entry["code"],
        name=entry["name"],
        type=entry["type"],
        mandatory=entry.get("mandatory", {}).get("mark"),
        longest=length.get("most"),
        longest_mark=length.get("mark", "M"),
        source=entry.get("source", found),
        condition=Condition(when["element"], tuple(when.get("is") or when["is_not"]), "is_not" in when, when["mark"]) if when else None,
        **plain,
    )
