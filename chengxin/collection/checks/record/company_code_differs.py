"""名称是公司的，代码应是企业的。 What is called 公司 has the code of an enterprise, not that of an individual business, a cooperative, an institution or an association. (M; ruling 562: a notice)"""

import operator
from functools import reduce

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import head, meant

_COMPANY = "公司"
_OF_NO_COMPANY = ("92", "93", "1", "5")  # 个体工商户, 农民专业合作社, 机构编制, 民政
CODE, ACTION = "company-code-differs", NOTICE
MESSAGE = "名称是公司，代码却是个体工商户、合作社、机关事业单位或社会组织的，请核对名称和代码是否错开了行"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["subject_code"] if version.element("subject_code") and version.element("name") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[meant(column)] & reduce(operator.or_, (row[head(column)].startswith(pair) for pair in _OF_NO_COMPANY))


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row.name.endswith(_COMPANY)
