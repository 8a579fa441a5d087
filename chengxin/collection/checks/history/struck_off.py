"""对登记状态为注销、吊销或撤销的主体作出的决定，提示核对。 A decision about a firm that the register has struck off is looked at again. (ours; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

_GONE = "^[ \\t]*(已)?(注销|吊销|撤销)"
CODE, ACTION = "struck-off", NOTICE
MESSAGE = "登记显示该主体已注销、吊销或撤销登记，请核对主体和决定日期；确有其事的无需改正"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["name"] if version.element("document_number") and version.element("name") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.status.notnull() & (row.status != "") & row.held_on.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row.status.re_search(_GONE)
