"""Check characters of credit codes (GB 32100), identity numbers (GB 11643), bank cards and numbers of the register, once more."""

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


_PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()


def _is_day(text: str) -> bool:
    try:
        dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def is_card(figures: str, *, any_issuer: bool) -> bool:
    """Luhn's check holds, and the number begins like a card's and holds no day (550)."""
    issuer = figures.startswith(("60", "62", "68", "69", "940", "955", "984", "985")) or (len(figures) == 16 and figures.startswith(("35", "4", "51", "52", "53", "54", "55")))
    dated = any(figures[at : at + 2] in ("19", "20") and 1 <= int(figures[at + 4 : at + 6]) <= 12 and 1 <= int(figures[at + 6 : at + 8]) <= 31 for at in (4, 6))
    total = sum(sum(divmod(int(figure) * (1 + place % 2), 10)) for place, figure in enumerate(reversed(figures)))
    return total % 10 == 0 and (any_issuer or (issuer and not dated)) and not is_credit_code(figures)


def is_old_identity(figures: str) -> bool:
    """Fifteen figures: a division, a birthday of 1930 to 1999."""
    city, county = int(figures[2:4]), int(figures[4:6])
    # 29 February of any year: nobody is known by it.
    born = _is_day("19" + figures[6:12]) or figures[8:12] == "0229"
    return figures[:2] in _PROVINCES and (1 <= city <= 79 or city == 90) and county > 0 and figures[6] in "3456789" and born


def is_of_register(figures: str) -> bool:
    """The check of a registration number (MOD 11,10), or of the organisation's code at the end of a taxpayer's."""
    rest = 10
    for figure in figures[:14]:
        rest = ((rest + int(figure)) % 10 or 10) * 2 % 11
    total = sum(int(figure) * weight for figure, weight in zip(figures[6:14], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return (rest + int(figures[14])) % 10 == 1 or (11 - total % 11) % 11 == int(figures[14])
