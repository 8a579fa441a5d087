"""行政相对人类别限于：法人及非法人组织、自然人、个体工商户。 The kind of subject is one of three; a table of no natural persons that does not demand it may leave it blank. (S6)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, items
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.columns import ElementColumn
from chengxin.collection.checks.words import INDIVIDUAL, ORGANISATION, PERSON

CODE, ACTION = "kind-unknown", QUARANTINE
MESSAGE = "行政相对人类别应为：法人及非法人组织、自然人、个体工商户"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    element = version.element("subject_kind")
    if element is None:
        return []
    return ["subject_kind"] if element.mandatory or items()[version.item].of_persons else [ElementColumn(element)]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != "" if isinstance(column, ElementColumn) else row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].isin([ORGANISATION, PERSON, INDIVIDUAL])
