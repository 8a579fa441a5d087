"""金额应为数字。 An amount is a number; a fine where the kind tells of one has a rule of its own. (notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import columns
from chengxin.collection.checks.record import fine_not_a_number
from chengxin.collection.checks.words import FINED, NOTHING, NUMBER

CODE, ACTION = "amount-not-a-number", NOTICE
MESSAGE = "金额不是数字，请只填数字，单位见列名"
_NO_FINE = ("/", "-", "--", "—", "——")  # where the kind tells of none


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [c for c in columns(version) if c.element.type == "amount" and c != version.roles.get("fine")] + fine_not_a_number.targets(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    if column == "fine":
        return ~row.kinds.re_search(FINED) & row.fine.notin((*NOTHING, *_NO_FINE))
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].re_search(NUMBER)
