"""更正前后的罚款金额相差十倍以上的，提示核对单位。 A correction does not change a fine more than tenfold. (ours; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

_PLAIN = r"^[0-9]{1,11}(\.[0-9]{1,6})?\z"
_FIGURES = r"^[0-9]{1,17}\z"
_TIMES = 10
CODE, ACTION = "amount-leaps", NOTICE
MESSAGE = "更正后的罚款金额与更正前相差十倍以上，请核对单位是否为万元、小数点是否错位"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["fine"] if version.element("fine") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return (row.fate == "correction") & row[column].re_search(_PLAIN) & row.amount_before.re_search(_PLAIN)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return _within(row[column], row.amount_before) & _within(row.amount_before, row[column])


def _within(amount: ir.StringValue, other: ir.StringValue) -> ir.BooleanValue:
    """Read as millionths, so that both engines reckon in whole numbers."""
    return _millionths(amount) <= _millionths(other) * _TIMES


def _millionths(amount: ir.StringValue) -> ir.IntegerValue:
    point = amount.find(".")
    whole = (point < 0).ifelse(amount, amount.left(point))
    part = (point < 0).ifelse("", amount.substr(point + 1, 6))
    return (whole + (part + "000000").left(6)).re_search(_FIGURES).ifelse(whole + (part + "000000").left(6), "0").cast("int64")
