"""文本文件: a file's bytes as one or several versions of a law, with what its front matter says of each.

The front matter (文首) is a block between two lines of ``---`` with ``key: value`` lines; a file may hold
several versions, each under a block of its own, and a later block inherits what it does not say. The
text of a version is everything below its block.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import yaml

from chengxin.ground.api import written
from chengxin.law.library.numerals import NUMERAL, number_of

KEYS = {
    "code": "文件代码", "name": "名称", "number": "文号", "issuer": "制定机关", "level": "层级", "version": "版本名", "in_force_from": "施行日", "in_force_to": "失效日", "source": "出处标记",
    "omits": "原文确无的条",
}  # fmt: skip
_INHERITED = ("code", "name", "number", "issuer", "level", "source")
_SAME = {"title": "name"}
_BLOCK = re.compile(r"^---[ \t]*\r?\n((?:[A-Za-z_][\w-]*[ \t]*:.*\r?\n|[ \t]+\S.*\r?\n|[ \t]*-[ \t].*\r?\n|[ \t]*#.*\r?\n|[ \t]*\r?\n)+?)---[ \t]*(?:\r?\n|$)", re.MULTILINE)
_DAY = rf"([〇○零一二三四五六七八九\d０-９]{{4}})\s*年\s*({NUMERAL})\s*月\s*({NUMERAL})\s*日"
_IN_FORCE = re.compile(rf"本[一-龥]{{1,12}}自\s*{_DAY}\s*起(?:施行|实施|生效|执行)")


@dataclass(frozen=True)
class Document:
    """文本: one version as the file holds it; ``first_line`` is the line of the file its text begins on."""

    text: str
    said: dict[str, Any]
    first_line: int
    notices: list[str] = field(default_factory=list)


class Unreadable(Exception):
    """文件不能读: what is wrong with it and how to mend it."""


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 with its mark, or GB18030. Raises Unreadable where it is damaged or none of these."""
    if not data.strip():
        raise Unreadable("文件是空的")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _sound(_as(data, "utf-16"), "UTF-16")
    try:
        return _sound(data.decode("utf-8-sig"), "UTF-8")
    except UnicodeDecodeError as error:
        at = error.start
        text = _as(data, "gb18030", at=at)
    return _sound(text, "GB18030")


def _as(data: bytes, encoding: str, *, at: int | None = None) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start if at is None else at) + 1
        raise Unreadable(f"文件既不是 UTF-8 也不是 GB18030 编码（第 {line} 行起不能识别），请另存为 UTF-8") from error


def _sound(text: str, encoding: str) -> str:
    for number, line in enumerate(text.split("\n"), 1):
        for character in line:
            if character == "�" or (unicodedata.category(character) in ("Cc", "Co", "Cs") and character not in "\t\r\f\v"):
                told = "替换字符" if character == "�" else f"U+{ord(character):04X}"
                raise Unreadable(f"第 {number} 行有损坏或无法识别的字符（{told}，按 {encoding} 读取）；请确认编码，另存为 UTF-8 并与原文核对")
    common = sum("一" <= c <= "鿿" for c in text)
    if encoding == "GB18030" and common < len(text) / 4:
        raise Unreadable("文件按 GB18030 读出的不是汉字文本，请另存为 UTF-8")
    return text


def documents(text: str) -> list[Document]:
    """The versions in a file. Raises Unreadable where a front matter cannot be read."""
    blocks = [found for found in _BLOCK.finditer(text) if _is_front_matter(found.group(1))]
    if not blocks or text[: blocks[0].start()].strip():
        blocks = []
    if not blocks:
        return [Document(text, {}, 1)]
    made: list[Document] = []
    inherited: dict[str, Any] = {}
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        said, notices = _said(block, text)
        inherited |= {key: said[key] for key in _INHERITED if key in said}
        end = following.start() if following else len(text)
        made.append(Document(text[block.end() : end], inherited | said, text.count("\n", 0, block.end()) + 1, notices))
    return made


def day_of_force(body: str, head: str) -> tuple[dt.date | None, str]:
    """The day the law itself says it comes into force on, and what has to be said about it; None where it names no day.

    An amended law keeps the sentence of its first days, and many laws only say 自公布之日起施行. Where the notes tell of
    a later amendment, or of a day where the text tells none, the latest such day is taken: before it this wording
    was nobody's law, and a later day can only be told by who imports it.
    """
    days = [day for found in _IN_FORCE.finditer(body) if (day := _day(found.groups()))]
    noted = [day for found in re.finditer(_DAY, head) if (day := _day(found.groups()))]
    if not days and noted:
        return max(noted), f"文本没有写明施行日，这一版暂按题注中最近的 {max(noted).isoformat()} 施行（待核实）；不是这一天的，请用 --from 写明"
    if not days:
        return None, "文本没有写明“自某年某月某日起施行”，题注中也没有日期"
    later = [day for day in noted if day > days[-1]]
    if later:
        day = max(later)
        return day, f"文本写明的施行日 {days[-1].isoformat()} 早于题注所写 {day.isoformat()} 的修改，这一版暂按后者施行（待核实）；修改另有施行日的，请用 --from 写明"
    return days[-1], f"施行日 {days[-1].isoformat()} 取自文本"


def _day(groups: tuple[str, ...]) -> dt.date | None:
    numbers = [number_of(part) for part in groups]
    try:
        return dt.date(*(n or 0 for n in numbers))
    except ValueError:
        return None


def _is_front_matter(block: str) -> bool:
    keys = {line.partition(":")[0].strip() for line in block.splitlines() if ":" in line and not line.startswith((" ", "\t", "#", "-"))}
    return bool(keys & {*KEYS, *_SAME})


def _said(block: re.Match[str], text: str) -> tuple[dict[str, Any], list[str]]:
    line = text.count("\n", 0, block.start()) + 1
    try:
        raw = written.parsed(block.group(1))
    except yaml.YAMLError as error:
        raise Unreadable(f"第 {line} 行起的文首不是“键: 值”的写法：{getattr(error, 'problem', '')}；含冒号的值请加引号") from error
    if not isinstance(raw, dict):
        raise Unreadable(f"第 {line} 行起的文首应逐行写“键: 值”")
    said: dict[str, Any] = {}
    for key, value in raw.items():
        known = _SAME.get(str(key), str(key))
        if known not in KEYS or value is None:
            continue
        said.setdefault(known, value)
    for key in ("in_force_from", "in_force_to"):
        if key in said and (not isinstance(said[key], dt.date) or isinstance(said[key], dt.datetime)):
            raise Unreadable(f"第 {line} 行起的文首：{key} 应写作 YYYY-MM-DD，现为“{said[key]}”")
    omits = said.get("omits", [])
    said["omits"] = [str(label) for label in (omits if isinstance(omits, list) else [omits])]
    for key in KEYS:
        if key in said and key not in ("omits", "in_force_from", "in_force_to"):
            said[key] = str(said[key]).strip()
    unknown = [str(key) for key in raw if _SAME.get(str(key), str(key)) not in KEYS]
    return said, ([f"文首中不认识的键已略过：{'、'.join(unknown)}"] if unknown else [])
