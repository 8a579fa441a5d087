"""填了身份证号码而没有单位代码的，主体类别应是自然人。 A row with an identity number and no code of an organisation is about a person, and says so. (rulings 31, 144, 514)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import IDENTITY_FORM, PERSON, meant

CODE, ACTION = "person-as-organisation", QUARANTINE
MESSAGE = "主体类别不是自然人，没有单位代码，却填了身份证号码；是自然人的请改主体类别，是单位的请填它的统一社会信用代码，证件号码留空"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["identity"] if version.element("identity") and version.element("subject_kind") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return (row.subject_kind != PERSON) & (row[column] != "").ifelse(row[column].re_search(IDENTITY_FORM), False)


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[meant("subject_code")]
