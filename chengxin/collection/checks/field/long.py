"""文字超过按记忆标注（M）或本平台设定的长度，提示核对。 A text longer than a rule from memory allows is pointed out. (ruling 10, M)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import ElementColumn, columns

CODE, ACTION = "long", NOTICE
MESSAGE = "文字较长，请核对是否填错列"


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at."""
    return [c for c in columns(version) if c.longest and (not c.element.longest_mark.startswith("S") or c.element.type == "code") and c.element.code_set != "USCC"]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].length() <= column.longest
