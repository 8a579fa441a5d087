"""移出日期不应晚于收到之日。 The day of a removal has come when it is told. (ruling 542; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.dates import LAST_DAY

CODE, ACTION = "removal-to-come", NOTICE
MESSAGE = "移出日期晚于收到之日，到那一天以前仍按在列，请核对；预定的期满日请填名单有效期至，还没有移出的请空着"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [version.roles["ended"]] if version.element("ended") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[f"{column}__day"] < LAST_DAY


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[f"{column}__day"] <= row.received_on
