"""许可类别限于普通、特许、认可、核准、登记，其他须注明。 The kind of licence is a listed one. (S6)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, code_set
from chengxin.collection.checks import QUARANTINE

CODE, ACTION = "licence-kind-unknown", QUARANTINE
MESSAGE = "许可类别应为普通、特许、认可、核准、登记，或“其他-具体类别”"

_LISTED = [code for code in code_set("LICENCE_KIND") if not code.endswith("-")]


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["licence_kind"] if version.element("licence_kind") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].isin(_LISTED) | row[column].startswith("其他-")
