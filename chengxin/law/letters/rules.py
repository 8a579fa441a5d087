"""文书的写法: numerals, days and document numbers as GB/T 9704 writes them; when a service counts. Pure."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
# What a template may not say: how Typst reaches beyond its own text. Everything it needs is laid out by frame.typ.
FIRST_LINE = '#import "/frame.typ": *'
_REACHES_OUT = re.compile(r"\b(import|include|eval|read|plugin|std|dictionary)\b")


def numeral(number: int) -> str:
    """A whole number below 100,000,000 in Chinese: 10 十, 15 十五, 105 一百〇五, 2026 二千〇二十六. Raises ValueError."""
    if not 0 <= number < 10**8:
        raise ValueError(number)
    if number == 0:
        return "〇"
    high, low = divmod(number, 10**4)
    if not high:
        text = _below_ten_thousand(low)
    else:
        text = _below_ten_thousand(high) + "万"
        if low:
            text += ("〇" if low < 1000 else "") + _below_ten_thousand(low)
    return text[1:] if text.startswith("一十") else text


def _below_ten_thousand(number: int) -> str:
    text, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += ("〇" if gap and text else "") + _DIGITS[digit] + _UNITS[place]
        gap = not digit
    return text


def day(on: dt.date) -> str:
    """成文日期: in Arabic figures, year in full, month and day without a leading zero (GB/T 9704—2012, M)."""
    return f"{on.year}年{on.month}月{on.day}日"


def day_in_words(on: dt.date) -> str:
    """The same day in Chinese numerals: 二〇二六年十一月二十五日."""
    year = "".join(_DIGITS[int(figure)] for figure in str(on.year))
    return f"{year}年{numeral(on.month)}月{numeral(on.day)}日"


def number(organ_word: str, kind_word: str, year: int, seq: int) -> str:
    """发文字号: the organ's word, the kind's word, the year in full in hexagonal brackets, the number without a leading zero."""
    return f"{organ_word}{kind_word}〔{year}〕{seq}号"


def cited(instrument: str, document_number: str, label: str) -> str:
    """An article by its full name: 《…》（文号）第…条."""
    name = instrument if instrument.startswith("《") else f"《{instrument}》"
    return name + (f"（{document_number}）" if document_number else "") + label


def lines_of(title: str, longest: int = 20) -> list[str]:
    """A heading broken into lines of about equal length, never within a word in brackets or 《》, never beginning with a stop."""
    if len(title) <= longest:
        return [title]
    wanted = -(-len(title) // longest)
    lines, rest = [], title
    while wanted > 1 and len(rest) > 1:
        cut = _break_near(rest, -(-len(rest) // wanted))
        lines.append(rest[:cut])
        rest, wanted = rest[cut:], wanted - 1
    return [*lines, rest]


def _break_near(text: str, near: int) -> int:
    """Where to break: at the nearest place that does not stand inside brackets."""
    depth, free = 0, []
    for at, character in enumerate(text):
        if depth == 0 and 0 < at < len(text) and character not in "）》〉”’、，。；：":
            free.append(at)
        depth += (character in "（《〈“‘") - (character in "）》〉”’")
    return min(free, key=lambda at: (abs(at - near), at)) if free else near


def faults_of(source: str) -> list[tuple[int, str]]:
    """(line, what is wrong) of a template's text before it is ever set: how it begins, and words that reach beyond it."""
    lines = source.splitlines()
    found = [] if lines and lines[0].strip() == FIRST_LINE else [(1, f"第一行应为 {FIRST_LINE}")]
    for at, line in enumerate(lines[1:], start=2):
        found += [(at, f"模板不得使用 {match.group(1)}") for match in _REACHES_OUT.finditer(line)]
    return found


def served(way_days: int | None, handed_on: dt.date) -> dt.date:
    """The day a service counts: the day it was handed over, or the last day of the term of a public notice (ruling 236)."""
    return handed_on if way_days is None else handed_on + dt.timedelta(days=way_days)


def standing(services: Sequence[Mapping[str, object]]) -> Mapping[str, object] | None:
    """Of the services of one letter, the one that no later row corrects."""
    corrected = {service["corrects_id"] for service in services}
    return next((service for service in services if service["id"] not in corrected), None)
