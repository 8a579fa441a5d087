"""罚款金额应为数字，单位万元。 A fine's amount is a number. (ruling 10)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import FINED, NUMBER

CODE, ACTION = "fine-not-a-number", QUARANTINE
MESSAGE = "罚款金额不是数字，请只填数字，单位为万元，如 2.040000"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["fine"] if version.element("fine") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.kinds.re_search(FINED) & (row[column] != "")


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].re_search(NUMBER)
