"""满足条件时必填的要素不得为空（依据见于来源的）。 What a found rule makes mandatory under a condition is there. (S)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.columns import ElementColumn, columns, condition_holds
from chengxin.collection.checks.words import NO_DOCUMENT, NOTHING, OF_PROGRAMS, has_letter_or_figure

CODE, ACTION = "value-missing-when", QUARANTINE
MESSAGE = "按另一要素的值，此项必填（“/”“有”一类不是编号），请填写或核对那一要素"
_A_FIGURE = r"[\p{N}零一二三四五六七八九十百]"  # 有, 是 and 口头同意 are no number of a document


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at."""
    return [c for c in columns(version) if c.element.condition and c.element.condition.mark.startswith("S")]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return condition_holds(row, column)


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    if column.element.type == "number":
        return row[column].notin((*NOTHING, *NO_DOCUMENT, "0")) & row[column].re_search(_A_FIGURE)
    return row[column].notin(("", *OF_PROGRAMS)) & has_letter_or_figure(row[column])
