"""法人、非法人组织和个体工商户应有统一社会信用代码；确无代码的填 17 个 0 加 X。 A subject that must have a code tells one. (ruling 10)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import PERSON

CODE, ACTION = "code-missing", QUARANTINE
MESSAGE = "统一社会信用代码为空；确无代码的请填 00000000000000000X"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["subject_code"]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.subject_kind != PERSON


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column] != ""
