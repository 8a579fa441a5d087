"""中文数字: 一百零二 and 102 are one number; and how the number of an article is written."""

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
NUMERAL = r"[〇○零一二三四五六七八九十百千两\d０-９]+"
_SPACED = r"[〇○零一二三四五六七八九十百千两\d０-９](?:[〇○零一二三四五六七八九十百千两\d０-９\s]*[〇○零一二三四五六七八九十百千两\d０-９])?"
# A label as it is typed: 第四十八条, 第 48 条, 第 十 条 之 一.
ARTICLE = re.compile(rf"第\s*({_SPACED})\s*条(?:\s*之\s*({NUMERAL}))?")
HEADING = re.compile(rf"第\s*({_SPACED})\s*(分编|编|章|节)")


def number_of(text: str) -> int | None:
    """The number a numeral means, 0 to 9999; None where it is not written as numbers are (一百二 for 120 is not)."""
    text = re.sub(r"\s", "", text).translate(_WIDE)
    if text.isascii() and text.isdigit():
        return _in_range(text)
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        return None
    if not any(c in _UNITS for c in text):  # 二〇二一
        return _in_range("".join(str(_DIGITS[c]) for c in text))
    total = _added_up(text)
    return total if total is not None and text.replace("〇", "零").replace("○", "零").replace("两", "二") in _ways(total) else None


def numeral(number: int) -> str:
    """A number as law texts write it: 10 十, 12 十二, 102 一百零二, 110 一百一十."""
    if number == 0:
        return "零"
    told, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, number = divmod(number, size)
        if digit:
            told += ("零" if gap else "") + "零一二三四五六七八九"[digit] + unit
            gap = False
        elif told and number:
            gap = True
    return told.removeprefix("一") if told.startswith("一十") else told


def article_label(number: int, branch: int = 0) -> str:
    """第四十八条, 第十七条之一."""
    return f"第{numeral(number)}条" + (f"之{numeral(branch)}" if branch else "")


def read_label(text: str) -> str | None:
    """The article that 48, 四十八, 十七之一, 第48条 or 第四十八条第一款 names, as its label; None where it names none."""
    text = re.sub(r"\s", "", text)
    found = ARTICLE.match(text) or re.fullmatch(rf"({NUMERAL})(?:之({NUMERAL}))?", text)
    if found is None:
        return None
    number, branch = number_of(found.group(1)), number_of(found.group(2)) if found.group(2) else 0
    return article_label(number, branch) if number and branch is not None else None


def _in_range(figures: str) -> int | None:
    """Four figures at most, leading noughts apart: no law has more articles, and no numeral here goes further."""
    figures = figures.lstrip("0") or "0"
    return int(figures) if len(figures) <= 4 else None


def _added_up(text: str) -> int | None:
    total, digit = 0, None
    for c in text:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        elif digit is None or digit == 0:
            digit = _DIGITS[c]
        else:
            return None
    return total + (digit or 0)


def _ways(number: int) -> set[str]:
    """How a number may properly be written: 十二 and 一十二, 一百一十二 and, in older laws, 一百十二."""
    told = numeral(number)
    return {told, f"一{told}" if told.startswith("十") else told, told.replace("百一十", "百十")}
