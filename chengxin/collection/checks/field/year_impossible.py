"""年度应为四位数字，不晚于收到之年。 A year that stands for a document's number has four figures and is not to come. (ruling 560)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import is_year_begun, year_for_number

CODE, ACTION = "year-impossible", QUARANTINE
MESSAGE = "年度应填四位年份（如 2025），不能晚于今年，请核对"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["document_number"] if year_for_number(version) else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return is_year_begun(row[column], row.received_on)
