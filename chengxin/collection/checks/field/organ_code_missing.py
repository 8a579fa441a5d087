"""作出决定的机关应有统一社会信用代码。 The organ's code is there. (rulings 10, 103, 481)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import NOTHING_AS_CODE

CODE, ACTION = "organ-code-missing", QUARANTINE
MESSAGE = "机关统一社会信用代码为空，无法确定由谁作出决定，请填写"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["organ_code"] if version.element("organ_code") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(NOTHING_AS_CODE)
