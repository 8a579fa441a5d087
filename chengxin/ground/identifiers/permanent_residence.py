"""外国人永久居留身份证: 18 digits beginning with 9 since 2023-12-01, before that 3 letters and 12 digits. (S30)

>>> is_valid("912840" "19000101" "0018")
True
"""

from chengxin.ground.folding import code_form
from chengxin.ground.identifiers.arithmetic import identity_check
from chengxin.ground.identifiers.errors import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength, holds
from chengxin.ground.identifiers.identity_number import birth_date

NAME, SOURCE, CERTAIN = "外国人永久居留身份证", "S30", True


def compact(number: str) -> str:
    """Half width, capitals, no blanks."""
    return code_form(number)


def calc_check_digit(number: str) -> str:
    """The last character of the newer form, from the first seventeen; the same arithmetic as GB 11643."""
    return identity_check(compact(number))


def validate(number: str) -> str:
    """The compact number. Raises InvalidLength, InvalidFormat or InvalidChecksum."""
    number = compact(number)
    if len(number) == 15:
        if not (number.isascii() and number[:3].isalpha() and number[3:].isdigit()):
            raise InvalidFormat("旧版外国人永久居留证号码为 3 个字母和 12 位数字")
        return number
    if len(number) != 18:
        raise InvalidLength(f"外国人永久居留身份证号码应为 18 位（旧版 15 位），现为 {len(number)} 位")
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X") and number[0] == "9"):
        raise InvalidFormat("外国人永久居留身份证号码以 9 开头，前 17 位为数字")
    if number[-1] != calc_check_digit(number):
        raise InvalidChecksum("外国人永久居留身份证号码校验码不符，请与证件核对")
    return number


def doubts(number: str) -> list[InvalidIdentifier]:
    """The inner layout is known from memory only (M): a birth date that is no day is pointed out."""
    number = validate(number)
    if len(number) == 18 and birth_date(number) is None:
        return [InvalidComponent("第 7 至 14 位不像出生日期，请核对")]
    return []


def is_valid(number: str) -> bool:
    """Whether the number has one of the two forms."""
    return holds(validate, number)


def format(number: str) -> str:
    """The number as it is printed."""
    return compact(number)
