"""名称中间不应含有看不见的字符。 A name holds nothing that nobody sees and that changes how it looks. (rulings 9 and 485; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import INVISIBLE

CODE, ACTION = "invisible-character", NOTICE
MESSAGE = "名称中间有看不见的字符或改变文字方向的控制符，请删去后重新录入"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.type == "name"]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row[column].re_search(f"[{INVISIBLE}]")
