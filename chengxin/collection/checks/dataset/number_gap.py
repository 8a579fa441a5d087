"""同一序列的文书号有缺号的，询问是否漏报。 Numbers missing in a series are asked about; a gap is no fault. (ours; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

_AT_LEAST = 10  # and half of the span at least: else it is no series that was sent whole
WITH_RETURNED = True  # a number that stands in a returned row came
CODE, ACTION = "number-gap", NOTICE
MESSAGE = "同一序列的文书号中间有缺号，请核对是否漏报；未作出、已撤销或不属归集范围的无需处理"


def targets(version: ItemVersion) -> list[str]:
    """The column a finding is told of."""
    return ["document_number"] if version.element("document_number") else []


def applies(file: ir.Table) -> ir.IntegerScalar:
    """How many rows the rule has something to say about."""
    return file.serial.notnull().sum()


def failing(file: ir.Table, before: ir.Table) -> ir.Table:
    """What is odd: ``rows`` and ``line``."""
    numbered = file.filter(file.serial.notnull())
    groups = numbered.group_by(["organ", "series"]).aggregate(there=numbered.serial.nunique(), line=numbered.line.min(), span=numbered.serial.max() - numbered.serial.min() + 1)
    dense = groups.filter((groups.there >= _AT_LEAST) & (groups.span > groups.there) & (groups.span <= groups.there * 2))
    return dense.select(rows=dense.span - dense.there, line=dense.line)
