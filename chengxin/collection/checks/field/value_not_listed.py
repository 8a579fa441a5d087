"""有代码集的要素应填所列的值（多项以分号隔开，其他须注明）。 A value of a code set is a listed one. (notice)"""

import re

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, code_set
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import ElementColumn, columns

CODE, ACTION = "value-not-listed", NOTICE
MESSAGE = "不是所列的值，请对照填报说明选填；确属其他的写作“其他-说明”"
_BY_THEMSELVES = ("subject_kind", "licence_kind")  # checks of their own, by found rules


def targets(version: ItemVersion) -> list[ElementColumn]:
    """The columns this rule looks at."""
    elsewhere = {version.roles.get(role) for role in _BY_THEMSELVES}
    return [c for c in columns(version) if c.element.type == "choice" and c.element.code_set and c not in elsewhere and code_set(c.element.code_set)]


def applies(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: ElementColumn) -> ir.BooleanValue:
    """Whether the rule holds."""
    listed = code_set(column.element.code_set or "")
    words = sorted({word for pair in listed.items() for word in pair if word and not word.endswith("-")})
    one = "(" + "|".join([*(re.escape(word) for word in words), "其他-[^;；]+"]) + ")"
    return row[column].re_search(rf"^{one}([;；]{one})*\z")
