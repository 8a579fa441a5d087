"""条目不归集这类主体的，不得报送。 A row about a natural person comes only under an item that names them; one that names nobody else takes nobody else. (S14)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, items
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.columns import ColumnWith
from chengxin.collection.checks.words import INDIVIDUAL, ORGANISATION, PERSON

CODE, ACTION = "subject-not-collected", QUARANTINE
MESSAGE = "本条目不归集这类主体的信息，请核对主体类别；确属这类主体的请勿报送"


def targets(version: ItemVersion) -> list[ColumnWith]:
    """The columns this rule looks at: the kind of subject, with the kinds the item does not collect."""
    item = items()[version.item]
    strange = (PERSON,) if not item.of_persons else (ORGANISATION, INDIVIDUAL) if set(item.subjects) == {PERSON} else ()
    return [ColumnWith("subject_kind", strange)] if version.element("subject_kind") and strange else []


def applies(row: ir.Table, column: ColumnWith) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: ColumnWith) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(column.values)
