"""名称和文字不应含有私用区字符。 A text holds no private-use code points. (ruling 16; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import PRIVATE_USE, other_numbers

CODE, ACTION = "private-use-character", NOTICE
MESSAGE = "文字含有私用区字符，在别的电脑上可能显示不出来，请换用标准汉字"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.type in ("name", "text")] + other_numbers(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row[column].re_search(PRIVATE_USE)
