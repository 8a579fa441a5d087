"""归一: blanks, full width and ways of writing a date are folded; noted and never a fault (ruling 9).

Names and texts keep their characters (NFC). Everything works on whole columns; what needs Python
runs once per distinct value.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from chengxin.catalogue.api import Element

AROUND = " \t\r\n\v\f\u00a0\u00ad\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_INSIDE = "[" + re.escape(AROUND) + "]+"
_HALF_WIDTH = {point: point - 0xFEE0 for point in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_HALF_WIDTH_FIGURES = {full: half for full, half in _HALF_WIDTH.items() if chr(half).isalnum()}  # in a document number the brackets stay as written
_DAY = re.compile(r"^(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)(?:[ T]0{1,2}:00(?::00(?:\.0{1,6})?)?)?$", re.ASCII)
# Characters of ranges in which nothing is ever composed: ASCII, general and Chinese punctuation, Chinese characters, full width.
_COMPOSED = "^[\\x00-\\x7f\u2010-\u2027\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]*$"
_EIGHT = re.compile(r"^\d{8}$", re.ASCII)
_GROUPED = re.compile(r"^-?\d{1,3}(,\d{3})+(\.\d+)?$", re.ASCII)


@dataclass(frozen=True)
class Column:
    """One normalised column: its text; for dates also the day, null where it is none."""

    text: pa.StringArray
    day: pa.Array | None
    folded: int


def normalised(element: Element, raw: pa.StringArray) -> Column:
    """``raw`` as the element's type is compared and stored; ``folded`` counts the values that changed."""
    trimmed = pc.utf8_trim(raw, characters=AROUND)
    day = None
    if element.type == "code":
        text = pc.utf8_upper(pc.replace_substring_regex(pc.utf8_normalize(trimmed, form="NFKC"), _INSIDE, ""))
    elif element.type == "date":
        text, day = _dates(trimmed)
    elif element.type == "amount":
        text = _by_distinct(trimmed, _amount)
    elif element.type == "number":
        text = _by_distinct(trimmed, _number)
    else:
        text = _composed(trimmed)
    # YYYY/MM/DD is how the national tables want a date; only other ways of writing it are noted.
    as_wanted = pc.replace_substring(text, "-", "/") if element.type == "date" else text
    folded = pc.sum(pc.cast(pc.not_equal(raw, as_wanted), pa.int64())).as_py() or 0
    return Column(text, day, folded)


def _composed(texts: pa.StringArray) -> pa.StringArray:
    """NFC; looked for in a column only where it holds something that is not composed already."""
    odd = pc.invert(pc.match_substring_regex(texts, _COMPOSED))
    return pc.replace_with_mask(texts, odd, pc.utf8_normalize(texts.filter(odd), form="NFC")) if pc.any(odd).as_py() else texts


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


def _amount(text: str) -> str:
    text = text.translate(_HALF_WIDTH)
    return text.replace(",", "") if _GROUPED.match(text) else text


def _number(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_HALF_WIDTH_FIGURES)
