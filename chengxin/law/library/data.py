"""文件清单: the instruments and articles of the package and of the plugin folders, read once a process.

Whatever is wrong in a file is told with the file, the entry and what would be right, and nothing is stored.
"""

import datetime as dt
import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from chengxin.ground.api import WrongUse, plugins, written
from chengxin.law.library.numerals import read_label

FOLDER = Path(__file__).parent.parent / "data" / "instruments"
LEVELS = ("法律", "行政法规", "司法解释", "地方性法规", "部门规章", "地方政府规章", "党中央、国务院文件", "部门规范性文件", "地方规范性文件", "国家标准")
_KEYS = {"code", "name", "number", "issuer", "in_force_from", "in_force_to", "replaces", "source", "note", "articles"}
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SOURCE = re.compile(r"S\d+(?:/S\d+)*|M")


@dataclass(frozen=True)
class ArticleEntry:
    """条文条目: an article with our one-sentence summary; ``label`` empty where the sources do not tell the article."""

    code: str
    label: str
    summary: str
    source: str


@dataclass(frozen=True)
class InstrumentEntry:
    """文件条目: an instrument as a file tells it; a number, issuer or day that no source tells is None."""

    code: str
    name: str
    level: str
    number: str | None
    issuer: str | None
    in_force_from: dt.date | None
    in_force_to: dt.date | None
    replaces: tuple[str, ...]
    source: str
    note: str
    articles: tuple[ArticleEntry, ...]


@functools.cache
def instruments() -> dict[str, InstrumentEntry]:
    """Every instrument by code, those of the package first. Raises WrongUse, which tells the file and what is wrong."""
    found: dict[str, InstrumentEntry] = {}
    places: dict[str, Path] = {}
    for path in (path for folder in (FOLDER, *plugins.folders("instruments")) for path in sorted(folder.glob("*.yaml"))):
        for entry in _read(path):
            if entry.code in found:
                raise _wrong(path, [f"{entry.code}：文件代码已在 {places[entry.code]} 中使用，请换一个代码"])
            found[entry.code], places[entry.code] = entry, path
    strange = [f"{entry.code}：replaces 所指的 {code} 不在文件清单中" for entry in found.values() for code in entry.replaces if code not in found]
    if strange:
        raise _wrong(places[strange[0].partition("：")[0]], strange)
    return found


def article_codes() -> set[str]:
    """The ids of all articles on file, for citations."""
    return {article.code for entry in instruments().values() for article in entry.articles}


def articles_by_code(codes: Any) -> list[dict[str, str]]:
    """The cited articles as the files tell them (instrument, number, label, summary, source), for those who may not read the tables."""
    told = {
        article.code: {"code": article.code, "instrument_code": entry.code, "instrument": entry.name, "number": entry.number or ""}
        | {"label": article.label, "summary": article.summary, "source": article.source}
        for entry in instruments().values()
        for article in entry.articles
    }
    return [told[code] for code in codes if code in told]


def _read(path: Path) -> list[InstrumentEntry]:
    try:
        data = written.parsed(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _wrong(path, [f"第 {mark.line + 1} 行：不是 YAML 的写法" if mark else "不是 UTF-8 编码的 YAML"]) from error
    if not isinstance(data, dict) or data.get("level") not in LEVELS or not isinstance(data.get("instruments"), list):
        raise _wrong(path, [f"文件应写 level:（{'、'.join(LEVELS)} 之一）和 instruments:（清单）"])
    faults: list[str] = []
    made = [_entry(entry, number, data["level"], faults) for number, entry in enumerate(data["instruments"], 1)]
    if faults:
        raise _wrong(path, faults)
    return [entry for entry in made if entry]


def _entry(raw: Any, number: int, level: str, faults: list[str]) -> InstrumentEntry | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("code"), str) or not _CODE.fullmatch(raw["code"]) or len(raw["code"]) > 60:
        faults.append(f"第 {number} 个文件：code 应由小写字母、数字和 - 组成，最长 60")
        return None
    code = raw["code"]
    said = [f"不认识的键 {'、'.join(sorted(map(str, set(raw) - _KEYS)))}，可用：{'、'.join(sorted(_KEYS))}"] if set(raw) - _KEYS else []
    if not raw.get("name"):
        said.append("缺少 name（名称）")
    if not _SOURCE.fullmatch(str(raw.get("source"))):
        said.append("source 应为 S 加编号或 M")
    for key in ("in_force_from", "in_force_to"):
        if raw.get(key) is not None and (not isinstance(raw[key], dt.date) or isinstance(raw[key], dt.datetime)):
            said.append(f"{key} 应写作 YYYY-MM-DD，现为“{raw[key]}”；不知道的写 null")
    articles = [_article(code, entry, place, said) for place, entry in enumerate(raw.get("articles") or [], 1)]
    codes = [article.code for article in articles if article]
    said += [f"条文 {told} 重复" for told in sorted({told for told in codes if codes.count(told) > 1})]
    faults += [f"{code}：{fault}" for fault in said]
    if said:
        return None
    optional = {key: raw.get(key) for key in ("in_force_from", "in_force_to")} | {key: str(raw[key]) if raw.get(key) is not None else None for key in ("number", "issuer")}
    told = tuple(article for article in articles if article)
    return InstrumentEntry(
        code=code, name=str(raw["name"]), level=level, replaces=tuple(raw.get("replaces") or ()), source=raw["source"], note=str(raw.get("note") or ""), articles=told, **optional
    )  # type: ignore[arg-type]


def _article(instrument: str, raw: Any, place: int, said: list[str]) -> ArticleEntry | None:
    if not isinstance(raw, dict) or set(raw) != {"label", "summary", "source"} or not raw["summary"] or not _SOURCE.fullmatch(str(raw["source"])):
        said.append(f"第 {place} 条：应写 label（条号，不知道的写空）、summary（一句话摘要）、source（S 加编号或 M）")
        return None
    label = str(raw["label"] or "")
    known = read_label(label)
    if label.startswith("第") and (known is None or not label.startswith(known)):
        said.append(f"条号“{label}”应写作{known or '第几条'}")
        return None
    return ArticleEntry(f"{instrument}#{label}" if label else instrument, label, str(raw["summary"]), raw["source"])


def _wrong(path: Path, faults: list[str]) -> WrongUse:
    return WrongUse(f"法律文件清单有误：{path}\n" + "\n".join(f"  {fault}" for fault in faults), code="bad-definition", details=faults)
