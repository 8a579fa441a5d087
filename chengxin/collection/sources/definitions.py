"""数据源: a folder with a ``source.yaml`` says which item it brings, how its columns are called, under whose mandate.

Folders of the package and of the plugins (``CHENGXIN_PLUGINS``); what is wrong with a file is told with its place.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from chengxin.access import api as access
from chengxin.catalogue import api as catalogue
from chengxin.collection.sources.mapping import FACTORS, JOINED, Translation, plain_word
from chengxin.ground.api import NotFound, WrongUse, identifiers, plugins, written

FOLDER = Path(__file__).parent
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
        data = written.parsed(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise _wrong(path, ["文件不是 UTF-8 编码，请在编辑器中另存为 UTF-8"]) from error
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
    yield from _faults_of_office(data)
    shapeless = [key for key in ("aliases", "values", "constants", "units", "joined") if not isinstance(data.get(key) or {}, dict)]
    if shapeless:
        yield from (f"{key}: 写作“要素代码: …”，如 {key}: {{{next(iter(elements))}: …}}" for key in shapeless)
        return
    for key in ("aliases", "values", "constants", "units", "joined"):
        if stray := sorted(set(data.get(key) or {}) - elements.keys()):
            yield f"{key}: 条目 {data['item']} 没有要素 {'、'.join(stray)}"
    for code, names in (data["aliases"] or {}).items():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            yield f"aliases.{code}: 写作清单，如 [旧列名一, 旧列名二]"
            return
    yield from _names_of_two(data)
    for code, words in (data.get("values") or {}).items():
        if not isinstance(words, dict) or not all(isinstance(word, str) for pair in words.items() for word in pair):
            yield f"values.{code}: 写作“对方用词: 本目录用词”，数字和 是/否 要加引号"
        elif code in elements:
            yield from _words_outside(elements[code], words)
            yield from _words_of_two(code, words)
    for key in ("constants", "joined"):
        for code, word in (data.get(key) or {}).items():
            if not isinstance(word, str) or not word:
                yield f"{key}.{code}: 写作文字，数字要加引号"
            elif key == "constants" and code in elements:
                yield from _faults_of_constant(elements[code], word)
    for code, unit in (data.get("units") or {}).items():
        wanted = elements[code].unit if code in elements else ""
        if unit != wanted and (unit, wanted) not in FACTORS:
            yield f"units.{code}: 不能由“{unit}”换算为“{wanted or '没有单位'}”，可用：{'、'.join(f'{a}→{b}' for a, b in FACTORS)}"
    mandate = data["mandate"]
    if mandate is not None and not (isinstance(mandate, dict) and set(mandate) == {"power", "proposer", "approver", "statement"}):
        yield "mandate: 写 null，或写 power、proposer、approver、statement 四项"


def _faults_of_office(data: dict) -> Iterator[str]:
    """Rows that name no organ come from the holder of an office; without one they would stand under nobody's name."""
    offices = access.district()["offices"]
    if data["office"] is not None and data["office"] not in offices:
        yield f"office: 区情文件中没有职能“{data['office']}”，可用：{'、'.join(offices)}；各行自己写明机关的写 null"
    elif data["office"] is None and not any(version.roles.keys() & {"organ_code", "organ_name"} for version in catalogue.item(data["item"]).versions):
        yield f"office: 条目 {data['item']} 的各行不写机关，应写明由哪个职能报送，可用：{'、'.join(offices)}"


def _names_of_two(data: dict) -> Iterator[str]:
    """A column name that would mean two elements of one version."""
    told = set()
    for version in catalogue.item(data["item"]).versions:
        meant: dict[str, str] = {}
        for element in version.elements:
            for name in (element.code, element.name, *(data["aliases"] or {}).get(element.code, ())):
                if meant.setdefault(name, element.code) != element.code and name not in told:
                    told.add(name)
                    yield f"aliases: 列名“{name}”同时指 {meant[name]} 和 {element.code}，只能指一个"


def _words_outside(element: catalogue.Element, words: dict[str, str]) -> Iterator[str]:
    """Translations into words that the element's own list does not have: every row that holds one would go back."""
    for theirs, ours in words.items():
        for word in _unlisted(element, ours):
            yield f"values.{element.code}: “{theirs}”译作“{word}”，而{_list_of(element)}"


def _faults_of_constant(element: catalogue.Element, text: str) -> Iterator[str]:
    """A constant that the element cannot hold: every row would go back, or be told of. It is in our unit, whatever the source's."""
    from chengxin.collection.checks.words import NUMBER  # late, here and below: few sources have constants, and pages that ask for names read no file
    from chengxin.collection.normalising import parsed_day
    from chengxin.ground.compiling import in_python

    at = f"constants.{element.code}: “{text}”"
    yield from (f"constants.{element.code}: “{word}”不可用，{_list_of(element)}" for word in _unlisted(element, text))
    if element.type == "date" and parsed_day(text) is None:
        yield f"{at}不是日期，写作 2099/12/31"
    elif element.type == "amount" and not re.match(in_python(NUMBER), text):
        yield f"{at}不是数字，只写数字{f'，单位为{element.unit}' if element.unit else ''}"
    elif element.code_set == "USCC" and not identifiers.credit_code.is_valid(text):
        yield f"{at}不是有效的统一社会信用代码，请核对"
    elif element.longest and element.type != "amount" and len(text) > element.longest:
        yield f"{at}超过 {element.longest} 字"


def _unlisted(element: catalogue.Element, text: str) -> list[str]:
    """The words of ``text`` that the element's own list does not have."""
    if element.type != "choice" or not element.code_set or catalogue.format_name(element.code_set):
        return []
    allowed = catalogue.code_set(element.code_set)
    listed, opened = {*allowed, *allowed.values()}, tuple(code for code in allowed if code.endswith("-"))
    return [word for word in text.split(JOINED) if word and word not in listed and not (opened and word.startswith(opened))]


def _list_of(element: catalogue.Element) -> str:
    assert element.code_set is not None
    return f"代码集 {element.code_set} 没有这个值，可用：{'、'.join(catalogue.code_set(element.code_set))}"


def _words_of_two(code: str, words: dict[str, str]) -> Iterator[str]:
    """Words that differ in width or in blanks around them alone, and would mean two things."""
    meant: dict[str, tuple[str, str]] = {}
    for theirs, ours in words.items():
        first, other = meant.setdefault(plain_word(theirs), (theirs, ours))
        if other != ours:
            yield f"values.{code}: “{first}”与“{theirs}”只是全角半角或前后空格不同，却译作“{other}”和“{ours}”，只能译作一个"


def _wrong(path: Path, faults: list[str]) -> WrongUse:
    return WrongUse(f"数据源定义有误：{path}\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-source", details=faults)
