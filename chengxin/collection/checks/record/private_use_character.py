"""名称不应含有私用区字符。 A name holds no private-use code points. (ruling 16; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

CODE, ACTION = "private-use-character", NOTICE
MESSAGE = "名称含有私用区字符，在别的电脑上可能显示不出来"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["name"]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row[column].re_search("[\ue000-\uf8ff]")
