"""统一社会信用代码不使用 I、O、S、V、Z 及其他字符。 A code holds listed characters only. (GB 32100, S29, S36)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import code_columns, is_code_column, length, outer

CODE, ACTION = "code-forbidden-letter", QUARANTINE
MESSAGE = "统一社会信用代码含有不使用的字符（I、O、S、V、Z 等），请核对，不要自行替换"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return code_columns(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return is_code_column(row, column) & (row[length(column)] == 18)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[outer(column)].notnull()
