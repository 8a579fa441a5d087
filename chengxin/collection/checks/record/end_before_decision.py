"""期限的末日不应早于决定日期。 What a decision began does not end before the decision's day. (S6; ruling 524: a notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

CODE, ACTION = "end-before-decision", NOTICE
MESSAGE = "截止期、有效期或移出日期早于决定日期，照此不会公示、已经失效或已经移出，请核对；没有的请空着，长期的请填 2099/12/31"
_AN_END = ("截止期", "有效期", "有效期至", "移出日期")


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at: the ends of terms, by their names in the tables."""
    ends = [e.code for e in version.elements if e.type == "date" and e.name.endswith(_AN_END)]
    return ends if version.element("document_number") and version.element("held_on") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.held_on.notnull() & row[f"{column}__day"].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[f"{column}__day"] >= row.held_on
