"""行政机关应是报送机关自己。 A row that names its organ without a code is the sender's own. (ruling 510)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import ORGAN_OTHER, organ_is_named

CODE, ACTION = "organ-other", QUARANTINE
MESSAGE = "写的机关不是报送机关，不能以报送机关的名义并入；请由该机关自己报送，如是报送机关的旧称或简称，请先由平台登记为它的别名"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["organ_name"] if organ_is_named(version) else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row.organ_standing != ORGAN_OTHER
