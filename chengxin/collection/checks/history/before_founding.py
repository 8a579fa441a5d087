"""决定日期不应早于主体的成立日期。 A decision is not older than the firm it is about. (ours; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

CODE, ACTION = "before-founding", NOTICE
MESSAGE = "决定日期早于登记的成立日期，请核对日期和统一社会信用代码"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [version.roles["held_on"]] if version.element("document_number") and version.element("held_on") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.held_on.notnull() & row.founded.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row.held_on >= row.founded
