"""Words that several checks share: what stands for no code, and the arithmetic of check characters."""

import ibis
import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion

FILLER = "00000000000000000X"
NO_CODE = (FILLER, "无", "N/A")
PERSON = "自然人"
ORGANISATION = "法人及非法人组织"
INDIVIDUAL = "个体工商户"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$"
# 罚款 alone or among the kinds of a decision (ruling 10); 其他-罚款 is read as 罚款, 免予罚款 is none.
FINED = r"(^|[;；,，、\s])(其他-)?罚款($|[;；,，、\s])"
CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


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
    """GB 32100: (31 − Σ value × weight mod 31) mod 31 is the last character."""
    letters = ibis.literal(CODE_LETTERS)
    total = sum((letters.find(code.substr(i, 1)) * weight for i, weight in enumerate(_CODE_WEIGHTS)), ibis.literal(0))
    return letters.substr((31 - total % 31) % 31, 1) == code.substr(17, 1)


def identity_check_holds(number: ir.StringValue) -> ir.BooleanValue:
    """GB 11643: the eighteenth character."""
    digits = ibis.literal("0123456789")
    total = sum((digits.find(number.substr(i, 1)) * weight for i, weight in enumerate(_IDENTITY_WEIGHTS)), ibis.literal(0))
    return ibis.literal("10X98765432").substr(total % 11, 1) == number.substr(17, 1)
