"""统一社会信用代码前两位应为已有的登记管理部门和机构类别。 The first two characters are a registered pair. (S29)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, code_set
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import code_columns, head, is_code_column, outer

CODE, ACTION = "code-pair-unknown", QUARANTINE
MESSAGE = "统一社会信用代码前两位不是已有的登记管理部门和机构类别，请与证照核对"

_PAIRS = list(code_set("USCC_ORGTYPE"))


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return code_columns(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return is_code_column(row, column) & row[outer(column)].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[head(column)].isin(_PAIRS)
