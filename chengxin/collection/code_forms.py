"""代码的形式: what a column of unified social credit codes is like: lengths, first characters, what the check characters say; by columns of numbers.

The weighted sum of a code is, like the day a text names, a meaning of the value: it is reckoned once when the
value is read, and the checks ask for it. Most codes are alike in all of this, so most checks of codes are asked
a few times a chunk and not once a row.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chengxin.collection.checks.words import IDENTITY_SHAPE, NO_CODE, citizen, head, inner, length, meant, outer
from chengxin.ground.api import identifiers

_LENGTH = 18
_NO_LETTER = 99
_NO_CODE = pa.array(["", *NO_CODE], pa.string())


@dataclass(frozen=True)
class CheckSums:
    """Of each code: ``rest``, its weighted sum modulo 31 (0 holds; GB 32100), and ``inner``, whether places 9 to 17 hold (GB 11714), null where a text is no code in form;
    ``citizen``: whether it is no code that holds but an identity number that does (GB 11643)."""

    rest: pa.Array
    inner: pa.Array
    citizen: pa.Array


def forms(column: str, codes: pa.StringArray) -> dict[str, pa.Array]:
    """The columns beside ``column`` that tell the form of its ``codes``."""
    sums = check_sums(codes)
    return {
        meant(column): pc.invert(pc.is_in(codes, _NO_CODE)),
        length(column): pc.utf8_length(codes),
        head(column): pc.utf8_slice_codeunits(codes, 0, 2),
        outer(column): pc.equal(sums.rest, 0),
        inner(column): sums.inner,
        citizen(column): sums.citizen,
    }


def check_sums(codes: pa.StringArray) -> CheckSums:
    """The check sums of ``codes``."""
    arithmetic = identifiers.arithmetic
    long_enough = pc.equal(pc.binary_length(codes), _LENGTH)
    texts = codes.filter(long_enough)
    letters = _letters(texts)
    values = _table(arithmetic.CREDIT_CODE_LETTERS)[letters]
    in_form = (values != _NO_LETTER).all(axis=1)
    weights = np.array([*arithmetic.CREDIT_CODE_WEIGHTS, 1], dtype=np.int32)
    body, weights_of_body = letters[:, 8:16], np.array(arithmetic.ORGANISATION_WEIGHTS, dtype=np.int32)
    wanted = np.frombuffer(arithmetic.ORGANISATION_CHECKS.encode(), np.uint8)[_table(arithmetic.ORGANISATION_LETTERS)[body] @ weights_of_body % 11]
    sums = (values @ weights % 31).astype(np.int32)
    return CheckSums(
        _where(long_enough, in_form, sums),
        _where(long_enough, in_form, wanted == letters[:, 16]),
        pc.fill_null(_where(long_enough, in_form, _identities(texts, letters, in_form & (sums != 0))), False),
    )


def _identities(texts: pa.StringArray, letters: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Which of those asked about (few: codes that do not hold) are identity numbers."""
    arithmetic, found = identifiers.arithmetic, np.zeros(len(letters), dtype=bool)
    at = np.flatnonzero(asked)
    digits = letters[at, :17].astype(np.int32) - ord("0")
    checks = np.frombuffer(arithmetic.IDENTITY_CHECKS.encode(), np.uint8)
    holds = (digits <= 9).all(axis=1) & (checks[digits @ np.array(arithmetic.IDENTITY_WEIGHTS, dtype=np.int32) % 11] == letters[at, 17])
    at = at[holds]
    found[at] = pc.match_substring_regex(texts.take(pa.array(at)), IDENTITY_SHAPE).to_numpy(zero_copy_only=False)
    return found


def _letters(codes: pa.StringArray) -> np.ndarray:
    """The bytes of codes that are all of one length, a row each."""
    whole = pa.concat_arrays([codes])  # with offsets of its own
    data = whole.buffers()[2]
    count = len(whole)
    return np.frombuffer(data, np.uint8, count * _LENGTH, whole.offset).reshape(count, _LENGTH) if count else np.zeros((0, _LENGTH), np.uint8)


def _table(letters: str) -> np.ndarray:
    """Of every byte the value of the letter it is."""
    table = np.full(256, _NO_LETTER, dtype=np.int32)
    table[np.frombuffer(letters.encode(), np.uint8)] = np.arange(len(letters))
    return table


def _where(long_enough: pa.Array, in_form: np.ndarray, told: np.ndarray) -> pa.Array:
    made = pa.array(told, mask=~in_form)
    if len(made) == len(long_enough):
        return made
    places = np.full(len(long_enough), -1, dtype=np.int64)
    places[np.flatnonzero(long_enough.to_numpy(zero_copy_only=False))] = np.arange(len(made))
    return made.take(pa.array(places, mask=places < 0))
