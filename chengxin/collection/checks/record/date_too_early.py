"""决定日期不得早于1949年10月1日。 No organ of this state decided before there was one. (rulings 10 and 482)"""

import ibis
import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.dates import FIRST_DAY

CODE, ACTION = "date-too-early", QUARANTINE
MESSAGE = "决定日期早于1949年10月1日，请核对年份"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [version.roles["held_on"]] if version.element("document_number") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.held_on.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row.held_on >= ibis.literal(FIRST_DAY)
