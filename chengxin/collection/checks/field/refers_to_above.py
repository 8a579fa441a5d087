"""每条记录各自成文，不写“同上”。 A row says itself what it says. (ruling 488)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import OF_THE_ROW_ABOVE

CODE, ACTION = "refers-to-above", QUARANTINE
MESSAGE = "写的是“同上”，单独公示时不知所指，请写出内容"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.type in ("name", "text", "number", "choice")]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(OF_THE_ROW_ABOVE)
