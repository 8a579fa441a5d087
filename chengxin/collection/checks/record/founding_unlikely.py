"""登记日期不应晚于收到之日，也不应早于1949年10月1日。 A register's day is neither to come nor before this state. (ruling 515; notice)"""

import ibis
import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.dates import FIRST_DAY

CODE, ACTION = "founding-unlikely", NOTICE
MESSAGE = "登记日期晚于收到之日，或者早于1949年10月1日，像是年份写错或程序填的空值，请核对"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at: the day of items that rest on no decision; of one the day has rules that return its row."""
    return [version.roles["held_on"]] if version.element("held_on") and not version.element("document_number") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.held_on.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return (row.held_on <= row.received_on) & (row.held_on >= ibis.literal(FIRST_DAY))
