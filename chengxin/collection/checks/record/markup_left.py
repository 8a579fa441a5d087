"""名称和文字中不应有网页代码。 A text holds no code of the page it was taken from. (ruling 495; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import has_markup, other_numbers

CODE, ACTION = "markup-left", NOTICE
MESSAGE = "文字里有网页代码（如 &nbsp;、&amp;、<br>），像是从网页导出时带来的，请换成文字"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.type in ("name", "text")] + other_numbers(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~has_markup(row[column])
