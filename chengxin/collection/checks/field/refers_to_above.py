"""名称、文号和代码集的值不写“同上”。 A row names by itself what it names. (ruling 488)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import OF_THE_ROW_ABOVE

CODE, ACTION = "refers-to-above", QUARANTINE
MESSAGE = "写的是“同上”，单独公示时不知所指，请写出内容"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.type in ("name", "number", "choice")]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(OF_THE_ROW_ABOVE)
