"""文字不得超过规定长度（依据见于来源的）。 A text is not longer than a found rule allows. (ruling 10, S6)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, items
from chengxin.collection.checks import QUARANTINE

CODE, ACTION = "too-long", QUARANTINE
MESSAGE = "超过规定长度"


def _longest(column: str) -> int:
    return next(e.longest or 0 for i in items().values() for v in i.versions for e in v.elements if e.code == column)


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.longest and e.longest_mark.startswith("S") and e.type != "code"]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].length() <= _longest(column)
