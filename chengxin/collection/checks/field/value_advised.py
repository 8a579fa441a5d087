"""按记忆标注（M）或本平台设定的必填要素建议填写。 What a rule from memory, or of ours, makes mandatory should be there. (ruling 10, M)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import ElementColumn, advised, columns

CODE, ACTION = "value-advised", NOTICE
MESSAGE = "建议填写；确实没有的可以空着"


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at."""
    return [c for c in columns(version) if advised(c.element.mandatory)]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column] != ""
