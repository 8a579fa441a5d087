"""处罚类别含罚款的，应填罚款金额。 A fine has its amount. (ruling 10)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import FINED

CODE, ACTION = "fine-missing", QUARANTINE
MESSAGE = "处罚类别含罚款，但罚款金额为空，请填写金额（万元）；没有罚款的请改处罚类别"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["fine"] if version.element("fine") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.kinds.re_search(FINED)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column] != ""
