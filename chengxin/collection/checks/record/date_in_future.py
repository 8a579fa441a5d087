"""决定日期不得晚于收到之日。 The decision's day is not after receipt. (ruling 10, about the decision's day only)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE

CODE, ACTION = "date-in-future", QUARANTINE
MESSAGE = "决定日期晚于收到之日，请核对日期"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [version.roles["held_on"]] if version.element("document_number") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.held_on.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row.held_on <= row.received_on
