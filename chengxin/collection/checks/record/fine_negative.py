"""罚款金额不应为负数。 A fine is not negative. (ruling 10: it is a number, so a notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import NUMBER

CODE, ACTION = "fine-negative", NOTICE
MESSAGE = "罚款金额是负数，请核对"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["fine"] if version.element("fine") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].re_search(NUMBER)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row[column].startswith("-")
