"""同一机关的同一文书号在一批中不应对应多个主体。 One document number of an organ is about one subject. (ruling 15)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion, items
from chengxin.collection.checks import NOTICE

CODE, ACTION = "document-several-subjects", NOTICE
MESSAGE = "同一文书号在本批中有多个相对人，已暂缓公示，请审核员在“今日工作”里逐条说明：是一个决定、多个当事人，还是文书号或相对人填错"


def targets(version: ItemVersion) -> list[str]:
    """The column a finding is told of."""
    return ["document_number"] if version.element("document_number") and not items()[version.item].number_for_all else []  # ruling 170


def applies(file: ir.Table) -> ir.IntegerScalar:
    """How many rows the rule has something to say about."""
    return file.document.notnull().sum()


def failing(file: ir.Table, before: ir.Table) -> ir.Table:
    """What is odd: ``rows`` and ``line``."""
    named = file.filter(file.document.notnull() & file.subject.notnull())
    groups = named.group_by(["organ", "document"]).aggregate(rows=named.count(), line=named.line.min(), first=named.subject.min(), last=named.subject.max())
    return groups.filter(groups.first != groups.last).select("rows", "line")
