"""统一社会信用代码的校验码应当相符。 The check character of a code holds. (GB 32100, S29, S36)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import code_columns, is_code_column, outer

CODE, ACTION = "code-check-digit", QUARANTINE
MESSAGE = "统一社会信用代码校验码不符，请与证照核对"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return code_columns(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return is_code_column(row, column) & row[outer(column)].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[outer(column)]
