"""主体和机关的名称应是文字，不是代码、号码、金额、日期。 A name has letters and is no code, amount or day. (rulings 10 and 484)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.field import missing_name
from chengxin.collection.checks.words import NOTHING

CODE, ACTION = "name-is-number", QUARANTINE
MESSAGE = "名称里只有代码、号码、金额、日期或符号，请填写登记的全称；可能与别的列对调了，请核对"
_LETTER = r"\p{L}"
_LONG_AS_CODES, _MANY_FIGURES = r"^[0-9A-Z]{15,18}\z", "[0-9]{6}"
_AMOUNT_OR_DAY = r"^[0-9][0-9,，.]*([（(]?([万亿]元?)?(人民币|美元|港币|港元|欧元|日元)?[)）]?|年[0-9]{1,2}月[0-9]{1,2}日)\z"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return missing_name.targets(version) + (["organ_name"] if version.element("organ_name") else [])


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notin(NOTHING)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].re_search(_LETTER) & ~(row[column].re_search(_LONG_AS_CODES) & row[column].re_search(_MANY_FIGURES)) & ~row[column].re_search(_AMOUNT_OR_DAY)
