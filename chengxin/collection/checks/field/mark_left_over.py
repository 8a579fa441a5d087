"""名称、文书号里的引号应成对。 Quotation marks in a name or a number stand in pairs. (ruling 496)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import has_one_of

CODE, ACTION = "mark-left-over", QUARANTINE
MESSAGE = "引号不成对，像是导出时多出来的符号，请按登记的名称或原件改正"
_MARKS = '"“”＂'
_MARK, _OTHER = f"[{_MARKS}]", f"[^{_MARKS}]*"
_ODD = f"^{_OTHER}{_MARK}({_OTHER}{_MARK}{_OTHER}{_MARK})*{_OTHER}\\z"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at: names, and numbers of documents and the like; kinds have their lists."""
    return [e.code for e in version.elements if e.type in ("name", "number")]


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~has_one_of(row[column], _MARKS).ifelse(row[column].re_search(_ODD), False)  # few hold one
