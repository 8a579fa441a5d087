"""一批决定的日期不应全部相同。 The decisions of a file do not all bear one day. (ours; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

_AT_LEAST = 20
CODE, ACTION = "one-day-for-all", NOTICE
MESSAGE = "本批所有决定的日期都是同一天，请核对是否误填了导出日期或报送日期；确为同日作出的无需改正"


def targets(version: ItemVersion) -> list[str]:
    """The column a finding is told of."""
    return [version.roles["held_on"]] if version.element("document_number") and version.element("held_on") else []


def applies(file: ir.Table) -> ir.IntegerScalar:
    """How many rows the rule has something to say about."""
    return file.held_on.notnull().sum()


def failing(file: ir.Table, before: ir.Table) -> ir.Table:
    """What is odd: ``rows`` and ``line``."""
    dated = file.filter(file.held_on.notnull())
    whole = dated.aggregate(rows=dated.count(), line=dated.line.min(), first=dated.held_on.min(), last=dated.held_on.max())
    return whole.filter((whole["rows"] >= _AT_LEAST) & (whole["first"] == whole["last"])).select("rows", "line")
