"""更正后的截止期不应晚于更正前。 A correction does not give a decision or an entry a later end than it had. (ruling 571; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

CODE, ACTION = "end-later", NOTICE
MESSAGE = "更正后的截止期晚于更正前，或者不再有截止期，像是以前的旧数据，请核对；确需延长的无需改正"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["given_end"] if version.element("given_end") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return (row.fate == "correction") & row.end_before.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds. Days written so follow one another as texts do."""
    return row[column].notnull() & (row[column] <= row.end_before)
