"""文字超过按记忆标注（M）的长度，提示核对。 A text longer than a rule from memory allows is pointed out. (ruling 10, M)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, items
from chengxin.collection.checks import NOTICE

CODE, ACTION = "long", NOTICE
MESSAGE = "文字较长，请核对是否填错列"


def _longest(column: str) -> int:
    return next(e.longest or 0 for i in items().values() for v in i.versions for e in v.elements if e.code == column)


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.longest and (e.longest_mark == "M" or e.type == "code") and e.code_set != "USCC"]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].length() <= _longest(column)
