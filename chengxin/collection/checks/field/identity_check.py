"""身份证号码十八位，校验码与出生日期应当成立。 An identity number holds. (GB 11643, S36)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import IDENTITY_FORM, NO_CODE, PERSON, identity_check_holds, is_identity_card

CODE, ACTION = "identity-check", QUARANTINE
MESSAGE = "身份证号码不成立（位数、校验码或出生日期不符），请与证件核对"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["identity"] if version.element("identity") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return (row.subject_kind == PERSON) & (row[column] != "") & row[column].notin(NO_CODE) & is_identity_card(row.identity_kind)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].re_search(IDENTITY_FORM) & identity_check_holds(row[column]) & (row.identity_born <= row.received_on).fill_null(False)
