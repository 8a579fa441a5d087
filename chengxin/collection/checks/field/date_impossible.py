"""日期应当存在于历法。 A date is one the calendar has. (ruling 10)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.dates import WRITTEN_AS_DAY

CODE, ACTION = "date-impossible", QUARANTINE
MESSAGE = "没有这一天，请核对日期"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.type == "date"]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].re_search(WRITTEN_AS_DAY)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[f"{column}__day"].notnull()
