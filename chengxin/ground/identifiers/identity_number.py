"""公民身份号码: 18 characters, also on the residence permits of residents of 港澳台 (81, 82, 83). (GB 11643-1999; S36, S31)

Only the province of the address code is tested: numbers carry codes since abolished, also codes younger
than the birth they are written beside, for they were given later (ruling 130).

>>> is_valid("120105" "19000101" "002x")
True
"""

import datetime as dt

from chengxin.ground.folding import code_form
from chengxin.ground.identifiers import divisions
from chengxin.ground.identifiers.arithmetic import identity_check
from chengxin.ground.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength, holds

NAME, SOURCE, CERTAIN = "公民身份号码", "S36/S31", True
FIRST_BIRTH_YEAR = 1800


def compact(number: str) -> str:
    """Half width, capital X, no blanks."""
    return code_form(number)


def calc_check_digit(number: str) -> str:
    """The last character, from the first seventeen."""
    return identity_check(compact(number))


def check_holds(number: str) -> bool:
    """Whether eighteen characters have the arithmetic of GB 11643: digits, check character and a birth date, whatever the address.

    This is what makes a text an identity number where one must be recognised and hidden (ruling 16): it
    asks less than :func:`validate`, so that a doubtful number is hidden rather than shown.
    """
    number = compact(number)
    digits = len(number) == 18 and number.isascii() and number[:17].isdigit() and number[0] != "0" and (number[17].isdigit() or number[17] == "X")
    return digits and number[-1] == calc_check_digit(number) and birth_date(number) is not None


def birth_date(number: str) -> dt.date | None:
    """The birth date in the number, None where its digits are no day."""
    number = compact(number)
    try:
        day = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return day if day.year >= FIRST_BIRTH_YEAR else None


def validate(number: str) -> str:
    """The compact number. Raises InvalidLength, InvalidFormat, InvalidChecksum or InvalidComponent."""
    number = compact(number)
    if len(number) != 18:
        older = "；15 位旧号码已停止使用，请填写 18 位号码" if len(number) == 15 else ""
        raise InvalidLength(f"公民身份号码应为 18 位，现为 {len(number)} 位{older}")
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise InvalidFormat("公民身份号码前 17 位为数字，末位为数字或 X")
    if number[-1] != calc_check_digit(number):
        raise InvalidChecksum("公民身份号码校验码不符，请与证件核对")
    if birth_date(number) is None:
        raise InvalidComponent("公民身份号码第 7 至 14 位不是存在的出生日期")
    if number[:2] not in divisions.OF_PERSONS:
        permit = "；以 9 开头的是外国人永久居留身份证号码" if number[0] == "9" else ""
        raise InvalidComponent(f"公民身份号码前两位不是省级行政区划代码{permit}")
    return number


def doubts(number: str) -> list[InvalidIdentifier]:
    """A division that the list does not know."""
    number = validate(number)
    if number[:2] in ("81", "82", "83") or divisions.is_listed(number[:6]):
        return []
    return [InvalidComponent("前六位不在行政区划代码表内，可能是已撤销的旧代码")]


def is_valid(number: str) -> bool:
    """Whether the number is a valid identity number."""
    return holds(validate, number)


def format(number: str) -> str:
    """The number as it is printed: without blanks."""
    return compact(number)
