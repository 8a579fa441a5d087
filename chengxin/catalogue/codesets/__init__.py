"""代码集: code sets as data, each value with its source mark, its days and a note where it is from memory.

``sets.yaml`` names the sets, ``sets.csv`` holds their values; plugin folders add files of the same two kinds.
"""

import csv
import datetime as dt
import functools
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chengxin.ground.api import WrongUse, plugins, written

# Code sets that are a form of writing with its own check, not a list: the credit code, the old register number, the organisation code.
FORMATS = {"USCC": "统一社会信用代码（GB 32100）", "GS15": "工商注册号（15位）", "GB11714": "组织机构代码（GB 11714）"}
TO_VERIFY = "待核实"


@dataclass(frozen=True)
class Value:
    """代码: one allowed value, its name, where it was found and the days it holds."""

    code: str
    name: str
    source: str
    parent: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str = ""

    @property
    def open(self) -> bool:
        """True for 其他-: whoever uses it adds in words what it is."""
        return self.code.endswith("-")

    @property
    def remark(self) -> str:
        """What a page or a template must say beside it: 待核实 for a value from memory, and the note."""
        return "；".join(part for part in (TO_VERIFY if self.source == "M" else "", self.note) if part)


@dataclass(frozen=True)
class CodeSet:
    """代码集: a set with its values in order. ``joined``: several values may stand in one cell, separated by it."""

    name: str
    title: str
    origin: str
    values: tuple[Value, ...]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    mark: str = ""
    joined: str = ""

    def on(self, day: dt.date) -> tuple[Value, ...]:
        """The values that hold on ``day``."""
        return tuple(v for v in self.values if (v.valid_from or dt.date.min) <= day <= (v.valid_to or dt.date.max))

    @property
    def open(self) -> bool:
        """True where a value outside the list may stand: an open value, or several joined."""
        return bool(self.joined) or any(value.open for value in self.values)

    @property
    def to_verify(self) -> bool:
        """True where some value is from memory."""
        return any(value.source == "M" for value in self.values)


def code_set(name: str) -> dict[str, str]:
    """Code to official name of one set; a code that ends in ``-`` is an open one (其他-<说明>). Raises KeyError."""
    return {value.code: value.name for value in sets()[name].values}


def sql() -> str:
    """The statement that tells SQL the words of the sets, as ``catalogue_listed(value)``: whether a cell holds nothing but such words."""
    of_sets = sets().values()
    words = sorted({word for each in of_sets for value in each.values for word in (value.code, value.name) if not value.open})
    between = "".join(sorted({each.joined for each in of_sets if each.joined}))
    listed = ", ".join("'{}'".format(word.replace("'", "''")) for word in words)
    return f"""
        CREATE OR REPLACE FUNCTION catalogue_listed(value text) RETURNS boolean
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT bool_and(btrim(word) = ANY (ARRAY[{listed}])) FROM regexp_split_to_table(value, '[{between}]') word
        $$"""


def described(name: str) -> CodeSet:
    """The whole set called ``name``. Raises KeyError."""
    return sets()[name]


def format_name(name: str) -> str:
    """What a form of writing with its own check is called (统一社会信用代码 …); empty for a list or for none."""
    return FORMATS.get(name, "")


def known(name: str) -> bool:
    """True if there is such a set."""
    return name in sets()


@functools.cache
def sets() -> dict[str, CodeSet]:
    """Every set of the package and of the plugin folders. Raises WrongUse for a file that says it wrongly."""
    found: dict[str, CodeSet] = {}
    for folder in (Path(__file__).parent, *plugins.folders("codesets")):
        heads: dict[str, dict[str, Any]] = {}
        for path in sorted(folder.glob("*.yaml")):
            heads |= _heads(path)
        values: dict[str, list[Value]] = {}
        for path in sorted(folder.glob("*.csv")):
            for name, value in _values(path):
                if any(value.code == other.code for other in values.get(name, ())):
                    raise WrongUse(f"代码集文件 {path} 中，{name} 的代码 {value.code} 出现了不止一次", code="bad-code-set")
                values.setdefault(name, []).append(value)
        for name, of_set in values.items():
            if name in found:
                raise WrongUse(f"代码集 {name} 已有，{folder} 中的同名代码集请换一个名称", code="bad-code-set")
            head = heads.get(name, {})
            found[name] = CodeSet(
                name, head.get("name", name), head.get("origin", ""), tuple(of_set), head.get("valid_from"), head.get("valid_to"), head.get("mark", ""), head.get("joined", "")
            )
    return found


def _heads(path: Path) -> dict[str, dict[str, Any]]:
    """What a YAML file says of sets. Raises WrongUse."""
    try:
        heads = written.parsed(_text(path)) or {}
    except yaml.YAMLError as error:
        raise WrongUse(f"代码集文件 {path} 不是有效的 YAML，检查缩进、引号和冒号后的空格", code="bad-code-set") from error
    if not isinstance(heads, dict) or not all(isinstance(head, dict) for head in heads.values()):
        raise WrongUse(f"代码集文件 {path} 应写作“代码集: {{name: 名称, origin: 来源}}”", code="bad-code-set")
    return heads


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongUse(f"代码集文件 {path} 不是 UTF-8 编码，请另存为 UTF-8（表格软件中选“CSV UTF-8”）", code="bad-code-set") from error


def _values(path: Path) -> Iterator[tuple[str, Value]]:
    with io.StringIO(_text(path), newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 2):
            if missing := [key for key in ("set", "code", "name", "source") if not row.get(key)]:
                raise WrongUse(
                    f"代码集文件 {path} 第 {number} 行缺少 {'、'.join(missing)}；列应为 set,code,name,source（可加 parent,valid_from,valid_to,note）", code="bad-code-set"
                )
            try:
                days = [dt.date.fromisoformat(row[key]) if row.get(key) else None for key in ("valid_from", "valid_to")]
            except ValueError as error:
                raise WrongUse(f"代码集文件 {path} 第 {number} 行的日期应写作 YYYY-MM-DD", code="bad-code-set") from error
            yield row["set"], Value(row["code"], row["name"], row["source"], row.get("parent") or "", days[0], days[1], row.get("note") or "")
