"""名称检索: the form a name is searched by and the numbers it is indexed by, for whole columns.

``folded`` agrees with the database's ``ground_folded``; ``grams`` with ``ground_pairs`` and
``ground_place_number``, which make the numbers a query must find. Both are tested against each other.
"""

import functools
import re
import unicodedata
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengxin.ground.places import places

# What no search should depend on: blanks, brackets, points, quotes, dashes. The same set stands in ground_folded.
_DROPPED = re.compile("[\\s\u200b-\u200f\u2028-\u202e\u2060\ufeff·・,，.。()（）\\[\\]【】〔〕<>《》\"''“”‘’\\-—_、]+")
_PLAIN = "^[\u4e00-\u9fff]*$"  # such a name is its own form
PAIRS = 2_000_000  # numbers of two neighbours begin here; below lie single characters of older rows
_SPAN = 2_100_000_000
_FACTOR = 31627
# Of a name's beginning, of its pinyin initials and of its code there is one number each, all negative; of a short name also
# one of the whole, so that it is found among the many that hold it.
START, INITIALS, CODE_STEM, CODE_TAIL = range(4)
_QUARTER = 500_000_000
SHORT = 8
_END = ord("$")
INITIALS_INDEXED = 3
CODE_PART_INDEXED = 3  # few numbers with many codes each: an index grows slowly by its entries, not by their length
_STEM_AT, _TAIL_AT = 13, 15  # the sixth to eighth character of the 主体标识码; the last three of the code
_INITIALS = Path(__file__).parent / "data" / "initials.txt"  # made by tools/initials.py
# Readings that names of firms take and that differ from a character's first one.
_READINGS = {"行": "h", "重": "c", "长": "c", "乐": "l", "厦": "x", "会": "h", "卜": "b", "车": "c", "都": "d", "贾": "j", "曾": "z", "单": "s", "石": "s", "大": "d"}


def folded(names: pa.Array) -> pa.Array:
    """Names as they are searched: NFKC, small Latin letters, without blanks, brackets and punctuation."""
    odd = pc.invert(pc.match_substring_regex(names, _PLAIN))
    if not pc.any(odd).as_py():
        return names
    forms = [fold(name) for name in names.filter(odd).to_pylist()]
    return pc.replace_with_mask(names, odd, pa.array(forms, names.type))


def fold(name: str) -> str:
    """One name as it is searched."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in _DROPPED.sub("", unicodedata.normalize("NFKC", name)))


def initials(forms: pa.Array) -> pa.Array:
    """Pinyin initials of folded names; Latin letters and figures stand for themselves, what has no reading for nothing."""
    points, lengths = _points(forms)
    letters = _letters()[points]
    kept = letters != 0
    ends = np.concatenate([[0], np.cumsum(kept)])[np.concatenate([[0], np.cumsum(lengths)])]
    return pa.StringArray.from_buffers(len(forms), pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(letters[kept].tobytes()))


def grams(forms: pa.Array, codes: pa.Array) -> pa.Array:
    """Lists of numbers a name is indexed by: its pairs of neighbours, its beginning, its initials behind the place, parts of its code."""
    count = len(forms)
    points, lengths = _points(forms)
    owner = np.repeat(np.arange(count), lengths)
    first, second = points[:-1].astype(np.int64), points[1:].astype(np.int64)
    pairs = PAIRS + (first * _FACTOR + second) % _SPAN
    kept = (owner[:-1] == owner[1:]) & ~np.isin(pairs, _common(places().pairs))
    pairs, of_pair = pairs[kept], owner[:-1][kept]
    starts = np.cumsum(lengths) - lengths
    long_enough = np.flatnonzero(lengths >= 2)
    begun = starts[long_enough]
    parts = [(pairs, of_pair), (_numbered(_as_number(np.stack([points[begun], points[begun + 1]], 1)), START), long_enough)]
    short = np.flatnonzero((lengths >= 2) & (lengths <= SHORT))
    if len(short):
        whole = forms.take(pa.array(short))
        parts.append((np.array([_numbered(_as_number(np.array([[*map(ord, form), _END]])), START)[0] for form in whole.to_pylist()]), short))
    core = initials(pc.replace_substring_regex(forms, places().opening, ""))
    for column, at, size, kind in (
        (core, 0, INITIALS_INDEXED, INITIALS),
        (codes, _STEM_AT, CODE_PART_INDEXED, CODE_STEM),
        (codes, _TAIL_AT, CODE_PART_INDEXED, CODE_TAIL),
    ):
        part = pc.fill_null(pc.utf8_slice_codeunits(column, at, at + size), "")
        whole = np.flatnonzero(pc.equal(pc.utf8_length(part), size).to_numpy(zero_copy_only=False))
        if len(whole):
            figures, _ = _points(part.take(pa.array(whole)))
            parts.append((_numbered(_as_number(figures.reshape(-1, size)), kind), whole))
    numbers, owners = np.concatenate([n for n, _ in parts]), np.concatenate([o for _, o in parts])
    order = np.argsort(owners, kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=count))])
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), pa.array(numbers[order].astype(np.int32)))


def _numbered(values: np.ndarray, kind: int) -> np.ndarray:
    return -1 - (values % _QUARTER + kind * _QUARTER)


def _as_number(figures: np.ndarray) -> np.ndarray:
    number = np.zeros(len(figures), np.int64)
    for column in range(figures.shape[1]):
        number = (number * _FACTOR + figures[:, column]) % _SPAN
    return number


def _points(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Every code point of a column, and how many each text has."""
    joined = "".join(texts.to_pylist())
    return np.frombuffer(joined.encode("utf-32-le"), np.uint32), pc.utf8_length(texts).to_numpy(zero_copy_only=False)


@functools.cache
def _common(pairs: tuple[str, ...]) -> np.ndarray:
    """The numbers of pairs that so many names hold that an index over them finds nothing; they are left out, here as in ground_pairs."""
    return np.array([PAIRS + (ord(pair[0]) * _FACTOR + ord(pair[1])) % _SPAN for pair in pairs])


@functools.cache
def _letters() -> np.ndarray:
    """Code point to its letter as a byte, 0 where it has none."""
    table = np.zeros(0x110000, np.uint8)
    for line in _INITIALS.read_text(encoding="ascii").splitlines():
        first, _, letters = line.partition(" ")
        row = np.frombuffer(letters.encode(), np.uint8)
        table[int(first, 16) : int(first, 16) + len(row)] = np.where(row == ord("-"), 0, row)
    for character, letter in _READINGS.items():
        table[ord(character)] = ord(letter)
    for plain in "abcdefghijklmnopqrstuvwxyz0123456789":
        table[ord(plain)] = ord(plain)
    return table
