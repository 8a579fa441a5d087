"""有效期至不得早于有效期自。 A licence's validity does not end before it begins. (ruling 10)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE

CODE, ACTION = "validity-reversed", QUARANTINE
MESSAGE = "有效期至早于有效期自，请核对两个日期"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [version.roles["valid_to"]] if version.element("valid_to") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.valid_from.notnull() & row.valid_to.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row.valid_to >= row.valid_from
