"""代码前两位与行政相对人类别应当相称。 The first two characters of a code fit the kind of subject. (S29; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import INDIVIDUAL, ORGANISATION, head, meant

CODE, ACTION = "code-kind-differs", NOTICE
MESSAGE = "统一社会信用代码的类别与行政相对人类别不一致，请核对两项"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["subject_code"] if version.element("subject_kind") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[meant(column)] & row.subject_kind.isin([ORGANISATION, INDIVIDUAL]) & row[head(column)].re_search("^[1-9ANY]")


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return (row[head(column)] == "92") == (row.subject_kind == INDIVIDUAL)
