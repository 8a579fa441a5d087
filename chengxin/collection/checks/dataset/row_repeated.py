"""同一行不应在一批中出现两次。 No row comes twice in one file. (ruling 9; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

CODE, ACTION = "row-repeated", NOTICE
MESSAGE = "本批中有完全相同的行，只并入一次；请核对是否漏填了另一件"


def targets(version: ItemVersion) -> list[str]:
    """The column a finding is told of."""
    return ["document_number"] if version.element("document_number") else ["subject_code"]


def applies(file: ir.Table) -> ir.IntegerScalar:
    """How many rows the rule has something to say about."""
    return file.count()


def failing(file: ir.Table, before: ir.Table) -> ir.Table:
    """What is odd: ``rows`` and ``line``."""
    groups = file.group_by(["organ", "document", "subject", "content"]).aggregate(rows=file.count() - 1, line=file.line.max())
    return groups.filter(groups.rows > 0).select("rows", "line")
