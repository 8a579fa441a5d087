"""统一社会信用代码一列不填身份证号码；两种号码都成立的，按统一社会信用代码。 An identity number is no code of an organisation; what holds as both is a code. (rulings 16, 32, 621)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import citizen, code_columns, is_code_column, outer

CODE, ACTION = "identity-as-code", QUARANTINE
MESSAGE = "统一社会信用代码这一列填的是身份证号码：是单位的请填单位自己的统一社会信用代码；是自然人的请改主体类别，号码填在证件号码列；本表没有这些列的，不归集自然人，请勿报送"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return code_columns(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return is_code_column(row, column) & row[outer(column)].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row[citizen(column)]
