"""显示格式: what a cell shows where that is not what it holds: words, zeros and parts of a day that its number format puts there.

An officer writes 15 where the format is ``"津北市监罚〔2024〕"0"号"`` and sees the number of a document, 5000 under ``0"元"`` and sees yuan.
Source: ECMA-376 part 1, 18.8.30 (``numFmt``) and 18.8.31 (``numFmts``).
"""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Protocol
from xml.etree import ElementTree

from chengxin.collection.reading.sheet_xml import Styled

#: Formats that a Chinese spreadsheet has without writing them down, as far as a cell shows by them something else than it holds.
_BUILT_IN = {
    5: "¥#,##0", 6: "¥#,##0", 7: "¥#,##0.00", 8: "¥#,##0.00", 42: "¥ #,##0", 44: "¥ #,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: 'm"月"d"日"', 17: 'yyyy"年"m"月"', 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*"?)|[\\!](?P<escaped>.)|(?P<blank>_.)|(?P<filled>\*.)|\[(?P<bracket>[^\]]*)\]|(?P<end>;)|(?P<general>General|G/通用格式)
    |(?P<odd>E[+\-]|AM/PM|A/P|上午/下午)|(?P<date>y+|m+|d+|h+|s+|e+|g+|b+|a{3,4})|(?P<digit>[0#?])|(?P<mark>[.,%@])|(?P<plain>.)""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_HOUR = rb"(?:<f\b[^<>]*(?:/>|>[^<]*</f>))?<v>\d+\.\d"  # a day with an hour
#: What stands around a number and says nothing.
AROUND = " \u00a0-+()（）¥￥:/'"
_NEUTRAL, _YUAN_SIGNS = frozenset(AROUND), frozenset("¥￥")
_LARGEST = 10**15  # beyond, a spreadsheet has lost figures, and reading marks the number for it
_LONGEST = 255  # a format that is longer, no spreadsheet writes


class Unclear(Exception):
    """What the cell shows cannot be told from what it holds."""


def signed(words: str) -> bool:
    """Whether the sign of the currency stands among what is shown around a number."""
    return not _YUAN_SIGNS.isdisjoint(words)


def in_yuan(words: str, unit: str) -> bool:
    """Whether a number with these words around it is shown in yuan where its column is in ten thousands."""
    return unit == "万元" and signed(words) and "万" not in words


class Shows(Protocol):
    """What is known of what a cell shows."""

    def shown(self, value: object, *, unit: str = "") -> str | None:
        """What it shows; None where it is the value itself, in the ``unit`` of its column at most. Raises Unclear."""


@dataclass(frozen=True)
class Section:
    """段: one of the up to four parts of a format, as (kind, text): word, digit, mark, date, general, odd."""

    tokens: tuple[tuple[str, str], ...]
    conditional: bool = False

    def has(self, kind: str, text: str = "") -> bool:
        """Whether such a token is there."""
        return any(found == kind and (not text or said == text) for found, said in self.tokens)

    @property
    def words(self) -> str:
        """What it writes itself."""
        return "".join(text for kind, text in self.tokens if kind == "word")

    @property
    def speaks(self) -> bool:
        """Whether what it writes says something."""
        return not _NEUTRAL.issuperset(self.words)

    @property
    def hides(self) -> bool:
        """Whether it shows nothing at all."""
        return not self.words.strip() and not any(kind != "word" for kind, _ in self.tokens)

    @property
    def scaled(self) -> bool:
        """Whether it shows thousands: a comma behind the last digit, or the last before the point."""
        figures = "".join(text for kind, text in self.tokens if kind == "digit" or (kind == "mark" and text in ".,"))
        return figures.endswith(",") or ",." in figures

    @property
    def filled(self) -> bool:
        """Whether it sets zeros before a number, or something between its figures."""
        whole = self.tokens[: next((n for n, token in enumerate(self.tokens) if token == ("mark", ".")), len(self.tokens))]
        places = [n for n, (kind, _) in enumerate(whole) if kind == "digit"]
        between = whole[places[0] : places[-1]] if places else ()
        zeros = sum(token == ("digit", "0") for token in whole)
        parted = {text.strip() for kind, text in between if kind == "word"} - {""}
        return zeros > 1 or bool(parted and (zeros or parted != {"/"}))  # "# ?/?" is a fraction

    def parts_of_day(self) -> tuple[bool, bool, bool, bool]:
        """Whether year, month, day and an hour are shown; ``m`` beside hours or seconds is minutes."""
        runs = [text[0].lower() if text[0] not in "dD" or len(text) < 3 else "weekday" for kind, text in self.tokens if kind == "date"]
        minutes = {second for first, second in pairwise(range(len(runs))) if (runs[first], runs[second]) == ("h", "m")}
        minutes |= {first for first, second in pairwise(range(len(runs))) if (runs[first], runs[second]) == ("m", "s")}
        month = any(run == "m" and n not in minutes for n, run in enumerate(runs))
        return bool({"y", "e", "g", "b"}.intersection(runs)), month, "d" in runs, bool({"h", "s"}.intersection(runs))


@dataclass(frozen=True)
class DisplayFormat:
    """显示格式: sections for numbers above, below and equal to zero, and for texts."""

    sections: tuple[Section, ...]

    def shown(self, value: object, *, unit: str = "") -> str | None:
        """What a cell of this format shows; None where it is the value itself, in the ``unit`` of its column at most. Raises Unclear."""
        if isinstance(value, str):
            return self._text(value) if value.strip() else None
        if isinstance(value, dt.date):
            return self._day(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) >= _LARGEST:
            return None
        return self._number(value, unit)

    def changes_numbers(self) -> bool:
        """Whether it may show something else than the number, the text or the day that a cell holds."""
        return any(
            (s.speaks and not s.has("date")) or signed(s.words) or s.hides or s.has("mark", "%") or (s.has("digit") and (s.scaled or s.filled)) or self._cuts(s)
            for s in self.sections
        )

    def drops_hours(self) -> bool:
        """Whether it shows the day of a moment and not its hour."""
        return self.sections[0].parts_of_day() == (True, True, True, False)

    @staticmethod
    def _cuts(section: Section) -> bool:
        year, month, day, _ = section.parts_of_day()
        return (year or month or day) and not (year and month and day)

    def _text(self, value: str) -> str | None:
        section = self.sections[3] if len(self.sections) > 3 else next((s for s in self.sections if s.has("mark", "@")), None)
        if section is None or (section.has("mark", "@") and not section.speaks):
            return None
        if not section.has("mark", "@"):
            raise Unclear
        return "".join(value if (kind, text) == ("mark", "@") else text for kind, text in section.tokens if kind == "word" or text == "@")

    def _day(self, value: dt.date) -> str | None:
        section = self.sections[0]
        year, month, day, hour = section.parts_of_day()
        if year and month and day:
            return None if hour else f"{value.year:04}/{value.month:02}/{value.day:02}"
        if not (year or month or day):
            return None
        shown = []
        for kind, text in section.tokens:
            if kind == "word":
                shown.append(text)
            elif kind == "date" and text[0] in "yYeE":
                shown.append(f"{value.year:04}")
            elif kind == "date" and text[0] in "mMdD" and len(text) < 3 and not hour:
                shown.append(str(value.month if text[0] in "mM" else value.day).zfill(len(text)))
            elif kind == "date":
                raise Unclear
        return "".join(shown)

    def _number(self, value: float, unit: str) -> str | None:
        several = [section for section in self.sections[:3] if not section.has("mark", "@")]
        if not several:
            return None
        if any(section.conditional for section in several):
            if any(section.speaks or section.hides or section.scaled for section in several):
                raise Unclear
            return None
        place = 1 if value < 0 and len(several) > 1 else 2 if value == 0 and len(several) > 2 else 0
        section = several[place]
        if section.hides:
            if value:
                raise Unclear
            return ""
        if not any(section.has(kind) for kind in ("digit", "general", "date")):
            return section.words if section.speaks else None
        if value and in_yuan(section.words, unit):
            raise Unclear
        if section.has("date") or not (section.speaks or section.scaled or section.has("mark", "%") or (section.has("digit") and section.filled)):
            return None
        if unit and section.words.strip(AROUND) in (unit, unit.removesuffix("元") or unit) and not (section.scaled or section.has("mark", "%")):
            return None
        if place == 1 or section.scaled and value or section.has("odd"):
            raise Unclear
        return _written(section, value)


def formats(styles: bytes) -> dict[int, DisplayFormat]:
    """The formats of the cells of an .xlsx, by their number: those that show something else than a cell holds, or may."""
    if b"<!DOCTYPE" in styles or b"<!ENTITY" in styles or not styles:
        return {}
    tree = ElementTree.fromstring(styles)
    inside = {child.tag.rpartition("}")[2]: list(child) for child in tree}
    written = {int(one.get("numFmtId", "0")): one.get("formatCode", "") for one in inside.get("numFmts", ()) if one.get("numFmtId", "").isdigit()}
    found = {}
    for number, form in enumerate(inside.get("cellXfs", ())):
        key = form.get("numFmtId", "0")
        one = of_cells(int(key), written.get(int(key), "")) if key.isdigit() else None
        if one:
            found[number] = one
    return found


@lru_cache(maxsize=1000)
def of_cells(number: int, code: str) -> DisplayFormat | None:
    """The format of that number, written as ``code`` or known without; None where its cells show what they hold, but for roundness."""
    if code in ("", "General") or (number in _BUILT_IN and "$" in code):  # of the currency, which a reader of the old .xls writes as in America
        code = _BUILT_IN.get(number, "")
    form = parsed(code)
    return form if code and (form.changes_numbers() or form.drops_hours()) else None


class Shaped:
    """The cells of a sheet whose format shows something else than they hold, or may: row → columns, and the format of each."""

    def __init__(self, found: dict[int, DisplayFormat]) -> None:
        self._formats = found
        self._told: dict[tuple[int, int], tuple[int, Shows]] = {}  # the same for all cells of a column and style: there may be millions
        always = [number for number, form in found.items() if form.changes_numbers()]
        self._styled = Styled(always), Styled(set(found).difference(always), _HOUR)

    def look(self, data: bytes, into: dict[int, list[tuple[int, Shows]]]) -> None:
        """Note the cells of ``data``, whole cells of a sheet."""
        for styled in self._styled:
            for row, column, style in styled.find(data):
                into[row].append(self._told.setdefault((column, style), (column, self._formats[style])))


def parsed(code: str) -> DisplayFormat:
    """A format as its sections."""
    sections: list[Section] = []
    tokens: list[tuple[str, str]] = []
    conditional = False
    for found in _TOKEN.finditer(code[:_LONGEST]):
        kind, text = found.lastgroup, found.group(found.lastgroup or 0)
        if kind == "end":
            sections.append(Section(tuple(tokens), conditional))
            tokens, conditional = [], False
        elif kind in ("quoted", "escaped", "plain"):
            tokens.append(("word", text.strip('"') if kind == "quoted" else text))
        elif kind == "blank":
            tokens.append(("word", " "))
        elif kind == "bracket":
            conditional |= text[:1] in "<>="
            if text.startswith("$") and (currency := text[1:].partition("-")[0]):
                tokens.append(("word", currency))
            if re.fullmatch("h+|m+|s+", text, re.IGNORECASE):
                tokens.append(("date", "h"))
        elif kind and kind != "filled":
            tokens.append((kind, text))
    return DisplayFormat((*sections, Section(tuple(tokens), conditional)))


def _written(section: Section, value: float) -> str:
    """A number as its section writes it; figures that it leaves away for roundness stay, thousands are not set apart."""
    exact = Decimal(f"{abs(value):.15G}") * (100 if section.has("mark", "%") else 1)
    whole, _, rest = f"{exact:f}".partition(".")
    rest = rest.rstrip("0")
    tokens = section.tokens
    point = next((n for n, token in enumerate(tokens) if token == ("mark", ".")), None)
    places = [n for n, (kind, _) in enumerate(tokens) if kind == "digit" and (point is None or n < point)]
    last = max((n for n, (kind, _) in enumerate(tokens) if kind in ("digit", "general") or (kind, _) == ("mark", ".")), default=0)
    figures = [] if whole == "0" else list(whole)
    rest = rest.ljust(sum(token == ("digit", "0") for token in tokens[point or len(tokens) :]), "0")
    shown: list[str] = []
    for n in reversed(range(len(tokens))):
        kind, text = tokens[n]
        if n == last and rest:
            shown.append(f".{rest}")
        if kind == "word" or (kind, text) == ("mark", "%"):
            shown.append(text)
        elif kind == "general":
            shown.append(whole)
        elif n in places:
            shown.append("".join(figures) if n == places[0] and figures else figures.pop() if figures else "0" if text == "0" else "")
    return ("-" if value < 0 else "") + "".join(reversed(shown)).strip()
