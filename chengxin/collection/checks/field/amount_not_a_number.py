"""金额应为数字。 An amount is a number; a fine where the kind tells of one has a rule of its own. (notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import columns
from chengxin.collection.checks.words import FINED, NOTHING, NUMBER

CODE, ACTION = "amount-not-a-number", NOTICE
_NONE = ("/", "-", "--", "—", "——")  # no fine, where the kind tells of none
MESSAGE = "金额不是数字，请只填数字，单位见列名"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    fine = version.roles.get("fine")
    return [c for c in columns(version) if c.element.type == "amount" and c != fine] + (["fine"] if version.element("fine") else [])


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    if column == "fine":
        return ~row.kinds.re_search(FINED) & row.fine.notin((*NOTHING, *_NONE))
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].re_search(NUMBER)
