"""条目不归集自然人的，不得报送自然人。 A row about a natural person comes only under an item that names them. (S14)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, items
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import PERSON

CODE, ACTION = "subject-not-collected", QUARANTINE
MESSAGE = "本条目不归集自然人信息，请勿报送"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["subject_kind"] if version.element("subject_kind") and not items()[version.item].of_persons else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column] != PERSON
