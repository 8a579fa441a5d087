"""文书号不得为空；没有文书号的许可填许可编号。 The document's number is there. (rulings 10, 103, 481; S6)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import NO_DOCUMENT, NOTHING, has_letter_or_figure, is_one_of

CODE, ACTION = "missing-document-number", QUARANTINE
MESSAGE = "文书号为空（无、NULL、#N/A 一类不是文书号），没有决定文书号的请填许可编号"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["document_number"] if version.element("document_number") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~is_one_of(row[column], (*NOTHING, *NO_DOCUMENT)) & has_letter_or_figure(row[column])
