"""归一: blanks, full width and ways of writing a date are folded; noted and never a fault (ruling 9).

Names and texts keep their characters (NFC). Only full width is folded, never raised figures or those of
other scripts (ruling 121). What tells a spreadsheet that a cell is text is no part of the cell (ruling 521). Everything works on columns of values; what needs Python runs once per distinct one.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from chengxin.catalogue.api import Element
from chengxin.collection.checks.words import INVISIBLE
from chengxin.collection.columns import Axis
from chengxin.ground.api import folding

AROUND = folding.BLANKS
_HALF_WIDTH = folding.HALF_WIDTH
_HALF_WIDTH_FIGURES = {full: half for full, half in _HALF_WIDTH.items() if chr(half).isalnum()}  # in a document number the brackets stay as written
_DAY = re.compile(
    r"^(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)(?:[ T]0{1,2}:00(?::00(?:\.0{1,6})?)?(?:Z|\+08:?00)?)?$", re.ASCII
)
# Characters of ranges in which nothing is ever composed: ASCII, general and Chinese punctuation, Chinese characters, full width.
_COMPOSED = "^[\\x00-\\x7f\u2010-\u2027\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]*$"
_CODE = "^[0-9A-Z]*$"
_AS_TEXT, _AS_TEXT_SHORT = '^="([^"]*)"$', "^'([^']*)$"  # what makes a spreadsheet take a cell for text (ruling 521)
# In a document number: the same ranges without blanks; what is invisible, blanks beside an ideograph or a bracket, and breaks where the number goes on (ruling 522).
_PLAIN_NUMBER = "^[\\x21-\\x7e\u2010-\u2027\u3001-\u3029\u4e00-\u9fff]*$"
_INVISIBLE = re.compile(f"[{INVISIBLE}\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_BLANK = re.compile(r"\s+")
_FIRST_IDEOGRAPH = "\u2e80"
_IN_BRACKETS, _OUT_OF_BRACKETS = "〔［[（(【", "〕］])）】"
_EIGHT = re.compile(r"^\d{8}$", re.ASCII)
_GROUPED = re.compile(r"^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$", re.ASCII)  # 0,500 is a point mistyped


@dataclass(frozen=True)
class Normalised:
    """A column's values as they are compared and stored; for dates also the days, null where a value is none."""

    text: pa.StringArray
    day: pa.Array | None
    folded: int


def normalised(element: Element, raw: pa.StringArray, axis: Axis) -> Normalised:
    """The values ``raw`` on ``axis`` as the element's type asks; ``folded`` counts the rows whose value changed."""
    text, day = formed(element, raw)
    # YYYY/MM/DD is how the national tables want a date; only other ways of writing it are noted.
    as_wanted = pc.replace_substring(text, "-", "/") if element.type == "date" else text
    changed = pc.not_equal(raw, as_wanted)
    return Normalised(text, day, axis.count(changed) if pc.any(changed).as_py() else 0)


def formed(element: Element, raw: pa.StringArray) -> tuple[pa.StringArray, pa.Array | None]:
    """The values ``raw`` as the element's type asks; for dates also the days."""
    trimmed = _without_text_marks(pc.utf8_trim(raw, characters=AROUND), both=element.type not in ("name", "text"))
    if element.type == "date":
        return _dates(trimmed)
    if element.type == "code":
        return _codes(trimmed), None
    if element.type == "amount":
        return _by_distinct(trimmed, amount_form), None
    if element.type == "number":
        return _years(_numbers(trimmed)) if element.is_year else _numbers(trimmed), None
    return _composed(trimmed), None


def _without_text_marks(trimmed: pa.StringArray, *, both: bool) -> pa.StringArray:
    """A cell that is ``="…"`` as a whole without these; where ``both``, one that begins with the only ``'`` in it without that."""
    for pattern in (_AS_TEXT, _AS_TEXT_SHORT) if both else (_AS_TEXT,):
        if pc.any(pc.starts_with(trimmed, pattern[1])).as_py():
            trimmed = pc.utf8_trim(pc.replace_substring_regex(trimmed, pattern, "\\1"), characters=AROUND)
    return trimmed


def _codes(trimmed: pa.StringArray) -> pa.StringArray:
    return _where(trimmed, _CODE, lambda odd: pa.array([folding.code_form(text) for text in odd.to_pylist()], pa.string()))


def _numbers(trimmed: pa.StringArray) -> pa.StringArray:
    return _where(trimmed, _PLAIN_NUMBER, lambda odd: pa.array([_number(text) for text in odd.to_pylist()], pa.string()))


def _years(texts: pa.StringArray) -> pa.StringArray:
    """2025年 and 2025年度 are 2025 (ruling 560)."""
    return pc.replace_substring_regex(texts, "^([0-9]{4})年度?$", "\\1")


def _where(texts: pa.StringArray, plain: str, fold: Callable[[pa.StringArray], pa.StringArray]) -> pa.StringArray:
    """``fold`` of the texts that are not ``plain`` already; usually none is."""
    odd = pc.invert(pc.match_substring_regex(texts, plain))
    return pc.replace_with_mask(texts, odd, fold(texts.filter(odd))) if pc.any(odd).as_py() else texts


def _composed(texts: pa.StringArray) -> pa.StringArray:
    """NFC; looked for only where a text holds something that is not composed already."""
    return _where(texts, _COMPOSED, lambda odd: pc.utf8_normalize(odd, form="NFC"))


def parsed_day(text: str) -> dt.date | None:
    """The day a text names, however it is separated; None if it names none."""
    if _EIGHT.match(text):
        parts = [text[:4], text[4:6], text[6:]]
    elif found := _DAY.match(text):
        parts = [part for part in found.groups() if part]
    else:
        return None
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return None


def looks_like_day(text: str) -> bool:
    """True if the text is written as a day, be it one that no calendar has."""
    return bool(_EIGHT.match(text) or _DAY.match(text))


def _dates(trimmed: pa.StringArray) -> tuple[pa.StringArray, pa.Array]:
    encoded = pc.dictionary_encode(trimmed)
    texts = [(value or "").translate(_HALF_WIDTH).strip() for value in encoded.dictionary.to_pylist()]
    days = [parsed_day(text) for text in texts]
    shown = [day.isoformat() if day else text for day, text in zip(days, texts, strict=True)]
    return pa.array(shown, pa.string()).take(encoded.indices), pa.array(days, pa.date32()).take(encoded.indices)


def _by_distinct(column: pa.StringArray, fold) -> pa.StringArray:
    encoded = pc.dictionary_encode(column)
    return pa.array([fold(value or "") for value in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def amount_form(text: str) -> str:
    """An amount in half width and without the commas that set thousands apart; any other word as it is."""
    text = text.translate(_HALF_WIDTH)
    return text.replace(",", "") if _GROUPED.match(text) else text


def _number(text: str) -> str:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(_HALF_WIDTH_FIGURES))
    return _BLANK.sub(_blank, text.strip())


def _blank(found: re.Match[str]) -> str:
    """What stands for blanks within a number: nothing where none can be meant, one blank between letters or figures; a break that may part two numbers stays."""
    blanks, before, after = found.group(), found.string[found.start() - 1], found.string[found.end()]
    if blanks.splitlines() != [blanks]:
        goes_on = before in _IN_BRACKETS + _OUT_OF_BRACKETS + "第" or after in _OUT_OF_BRACKETS + "号"
        return "" if goes_on else blanks
    between_words = all(one.isalnum() and one < _FIRST_IDEOGRAPH for one in (before, after))
    return " " if between_words or before == "号" else ""
