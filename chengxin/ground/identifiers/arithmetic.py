"""校验算法: alphabets, weights and check characters, once for Python, the checks' expressions and SQL.

The constants are read by ``collection.checks`` (Ibis) and stand once more in ``ground/sql`` (SQL cannot
import); a test holds the three against each other. Where python-stdnum's arithmetic is right, it computes.
"""

from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_2, mod_11_10

# GB 32100: 31 characters without I, O, S, V, Z; weights 3^(i-1) mod 31. (S29, S36)
CREDIT_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# GB 11643: weights 2^(18-i) mod 11; the remainder picks the character. (S36)
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
IDENTITY_CHECKS = "10X98765432"
# GB 11714: 11 − Σ mod 11, 10 is X and 11 is 0; the remainder picks the character. (S29, S6)
ORGANISATION_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_CHECKS = "0X987654321"


def credit_code_check(stem: str) -> str:
    """The eighteenth character of a unified social credit code from the first seventeen."""
    return uscc.calc_check_digit(stem[:17])


def identity_check(stem: str) -> str:
    """The eighteenth character of an identity number from the first seventeen (ISO 7064 MOD 11-2)."""
    return mod_11_2.calc_check_digit(stem[:17])


def organisation_check(stem: str) -> str:
    """The ninth character of an organisation code from the first eight."""
    total = sum(ORGANISATION_LETTERS.index(letter) * weight for letter, weight in zip(stem, ORGANISATION_WEIGHTS, strict=False))
    return ORGANISATION_CHECKS[total % 11]


def registration_check(stem: str) -> str:
    """The fifteenth digit of a registration number from the first fourteen (ISO 7064 hybrid MOD 11,10; M)."""
    return mod_11_10.calc_check_digit(stem[:14])
