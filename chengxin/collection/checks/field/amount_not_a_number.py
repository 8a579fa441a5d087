"""金额应为数字。 An amount is a number. (notice; a fine has a rule of its own)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import ElementColumn, columns
from chengxin.collection.checks.words import NUMBER

CODE, ACTION = "amount-not-a-number", NOTICE
MESSAGE = "金额不是数字，请只填数字，单位见列名"


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at."""
    return [c for c in columns(version) if c.element.type == "amount" and c != version.roles.get("fine")]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].re_search(NUMBER)
