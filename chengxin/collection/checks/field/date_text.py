"""日期应当可读。 A date is written as a date. (ruling 10)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.dates import WRITTEN_AS_DAY

CODE, ACTION = "date-text", QUARANTINE
MESSAGE = "日期无法识别，请写作 2026/07/03 的样子，不带钟点；长期、永久的请填 2099/12/31；46206 这样的五位数是表格软件的日期序号，请把这一列设为日期格式"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.type == "date"]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[f"{column}__day"].notnull() | row[column].re_search(WRITTEN_AS_DAY)
