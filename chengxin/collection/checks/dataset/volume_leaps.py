"""一批的行数远多于该数据源以往各批的，提示核对。 A file is not many times larger than all before it. (ours; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

_BATCHES, _AT_LEAST, _TIMES = 3, 100, 5
CODE, ACTION = "volume-leaps", NOTICE
MESSAGE = "本批行数是以往最多一批的五倍以上，请核对是否重复导出或把历史数据一并报送；确为补报的无需处理"


def targets(version: ItemVersion) -> list[str]:
    """The column a finding is told of."""
    return ["document_number"] if version.element("document_number") else ["subject_code"]


def applies(file: ir.Table) -> ir.IntegerScalar:
    """How many rows the rule has something to say about."""
    return file.count()


def failing(file: ir.Table, before: ir.Table) -> ir.Table:
    """What is odd: ``rows`` and ``line``."""
    whole = file.aggregate(rows=file.count(), line=file.line.min())
    told = before.aggregate(batches=before.count(), most=before["rows"].max())
    both = whole.cross_join(told)
    return both.filter((both.batches >= _BATCHES) & (both["rows"] >= _AT_LEAST) & (both["rows"] > both.most * _TIMES)).select("rows", "line")
