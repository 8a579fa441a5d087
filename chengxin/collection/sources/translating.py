"""译列: what a foreign table says in its own words, in the words of the catalogue. Pure, on columns of text.

A cell is read as one of our own table is (``normalising``), and then translated; so what has no translation is judged
as it would be there, and what has one never passes without it (ruling 610). Nothing falls to a default.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal

import pyarrow as pa

from chengxin.catalogue.api import Element, ItemVersion, code_set, format_name
from chengxin.collection.checks.words import NUMBER
from chengxin.collection.normalising import AROUND, amount_form, formed
from chengxin.collection.sources.mapping import FACTORS, JOINED, Translation, plain_word
from chengxin.ground.compiling import in_python

_OURS = ("", JOINED, "；")  # what may follow a value in our own tables
_NUMBER = re.compile(in_python(NUMBER))


def translated(columns: Mapping[str, pa.StringArray], translation: Translation, version: ItemVersion, *, rows: int) -> dict[str, pa.StringArray]:
    """``columns`` (element code → raw text) in the catalogue's words; constants added for elements without a column."""
    done = dict(columns)
    for element in version.elements:
        if element.code in done and element.code in translation.concerned:
            encoded = done[element.code].fill_null("").dictionary_encode()
            done[element.code] = _amounts(element, _words(element, encoded.dictionary, translation), translation).take(encoded.indices)
    for code, value in translation.constants.items():
        if code not in done:
            done[code] = pa.array([value] * rows, pa.string())
    return done


def _words(element: Element, cells: pa.StringArray, translation: Translation) -> pa.StringArray:
    """The cells with their marks between values as ours, and their words as ours; a cell without either as it was."""
    mark, words = translation.joined.get(element.code, ""), translation.values.get(element.code, {})
    if not mark and not words:
        return cells
    ours = dict(zip(_keys(element, list(words)), words.values(), strict=True))
    split = _splitter(mark, [*_official(element, mark), *words])
    parted = [split(cell) for cell in formed(element, cells)[0].to_pylist()]
    parts = list({part for pieces in parted for part, _ in pieces})
    said = {part: ours[key] for part, key in zip(parts, _keys(element, parts), strict=True) if key in ours}
    return pa.array([_together(raw, pieces, said) for raw, pieces in zip(cells.to_pylist(), parted, strict=True)], pa.string())


def _keys(element: Element, words: list[str]) -> list[str]:
    """Words as they are compared: as the element's type asks, and in half width."""
    return [plain_word(word) for word in formed(element, pa.array(words, pa.string()))[0].to_pylist()]


def _official(element: Element, mark: str) -> list[str]:
    """The words of the element's list that hold ``mark`` and are not several others of the list joined by it."""
    if not mark or not element.code_set or format_name(element.code_set):
        return []
    between = plain_word(mark, around="")
    listed = {plain_word(word) for pair in code_set(element.code_set).items() for word in pair}
    return [word for word in listed if between in word and not listed.issuperset(word.split(between))]


def _splitter(mark: str, known: list[str]) -> Callable[[str], list[tuple[str, str]]]:
    """Takes a cell apart into values, each with the mark that follows it; ``known`` words stay whole (ruling 611)."""
    between = "|".join(re.escape(one) for one in sorted({JOINED, plain_word(mark, around="")}) if one)
    whole = "|".join(re.escape(word) for word in sorted(filter(None, map(plain_word, known)), key=len, reverse=True) if re.search(between, word))
    around = f"[{re.escape(AROUND)}]*"
    piece = re.compile(rf"({f'{around}(?:{whole}){around}|' if whole else ''}.*?)({between}|\Z)", re.DOTALL)

    def split(cell: str) -> list[tuple[str, str]]:
        pieces, folded = [], plain_word(cell, around="")
        if not re.search(between, folded):
            return [(cell, "")]
        for found in piece.finditer(folded):
            pieces.append((cell[slice(*found.span(1))].strip(AROUND), cell[slice(*found.span(2))]))
            if not found.group(2):
                break
        return pieces

    return split


def _together(raw: str, pieces: list[tuple[str, str]], said: Mapping[str, str]) -> str:
    """A cell put together again; one without a word to translate and without a mark of theirs as it was."""
    if all(part not in said and after in _OURS for part, after in pieces):
        return raw
    return "".join(said.get(part, part) + (after if after in _OURS else JOINED) for part, after in pieces)


def _amounts(element: Element, cells: pa.StringArray, translation: Translation) -> pa.StringArray:
    """Numbers in the source's unit, which a cell may repeat (500元), in ours; what is no number of ours stays as it was, and is none afterwards."""
    unit = translation.units.get(element.code)
    if unit is None:
        return cells
    factor = FACTORS.get((unit, element.unit))
    return pa.array([_amount(raw, text, factor, unit) for raw, text in zip(cells.to_pylist(), formed(element, cells)[0].to_pylist(), strict=True)], pa.string())


def _amount(raw: str, text: str, factor: Decimal | None, unit: str) -> str:
    plain = amount_form(text.removesuffix(unit).rstrip(AROUND))
    if not _NUMBER.search(plain):
        return raw
    if factor is None:  # the unit is ours
        return plain
    exact = Context(prec=len(plain) + 10)
    return f"{exact.multiply(exact.create_decimal(plain), factor).normalize(exact):f}"
