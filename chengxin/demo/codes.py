"""演示代码: invented codes and identity numbers: the check characters hold, and none was ever given to anybody.

Codes of organisations hold XN (虚拟) where a real one holds the first characters of its organisation code; no
series that is given out begins so (M). Identity numbers tell a birth between 1821 and 1834 and the sequences
998 and 999. Numbers are given since 1984, so nobody with such a birth date ever got one; and sequences from
996 on were kept for people over a hundred in the numbers of fifteen figures (M), so even a reader who takes
the year for another finds nobody. A demo's person can be no living one.
"""

import datetime as dt

from chengxin.ground.api import identifiers

_FIRST_BIRTH = dt.date(1821, 1, 1)
PERSONS_AT_MOST = 10_000  # births stay before 1835


def credit_code(stem: str) -> str:
    """A whole code from its first sixteen characters: the inner check character, then the outer one."""
    stem += identifiers.arithmetic.organisation_check(stem[8:])
    return stem + identifiers.arithmetic.credit_code_check(stem)


def identity_number(number: int) -> str:
    """The identity number of the demo's person ``number``: two persons a day of birth, a woman (998) and a man (999)."""
    if not 0 <= number < PERSONS_AT_MOST:
        raise ValueError(number)
    born = _FIRST_BIRTH + dt.timedelta(days=number // 2)
    stem = f"120105{born:%Y%m%d}99{8 + number % 2}"
    return stem + identifiers.arithmetic.identity_check(stem)
