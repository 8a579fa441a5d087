"""统一社会信用代码: unified social credit code, 18 characters. (GB 32100-2015; S29, S36)

>>> validate("91120105ma0000007q")
'91120105MA0000007Q'
>>> parts("N2120105MF0000005C").category_name
'村级集体经济组织'
"""

import csv
import functools
from dataclasses import dataclass
from pathlib import Path

from chengxin.ground.folding import code_form
from chengxin.ground.identifiers import divisions, organisation_code
from chengxin.ground.identifiers.arithmetic import CREDIT_CODE_LETTERS, credit_code_check
from chengxin.ground.identifiers.errors import AgreedFiller, InvalidChecksum, InvalidComponent, InvalidFormat, InvalidIdentifier, InvalidLength, holds

NAME, SOURCE, CERTAIN = "统一社会信用代码", "S29/S36", True
# Stands in 双公示 data for a subject without a code (S6). It fails the check on purpose and is never a key.
FILLER = "00000000000000000X"
DEPARTMENTS = {
    "1": "机构编制", "2": "外交", "3": "司法行政", "4": "文化", "5": "民政", "6": "旅游", "7": "宗教", "8": "工会", "9": "工商（市场监管）",
    "A": "中央军委改革和编制办公室", "N": "农业", "Y": "其他",
}  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """组成: the parts of a valid code, with the names of those that have one."""

    department: str
    department_name: str
    category: str
    category_name: str
    division: str
    division_name: str
    body: str
    check: str


@functools.cache
def pairs() -> dict[str, str]:
    """登记管理部门 and 机构类别: the first two characters that exist, with the name of the category. (S29)"""
    with (Path(__file__).parents[1] / "data" / "credit_code_pairs.csv").open(encoding="utf-8", newline="") as stream:
        return {row["pair"]: row["name"] for row in csv.DictReader(stream)}


def compact(number: str) -> str:
    """Half width, capitals, no blanks. O and I are never made 0 and 1."""
    return code_form(number)


def calc_check_digit(number: str) -> str:
    """The last character, from the first seventeen."""
    return credit_code_check(compact(number))


def validate(number: str) -> str:
    """The compact code. Raises AgreedFiller, InvalidLength, InvalidFormat, InvalidChecksum or InvalidComponent."""
    number = compact(number)
    if number == FILLER:
        raise AgreedFiller("这是没有代码时约定填写的值，不是统一社会信用代码")
    if len(number) != 18:
        raise InvalidLength(f"统一社会信用代码应为 18 位，现为 {len(number)} 位")
    if any(letter not in CREDIT_CODE_LETTERS for letter in number) or not number[2:8].isdigit():
        raise InvalidFormat("统一社会信用代码含有不使用的字符（I、O、S、V、Z 等），或第 3 至 8 位不是数字，请核对，不要自行替换")
    if number[-1] != calc_check_digit(number):
        raise InvalidChecksum("统一社会信用代码校验码不符，请与证照核对")
    if number[:2] not in pairs():
        raise InvalidComponent("统一社会信用代码前两位不是已有的登记管理部门和机构类别，请与证照核对")
    if not divisions.office_exists(number[2:8]):
        raise InvalidComponent("统一社会信用代码第 3 至 8 位不是行政区划代码，请与证照核对")
    return number


def doubts(number: str) -> list[InvalidIdentifier]:
    """What about a valid code should be looked at again, and is no reason to refuse it."""
    number = validate(number)
    found: list[InvalidIdentifier] = []
    if not organisation_code.is_valid(number[8:17]):
        found.append(InvalidChecksum("主体标识码（第 9 至 17 位）的校验码不符，请核对；较早赋码的可能如此"))
    if not divisions.is_listed(number[2:8]):
        found.append(InvalidComponent("第 3 至 8 位不在行政区划代码表内，可能是登记机关自有的代码"))
    return found


def parts(number: str) -> Parts:
    """The parts of a valid code. Raises as :func:`validate`."""
    number = validate(number)
    return Parts(
        number[0], DEPARTMENTS[number[0]], number[1], pairs()[number[:2]], number[2:8], divisions.name(number[2:8]), number[8:17], number[17],
    )  # fmt: skip


def is_valid(number: str) -> bool:
    """Whether the number is a valid code; the filler is none."""
    return holds(validate, number)


def format(number: str) -> str:
    """The code as it is printed: without blanks."""
    return compact(number)
