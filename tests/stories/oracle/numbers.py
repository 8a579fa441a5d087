"""Check characters of credit codes (GB 32100) and identity numbers (GB 11643), once more."""

import datetime as dt
import re

_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
FILLER = "00000000000000000X"


def is_credit_code(text: str) -> bool:
    """Length, letters and check character hold."""
    if len(text) != 18 or any(letter not in _LETTERS for letter in text):
        return False
    total = sum(_LETTERS.index(letter) * 3**place for place, letter in enumerate(text[:17]))
    return _LETTERS[-total % 31] == text[17]


def is_identity(text: str) -> bool:
    """Check character and birth date hold, and it is no credit code (ruling 16)."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9Xx]", text) or is_credit_code(text.upper()):
        return False
    total = sum(int(figure) * 2 ** (17 - place) for place, figure in enumerate(text[:17]))
    if "10X98765432"[total % 11] != text[17].upper():
        return False
    try:
        return dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14])).year >= 1800
    except ValueError:
        return False
