"""身份证号码只填在证件号码列，不填在名称和代码列。 An identity number stands in its own column, which is sealed, and in that of no name or code. (rulings 16, 32, 513)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import IDENTITY_SHAPE

CODE, ACTION = "identity-elsewhere", QUARANTINE
MESSAGE = "这一列填的是身份证号码：自然人的号码请填在证件号码列；本表没有这一列的，不归集自然人，请勿报送；单位的请填单位自己的名称、代码"
_ELSEWHERE = ("name", "organ_name", "identity", "subject_code", "organ_code", "document_number")  # judged, or covered, by rules of their own


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at; a certificate's number may be an identity number and is covered where it is shown (451), as texts are."""
    roles = {version.roles.get(role) for role in _ELSEWHERE}
    return [e.code for e in version.elements if e.type in ("name", "code") and e.code_set != "USCC" and not e.sealed and e.code not in roles]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row[column].re_search(IDENTITY_SHAPE)  # by its shape: the sum of eight columns would cost as much as all other checks
