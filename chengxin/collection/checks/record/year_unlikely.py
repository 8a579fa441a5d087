"""评价年度不应早于2014年，也不应晚于公布之年。 No year was assessed before 2014, the first of 纳税信用评价, and none is published before it has begun. (M; ruling 560: a notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import is_year_begun, year_for_number

_FIRST = "2014"  # 纳税信用管理办法（试行）, in force from 2014-10-01 (M)
CODE, ACTION = "year-unlikely", NOTICE
MESSAGE = "评价年度早于2014年（纳税信用评价从2014年度开始），或者晚于公布日期所在的年，请核对"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["document_number"] if year_for_number(version) else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row: of what is no year there is another."""
    return is_year_begun(row[column], row.received_on)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return (row[column] >= _FIRST) & (row.held_on.isnull() | is_year_begun(row[column], row.held_on))
