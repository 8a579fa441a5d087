"""护照: no fixed form; 5 to 20 letters and digits (M).

>>> validate("e00000001")
'E00000001'
"""

from chengxin.ground.folding import code_form
from chengxin.ground.identifiers.errors import InvalidFormat, InvalidIdentifier, InvalidLength, holds

# M: what does not fit is pointed out, never refused.
NAME, SOURCE, CERTAIN = "护照号", "M", False


def compact(number: str) -> str:
    """Half width, capitals, no blanks, no hyphen."""
    return code_form(number, without="-")


def validate(number: str) -> str:
    """The compact number. Raises InvalidLength or InvalidFormat."""
    number = compact(number)
    if not 5 <= len(number) <= 20:
        raise InvalidLength(f"护照号一般为 5 至 20 位，现为 {len(number)} 位，请核对")
    if not (number.isascii() and number.isalnum()):
        raise InvalidFormat("护照号一般只用字母和数字，请核对")
    return number


def doubts(number: str) -> list[InvalidIdentifier]:
    """Nothing more is known of it than its form."""
    validate(number)
    return []


def is_valid(number: str) -> bool:
    """Whether the number looks like a passport's."""
    return holds(validate, number)


def format(number: str) -> str:
    """The number as it is printed."""
    return compact(number)
