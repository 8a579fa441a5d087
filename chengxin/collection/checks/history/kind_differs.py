"""同一代码以前登记为另一类主体的，提示核对。 A code known as a business of an individual is not sent as an organisation, nor the other way round. (ours; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import INDIVIDUAL, ORGANISATION

CODE, ACTION = "kind-differs", NOTICE
MESSAGE = "该代码以前是另一类主体（个体工商户或法人、非法人组织），请核对行政相对人类别和代码"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["subject_kind"] if version.element("document_number") and version.element("subject_kind") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.said_kind.isin([ORGANISATION, INDIVIDUAL]) & row.known_kind.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return (row.said_kind == INDIVIDUAL) == (row.known_kind == "individual-business")
