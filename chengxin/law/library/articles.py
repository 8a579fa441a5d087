"""条的内部: an article's wording, and its paragraphs 款, items 项 and points 目."""

import re
from typing import Any

from chengxin.law.library.lines import Line, Opening
from chengxin.law.library.numerals import ARTICLE, number_of

_ITEM = re.compile(r"[（(]\s*([一二三四五六七八九十百]+)\s*[）)]|([一二三四五六七八九十]+)、")
_POINT = re.compile(r"(\d{1,3})\s*[.．、](?!\d)|[（(]\s*(\d{1,3})\s*[）)]|([①-⑳])")
_INLINE = re.compile(r"(?<=[：:；;。])\s*[（(]([一二三四五六七八九十百]+)[）)]")
_STOPS = "。；：！？.;:!?”’）)》」】…"
_CJK = re.compile(r"[⺀-鿿＀-￯　-〿]")
_TITLE = re.compile(r"【([^】]{1,40})】|[（(]([^（）()]{2,20})[）)]")


def wording(lines: list[Line]) -> str:
    """What the lines say: without marks, blank lines and hard line breaks inside a sentence."""
    return "\n".join(text for text, _ in _blocks(lines))


def paragraphs(lines: list[Line], opening: Opening) -> tuple[list[dict[str, Any]], str, list[str]]:
    """款 with their 项 and 目, the article's own title where it has one, and what in their numbering is to be looked at."""
    told: list[dict[str, Any]] = []
    notices: list[str] = []
    blocks = _blocks(lines)
    first, table = blocks[0]
    title, rest = _title(_after_label(first, opening))
    for text, is_table in ([(rest, table)] if rest else []) + blocks[1:]:
        if is_table:
            _current(told)["tables"].append(text)
            continue
        item, point = _ITEM.match(text), _POINT.match(text)
        if item and told:
            _take_back(told, item)
            _add_item(told[-1], item, text, notices)
        elif point and told:
            _add_point(told[-1], point, text)
        else:
            told.append({"number": len(told) + 1, "text": "", "items": [], "tables": []})
            _fill(told[-1], text, notices)
    return told, title, notices


def _current(told: list[dict[str, Any]]) -> dict[str, Any]:
    if not told:
        told.append({"number": 1, "text": "", "items": [], "tables": []})
    return told[-1]


def _blocks(lines: list[Line]) -> list[tuple[str, bool]]:
    """Paragraphs as written: a line that follows without a blank and after no stop goes on with the one before; rows of a table stay together."""
    found: list[list[Any]] = []
    apart = True
    for line in lines:
        if not line.plain:
            apart = True
            continue
        if line.table and found and found[-1][1] and not apart:
            found[-1][0] += "\n" + line.plain
        elif found and not apart and not line.table and not found[-1][1] and _goes_on(found[-1][0], line):
            found[-1][0] += ("" if _CJK.match(found[-1][0][-1]) or _CJK.match(line.plain[0]) else " ") + line.plain
        else:
            found.append([line.plain, line.table])
        apart = bool(line.hashes) or bool(line.opening and not line.opening.rest)
    return [(text, table) for text, table in found]


def _goes_on(before: str, line: Line) -> bool:
    if line.opening or line.bullet or line.indented or before[-1] in _STOPS:
        return False
    return not (_ITEM.match(line.plain) or _POINT.match(line.plain))


def _after_label(first: str, opening: Opening) -> str:
    """The first paragraph without the article's number."""
    found = ARTICLE.match(first)
    return (first[found.end() :].lstrip(":： \t　") if found else first[len(opening.label) + 1 :]).strip()


def _title(text: str) -> tuple[str, str]:
    """The article's own title, 【立法目的】 or （立法目的）, and the text; a title in round brackets also stays in the text, for it may be none."""
    found = _TITLE.match(text)
    if found is None:
        return "", text
    if found.group(1):
        return found.group(1), text[found.end() :].strip()
    told = found.group(2)
    return ("" if number_of(told) is not None or re.search("以下|简称|包括|不含", told) else told), text


def _fill(paragraph: dict[str, Any], text: str, notices: list[str]) -> None:
    """A paragraph; items that stand in the same line, （一）……；（二）……, are taken out of it."""
    starts = list(_INLINE.finditer(text))
    numbers = [number_of(found.group(1)) for found in starts]
    if len(starts) < 2 or numbers != list(range(1, len(numbers) + 1)):
        paragraph["text"] = text
        return
    paragraph["text"] = text[: starts[0].start()].strip()
    ends = [found.start() for found in starts[1:]] + [len(text)]
    for found, end in zip(starts, ends, strict=True):
        piece = text[found.start() : end].strip()
        item = _ITEM.match(piece)
        assert item is not None
        _add_item(paragraph, item, piece, notices)


def _take_back(told: list[dict[str, Any]], found: re.Match[str]) -> None:
    """Paragraphs between two items that are numbered on, （三）……\n……\n（四）, belong to the item before them: no 款 of their own."""
    holder = next((k for k in range(len(told) - 1, -1, -1) if told[k]["items"]), None)
    if holder is None or holder == len(told) - 1:
        return
    between, item = told[holder + 1 :], told[holder]["items"][-1]
    goes_on = number_of(found.group(1) or found.group(2)) == len(told[holder]["items"]) + 1 and not item["points"]
    if goes_on and not any(p["tables"] or p.get("points") or p["text"].endswith(("：", ":")) for p in between):
        item["text"] = "\n".join([item["text"], *(p["text"] for p in between)])
        del told[holder + 1 :]


def _add_item(paragraph: dict[str, Any], found: re.Match[str], text: str, notices: list[str]) -> None:
    number = number_of(found.group(1) or found.group(2))
    items = paragraph["items"]
    if number != len(items) + 1:
        notices.append(f"第{paragraph['number']}款的第 {len(items) + 1} 项写作“{found.group()}”，请与原文核对")
    items.append({"label": found.group(), "number": number, "text": text[found.end() :].strip(), "points": []})


def _add_point(paragraph: dict[str, Any], found: re.Match[str], text: str) -> None:
    point = {"label": found.group(), "text": text[found.end() :].strip()}
    if paragraph["items"]:
        paragraph["items"][-1]["points"].append(point)
    else:
        paragraph.setdefault("points", []).append(point)
