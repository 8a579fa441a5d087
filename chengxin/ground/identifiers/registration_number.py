"""工商注册号: 15 digits with a check, 13 in the older form without; only history since 2015. (S5, S29; the check M)

>>> validate("120105000000019")
'120105000000019'
"""

from chengxin.ground.folding import code_form
from chengxin.ground.identifiers import divisions
from chengxin.ground.identifiers.arithmetic import registration_check
from chengxin.ground.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength, holds

# The check is known from memory only, and older numbers of foreign firms are no digits at all.
NAME, SOURCE, CERTAIN = "工商注册号", "M", False


def compact(number: str) -> str:
    """Half width, no blanks."""
    return code_form(number)


def calc_check_digit(number: str) -> str:
    """The fifteenth digit, from the first fourteen."""
    return registration_check(compact(number))


def validate(number: str) -> str:
    """The compact number. Raises InvalidLength, InvalidFormat, InvalidChecksum or InvalidComponent."""
    number = compact(number)
    if len(number) not in (13, 15):
        raise InvalidLength(f"工商注册号应为 15 位（旧号 13 位），现为 {len(number)} 位")
    if not (number.isascii() and number.isdigit()):
        raise InvalidFormat("工商注册号只用数字")
    if len(number) == 15 and number[-1] != calc_check_digit(number):
        raise InvalidChecksum("工商注册号校验码不符，请核对")
    if not divisions.office_exists(number[:6]):
        raise InvalidComponent("工商注册号前六位不是登记机关的行政区划代码")
    return number


def doubts(number: str) -> list[InvalidIdentifier]:
    """Nothing more is known of it than its form."""
    validate(number)
    return []


def is_valid(number: str) -> bool:
    """Whether the number has the form of a registration number."""
    return holds(validate, number)


def format(number: str) -> str:
    """The number as it is printed."""
    return compact(number)
