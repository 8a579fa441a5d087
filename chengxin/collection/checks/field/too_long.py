"""文字不得超过规定长度（依据见于来源的）。 A text is not longer than a found rule allows. (ruling 10, S6)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.columns import ElementColumn, columns

CODE, ACTION = "too-long", QUARANTINE
MESSAGE = "超过规定长度，请缩短，或核对是否填错列"


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at."""
    return [c for c in columns(version) if c.longest and c.element.longest_mark.startswith("S") and c.element.type != "code"]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].length() <= column.longest
