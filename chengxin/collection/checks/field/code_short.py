"""统一社会信用代码为十八位，不得短少。 A code is not shorter than 18 characters. (GB 32100, S29)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import code_columns, is_code_column, length

CODE, ACTION = "code-short", QUARANTINE
MESSAGE = "统一社会信用代码不足 18 位，请与证照核对后填 18 位"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return code_columns(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return is_code_column(row, column)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[length(column)] >= 18
