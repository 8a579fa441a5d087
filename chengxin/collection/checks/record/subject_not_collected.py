"""条目不归集这类主体的，不得报送。 A row about a natural person comes only under an item that names them; one that names nobody else takes nobody else. (S14)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import Item, ItemVersion, items
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import INDIVIDUAL, ORGANISATION, PERSON

CODE, ACTION = "subject-not-collected", QUARANTINE
MESSAGE = "本条目不归集这类主体的信息，请核对主体类别；确属这类主体的请勿报送"


class SubjectKind(str):
    """主体类别列: the column of the kind of subject, with the kinds its item does not collect."""

    __slots__ = ("strange",)
    strange: tuple[str, ...]

    def __new__(cls, item: Item) -> "SubjectKind":
        """The column, of an item."""
        made = super().__new__(cls, "subject_kind")
        made.strange = (PERSON,) if not item.of_persons else (ORGANISATION, INDIVIDUAL) if set(item.subjects) == {PERSON} else ()
        return made


def targets(version: ItemVersion) -> list[SubjectKind]:
    """The columns this rule looks at."""
    column = SubjectKind(items()[version.item])
    return [column] if version.element("subject_kind") and column.strange else []


def applies(row: ir.Table, column: SubjectKind) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: SubjectKind) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[column].notin(column.strange)
