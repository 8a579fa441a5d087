"""满足条件时必填的要素不得为空（依据见于来源的）。 What a found rule makes mandatory under a condition is there. (S)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.columns import ElementColumn, columns, condition_holds
from chengxin.collection.checks.words import NO_DOCUMENT, NOTHING, OF_PROGRAMS

CODE, ACTION = "value-missing-when", QUARANTINE
MESSAGE = "按另一要素的值，此项必填，请填写或核对那一要素"


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at."""
    return [c for c in columns(version) if c.element.condition and c.element.condition.mark.startswith("S")]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return condition_holds(row, column)


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    nothing = (*NOTHING, *NO_DOCUMENT) if column.element.type == "number" else ("", *OF_PROGRAMS)
    return row[column].notin(nothing)
