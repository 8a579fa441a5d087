"""按记忆标注（M）的必填要素建议填写。 What a rule from memory makes mandatory should be there. (ruling 10, M)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

CODE, ACTION = "value-advised", NOTICE
MESSAGE = "建议填写"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.mandatory == "M"]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column] != ""
