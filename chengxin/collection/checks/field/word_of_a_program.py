"""可以不填的要素不应填程序写的空值和错误值（如 NULL、#N/A）。 Nothing is written as nothing. (ruling 481; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.field import missing_value
from chengxin.collection.checks.words import OF_PROGRAMS

CODE, ACTION = "word-of-a-program", NOTICE
MESSAGE = "这是程序写的空值或错误值（如 NULL、#N/A），不是内容；没有内容的请空着"
_BY_THEMSELVES = ("name", "document_number")  # such a word returns their row


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    elsewhere = {*missing_value.targets(version), *(version.roles.get(role) for role in _BY_THEMSELVES)}
    return [e.code for e in version.elements if e.type in ("name", "text", "number") and e.code not in elsewhere]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(OF_PROGRAMS)
