"""法人、非法人组织和个体工商户应有统一社会信用代码，旧表也可只填其他代码；确无代码的填 17 个 0 加 X。 A subject that must have a code tells one. (rulings 10, 512)"""

import operator
from functools import reduce

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, items
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.columns import ColumnWith
from chengxin.collection.checks.words import PERSON

CODE, ACTION = "code-missing", QUARANTINE
MESSAGE = "统一社会信用代码为空；单位确无代码的请填 00000000000000000X，自然人不得照此填写"
_OF_A_CODE = "[0-9A-Z]{6}"  # of another register's; 无, / and 0 are none


def targets(version: ItemVersion) -> list[ColumnWith]:
    """The columns this rule looks at: the subject's code, with those of which the table takes another in its place (ruling 512)."""
    return [ColumnWith("subject_code", items()[version.item].other_codes)]


def applies(row: ir.Table, column: ColumnWith) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row.subject_kind != PERSON


def passes(row: ir.Table, column: ColumnWith) -> ir.BooleanValue:
    """Whether the rule holds."""
    return reduce(operator.or_, (row[other].re_search(_OF_A_CODE) for other in column.values), row[column] != "")
