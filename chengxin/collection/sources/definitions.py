"""数据源: a folder with a ``source.yaml`` says which item it brings, how its columns are called, under whose mandate.

Folders of the package and of the plugins (``CHENGXIN_PLUGINS``); what is wrong with a file is told with its place.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from chengxin.catalogue import api as catalogue
from chengxin.collection.sources.mapping import FACTORS, Translation
from chengxin.ground.api import NotFound, WrongUse, plugins

FOLDER = Path(__file__).parent
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same answers, ten times as fast where libyaml is there
_NEEDED = {"source", "name", "item", "office", "aliases", "mandate"}
_MAY = {"values", "constants", "units", "joined", "note"}


@dataclass(frozen=True)
class Mandate:
    """公示授权 as the source's file words it."""

    power: str
    proposer: str
    approver: str
    statement: str


@dataclass(frozen=True)
class Source:
    """数据源: ``office`` is held by the one organ it comes from (district.yaml), or None where each row names its own."""

    code: str
    name: str
    item: str
    office: str | None
    aliases: dict[str, tuple[str, ...]]
    mandate: Mandate | None
    translation: Translation = field(default_factory=Translation)


@functools.cache
def sources() -> dict[str, Source]:
    """All sources by code. Raises WrongUse (``bad-source``) for a file that says it wrongly."""
    found: dict[str, Source] = {}
    for folder in (FOLDER, *plugins.folders("sources")):
        for path in sorted(folder.glob("*/source.yaml")):
            source = _read(path)
            if source.code in found:
                raise _wrong(path, [f"数据源代码 {source.code} 已有，请换一个"])
            found[source.code] = source
    return found


def source(code: str) -> Source:
    """The source called ``code``. Raises NotFound."""
    if code not in sources():
        raise NotFound(f"没有数据源“{code}”，现有：{'、'.join(sources())}")
    return sources()[code]


def _read(path: Path) -> Source:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _wrong(path, [f"{f'第 {mark.line + 1} 行：' if mark else ''}不是有效的 YAML，检查缩进、引号和冒号后的空格"]) from error
    faults = list(_faults(data)) if isinstance(data, dict) else ["文件应是“键: 值”的形式，以 source: 数据源代码 开头"]
    if faults:
        raise _wrong(path, faults)
    return Source(
        code=data["source"],
        name=data["name"],
        item=data["item"],
        office=data["office"],
        aliases={code: tuple(names) for code, names in (data["aliases"] or {}).items()},
        mandate=Mandate(**data["mandate"]) if data["mandate"] else None,
        translation=Translation(**{key: data[key] for key in ("values", "constants", "units", "joined") if data.get(key)}),
    )


def _faults(data: dict) -> Iterator[str]:
    yield from (f"缺少 {key}:" for key in sorted(_NEEDED - data.keys()))
    yield from (f"没有 {key} 这一项，可用：{'、'.join(sorted(_NEEDED | _MAY))}" for key in sorted(data.keys() - _NEEDED - _MAY))
    if _NEEDED - data.keys():
        return
    if data["item"] not in catalogue.items():
        yield f"item: 目录中没有条目“{data['item']}”，现有：{'、'.join(catalogue.items())}"
        return
    elements = {e.code: e for v in catalogue.item(data["item"]).versions for e in v.elements}
    for key in ("aliases", "values", "constants", "units", "joined"):
        if not isinstance(data.get(key) or {}, dict):
            yield f"{key}: 写作“要素代码: …”"
        elif stray := sorted(set(data.get(key) or {}) - elements.keys()):
            yield f"{key}: 条目 {data['item']} 没有要素 {'、'.join(stray)}"
    for code, names in (data["aliases"] or {}).items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            yield f"aliases.{code}: 写作清单，如 [旧列名一, 旧列名二]"
    for code, words in (data.get("values") or {}).items():
        if not isinstance(words, dict) or not all(isinstance(word, str) for pair in words.items() for word in pair):
            yield f"values.{code}: 写作“对方用词: 本目录用词”，数字和 是/否 要加引号"
    for key in ("constants", "joined"):
        for code, word in (data.get(key) or {}).items():
            if not isinstance(word, str) or not word:
                yield f"{key}.{code}: 写作文字，数字要加引号"
    for code, unit in (data.get("units") or {}).items():
        wanted = elements[code].unit if code in elements else ""
        if unit != wanted and (unit, wanted) not in FACTORS:
            yield f"units.{code}: 不能由“{unit}”换算为“{wanted or '没有单位'}”，可用：{'、'.join(f'{a}→{b}' for a, b in FACTORS)}"
    mandate = data["mandate"]
    if mandate is not None and not (isinstance(mandate, dict) and set(mandate) == {"power", "proposer", "approver", "statement"}):
        yield "mandate: 写 null，或写 power、proposer、approver、statement 四项"


def _wrong(path: Path, faults: list[str]) -> WrongUse:
    return WrongUse(f"数据源定义有误：{path}\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-source", details=faults)
