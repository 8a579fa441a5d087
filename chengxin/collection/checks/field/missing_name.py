"""行政相对人名称（主体名称）不得为空。 The subject's name is there. (rulings 10, 103, 481)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import NOTHING

CODE, ACTION = "missing-name", QUARANTINE
MESSAGE = "名称为空（无、NULL、#N/A 一类不是名称），请填写登记的全称"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["name"] if version.element("name") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(NOTHING)
