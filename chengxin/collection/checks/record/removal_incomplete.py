"""移出日期与移出的原因、机关、变动应当相符。 What is told of a removal has its day, and the day of a removal its reason. (ruling 543; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import ElementColumn, columns, condition_holds
from chengxin.collection.checks.dates import NEVER
from chengxin.collection.checks.words import NOTHING, has_letter_or_figure

CODE, ACTION = "removal-incomplete", NOTICE
MESSAGE = "移出日期与移出的原因、机关或变动只填了一边，请补上或核对：没有移出日期的仍按在列；列入决定被撤销的，请填移出日期，或在平台上撤回该条"
_ACTIONS, _ANNULLED = "LIST_ACTION", "撤销"


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at: what is told of a removal beside its day."""
    day = version.roles.get("ended")
    return [c for c in columns(version) if day and c != day and (c.element.name.startswith("移出") or c.element.code_set == _ACTIONS)]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    if column.element.code_set == _ACTIONS:
        return row[column] == _ANNULLED
    told = _told(row, column)
    if column.element.type != "text":  # only the reason is wanted beside a day
        return told
    due = told | _dated(row)
    return due & ~condition_holds(row, column) if column.element.condition else due  # where the table itself asks for it, that is told


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    if column.element.code_set == _ACTIONS:
        return _dated(row)
    return _told(row, column) & _dated(row)


def _told(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    return row[column].notin(NOTHING) & has_letter_or_figure(row[column])


def _dated(row: ir.Table) -> ir.BooleanValue:
    return (row.ended != "") & (row.ended < NEVER)  # as normalised
