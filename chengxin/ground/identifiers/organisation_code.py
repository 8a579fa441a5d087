"""组织机构代码: eight characters and a check, since 2015 inside the unified social credit code. (GB 11714; S29, S6)

>>> validate("00000001-9")
'000000019'
"""

from chengxin.ground.folding import code_form
from chengxin.ground.identifiers.arithmetic import organisation_check
from chengxin.ground.identifiers.errors import InvalidChecksum, InvalidFormat, InvalidIdentifier, InvalidLength, holds

# Codes given early are reported to break the check (M): a wrong one is pointed out, never refused.
NAME, SOURCE, CERTAIN = "组织机构代码", "S29/S6", False


def compact(number: str) -> str:
    """Half width, capitals, no blanks, no hyphen."""
    return code_form(number, without="-")


def calc_check_digit(number: str) -> str:
    """The ninth character, from the first eight."""
    return organisation_check(compact(number))


def validate(number: str) -> str:
    """The compact code. Raises InvalidLength, InvalidFormat or InvalidChecksum."""
    number = compact(number)
    if len(number) != 9:
        raise InvalidLength(f"组织机构代码应为 9 位，现为 {len(number)} 位")
    if not (number.isascii() and number.isalnum() and (number[-1].isdigit() or number[-1] == "X")):
        raise InvalidFormat("组织机构代码只用数字和大写字母，末位为数字或 X")
    if number[-1] != calc_check_digit(number):
        raise InvalidChecksum("组织机构代码校验码不符，请核对")
    return number


def doubts(number: str) -> list[InvalidIdentifier]:
    """Nothing more is known of it than its arithmetic."""
    validate(number)
    return []


def is_valid(number: str) -> bool:
    """Whether the number has the form and the check of an organisation code."""
    return holds(validate, number)


def format(number: str) -> str:
    """The code as it was printed: a hyphen before the check."""
    number = compact(number)
    return f"{number[:8]}-{number[8:]}"
