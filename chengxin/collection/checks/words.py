"""Words that several checks share: what stands for no code, and the arithmetic of check characters."""

import ibis
import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.ground.api import identifiers

_arithmetic = identifiers.arithmetic

FILLER = identifiers.credit_code.FILLER
NO_CODE = (FILLER, "无", "N/A")
PERSON = "自然人"
ORGANISATION = "法人及非法人组织"
INDIVIDUAL = "个体工商户"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)\z"
# 罚款 alone or among the kinds of a decision (ruling 10); 其他-罚款 is read as 罚款, 免予罚款 is none.
FINED = r"(^|[;；,，、 \t\n\f\r])(其他-)?罚款(\z|[;；,，、 \t\n\f\r])"
CODE_LETTERS = _arithmetic.CREDIT_CODE_LETTERS


def code_columns(version: ItemVersion) -> list[str]:
    """The columns that hold unified social credit codes: the subject's, the deciding organ's, and any other of that code set."""
    roles = [role for role in ("subject_code", "organ_code") if version.element(role)]
    named = {version.roles[role] for role in roles}
    return roles + [e.code for e in version.elements if e.code_set == "USCC" and e.code not in named]


def is_code_column(row: ir.Table, column: str) -> ir.BooleanValue:
    """The column holds something meant as a unified social credit code."""
    there = (row[column] != "") & row[column].notin(NO_CODE)
    return there & (row.subject_kind != PERSON) if column == "subject_code" else there


def code_check_holds(code: ir.StringValue) -> ir.BooleanValue:
    """GB 32100: with the last character's own value, the weighted sum is a multiple of 31."""
    letters = ibis.literal(CODE_LETTERS)
    total = sum((letters.find(code.substr(i, 1)) * weight for i, weight in enumerate(_arithmetic.CREDIT_CODE_WEIGHTS)), letters.find(code.substr(17, 1)))
    return total % 31 == 0


def identity_check_holds(number: ir.StringValue) -> ir.BooleanValue:
    """GB 11643: the eighteenth character."""
    digits = ibis.literal("0123456789")
    total = sum((digits.find(number.substr(i, 1)) * weight for i, weight in enumerate(_arithmetic.IDENTITY_WEIGHTS)), ibis.literal(0))
    return ibis.literal(_arithmetic.IDENTITY_CHECKS).substr(total % 11, 1) == number.substr(17, 1)


def inner_check_holds(code: ir.StringValue) -> ir.BooleanValue:
    """GB 11714: the 主体标识码 at places 9 to 17 ends in its own check character."""
    letters = ibis.literal(_arithmetic.ORGANISATION_LETTERS)
    total = sum((letters.find(code.substr(8 + i, 1)) * weight for i, weight in enumerate(_arithmetic.ORGANISATION_WEIGHTS)), ibis.literal(0))
    return ibis.literal(_arithmetic.ORGANISATION_CHECKS).substr(total % 11, 1) == code.substr(16, 1)


def plain(name: ir.StringValue) -> ir.StringValue:
    """A name as two writings of it are compared: brackets and blanks of either width are the same."""
    return name.replace("（", "(").replace("）", ")").replace(" ", "").replace("\u3000", "")
