"""按记忆标注（M）或本平台设定、满足条件时必填的要素应当填写。 What a rule from memory, or of ours, makes mandatory under a condition should be there. (ruling 10, M)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import ElementColumn, advised, columns, condition_holds

CODE, ACTION = "value-advised-when", NOTICE
MESSAGE = "按另一要素的值，此项应当填写，请补上或核对那一要素；空着的不会按那一要素处理，如变动为移出而没有移出日期的，仍按在列"


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at."""
    return [c for c in columns(version) if c.element.condition and advised(c.element.condition.mark)]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return condition_holds(row, column)


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column] != ""
