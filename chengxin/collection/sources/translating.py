"""译列: what a foreign table says in its own words, in the words of the catalogue. Pure, on columns of text.

A word without a translation stays as it is, for the checks to judge: nothing falls to a default.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import pyarrow as pa

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.normalising import amount_form
from chengxin.collection.sources.mapping import FACTORS, JOINED, Translation

_BLANKS = " \t\u00a0\u3000\ufeff"


def translated(columns: Mapping[str, pa.StringArray], translation: Translation, version: ItemVersion, *, rows: int) -> dict[str, pa.StringArray]:
    """``columns`` (element code → raw text) in the catalogue's words; constants added for elements without a column."""
    units = {element.code: element.unit for element in version.elements}
    done = dict(columns)
    for code, mark in translation.joined.items():
        if code in done:
            done[code] = _each(done[code], lambda text, mark=mark: JOINED.join(part.strip(_BLANKS) for part in text.split(mark)))
    for code, words in translation.values.items():
        if code in done:
            done[code] = _each(done[code], lambda text, words=words: _word(text, words))
    for code, unit in translation.units.items():
        if code in done and unit != units.get(code):
            factor = FACTORS[unit, units[code]]
            done[code] = _each(done[code], lambda text, factor=factor, unit=unit: _amount(text, factor, unit))
    for code, value in translation.constants.items():
        if code not in done:
            done[code] = pa.array([value] * rows, pa.string())
    return done


def _each(column: pa.StringArray, translate) -> pa.StringArray:
    """``translate`` once per distinct value."""
    encoded = column.fill_null("").dictionary_encode()
    return pa.array([translate(value) for value in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _word(text: str, words: Mapping[str, str]) -> str:
    return JOINED.join(words.get(part.strip(_BLANKS), part) for part in text.split(JOINED))


def _amount(text: str, factor: Decimal, unit: str) -> str:
    """A number in the source's unit, which a cell may repeat (500元); any other word stays for the checks to judge."""
    plain = amount_form(text.strip(_BLANKS).removesuffix(unit).rstrip(_BLANKS))
    try:
        return f"{(Decimal(plain) * factor).normalize():f}" if plain else text
    except InvalidOperation:
        return text
