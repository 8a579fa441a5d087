"""必填要素不得为空（依据见于来源的）。 What a found rule makes mandatory is there. (rulings 10 and 481, S)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import OF_PROGRAMS

CODE, ACTION = "missing-value", QUARANTINE
MESSAGE = "必填要素为空（NULL、#N/A 一类不是内容），请填写"
_BY_THEMSELVES = ("name", "document_number", "organ_code", "subject_kind")  # checks of their own


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    elsewhere = {version.roles.get(role) for role in _BY_THEMSELVES}
    return [e.code for e in version.elements if e.mandatory and e.mandatory.startswith("S") and e.code not in elsewhere]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(("", *OF_PROGRAMS))
