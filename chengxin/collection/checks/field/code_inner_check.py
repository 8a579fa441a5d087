"""主体标识码的校验码不符的，提示核对。 The organisation code inside a code ends in its own check; early codes may break it. (GB 11714, S29; ruling 10)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import code_columns, inner, is_code_column

CODE, ACTION = "code-inner-check", NOTICE
MESSAGE = "统一社会信用代码第 9 至 17 位（主体标识码）的校验码不符，请核对；较早赋码的可能如此"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return code_columns(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return is_code_column(row, column) & row[inner(column)].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[inner(column)]
