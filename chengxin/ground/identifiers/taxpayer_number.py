"""纳税人识别号: 15, 17, 18 or 20 characters; today the unified social credit code or the identity number. (lengths S5)

>>> validate("120105MA0000007")
'120105MA0000007'
"""

from chengxin.ground.folding import code_form
from chengxin.ground.identifiers import credit_code, identity_number
from chengxin.ground.identifiers.errors import InvalidChecksum, InvalidFormat, InvalidIdentifier, InvalidLength, holds

# The lengths were met in a platform, not in a rule: what does not fit is pointed out, never refused.
NAME, SOURCE, CERTAIN = "纳税人识别号", "S5", False
LENGTHS = (15, 17, 18, 20)


def compact(number: str) -> str:
    """Half width, capitals, no blanks."""
    return code_form(number)


def validate(number: str) -> str:
    """The compact number. Raises InvalidLength or InvalidFormat."""
    number = compact(number)
    if len(number) not in LENGTHS:
        raise InvalidLength(f"纳税人识别号一般为 15、17、18 或 20 位，现为 {len(number)} 位，请核对")
    if not (number.isascii() and number.isalnum()):
        raise InvalidFormat("纳税人识别号只用字母和数字，请核对")
    return number


def doubts(number: str) -> list[InvalidIdentifier]:
    """Eighteen characters that are neither a unified social credit code nor an identity number."""
    number = validate(number)
    if len(number) == 18 and not credit_code.is_valid(number) and not identity_number.is_valid(number):
        return [InvalidChecksum("18 位的纳税人识别号一般就是统一社会信用代码或公民身份号码，校验不符，请核对")]
    return []


def is_valid(number: str) -> bool:
    """Whether the number looks like a taxpayer's."""
    return holds(validate, number)


def format(number: str) -> str:
    """The number as it is printed."""
    return compact(number)
