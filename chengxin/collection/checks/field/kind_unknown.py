"""行政相对人类别限于：法人及非法人组织、自然人、个体工商户。 The kind of subject is one of three. (S6)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import INDIVIDUAL, ORGANISATION, PERSON

CODE, ACTION = "kind-unknown", QUARANTINE
MESSAGE = "行政相对人类别应为：法人及非法人组织、自然人、个体工商户"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["subject_kind"] if version.element("subject_kind") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].isin([ORGANISATION, PERSON, INDIVIDUAL])
