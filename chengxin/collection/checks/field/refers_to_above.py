"""主体和机关的名称、文书号和必填的值不写“同上”。 A row names by itself what it names. (rulings 10, 103, 488)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.field import missing_value
from chengxin.collection.checks.words import OF_THE_ROW_ABOVE

CODE, ACTION = "refers-to-above", QUARANTINE
MESSAGE = "写的是“同上”，单独公示时不知所指，请写出内容"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at: the names of subject and organ, the document's number, and what a found rule asks for in a word."""
    asked = {version.roles.get(role) for role in ("name", "organ_name", "document_number")} | set(missing_value.targets(version))
    return [e.code for e in version.elements if e.code in asked and e.type in ("name", "number", "choice")]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(OF_THE_ROW_ABOVE)
