"""移出日期应当是移出的日期。 The day of a removal is one, and no filler for none. (ruling 581; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.dates import LAST_DAY

CODE, ACTION = "removal-never", NOTICE
MESSAGE = "移出日期在 2099/12/31 以后，按没有移出读取；没有移出的请空着，误报移出、仍在列的请填 2099/12/31"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [version.roles["ended"]] if version.element("ended") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[f"{column}__day"].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[f"{column}__day"] <= LAST_DAY
