"""有效期至不应早于有效期自。 What is valid from a day on does not end before it. (ruling 561; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.columns import ColumnWith

_FROM, _TO = "自", "至"
CODE, ACTION = "end-before-beginning", NOTICE
MESSAGE = "期限的止日早于起日，请核对两个日期是否填反或写错；长期有效的，止日填 2099/12/31"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at: the later day of each pair called …自 and …至, with the earlier; the pair of a licence has a rule that was found (validity-reversed)."""
    beginnings = {e.name.removesuffix(_FROM): e.code for e in version.elements if e.type == "date" and e.name.endswith(_FROM)}
    ends = [e for e in version.elements if e.type == "date" and e.name.endswith(_TO) and e.code != version.roles.get("valid_to")]
    return [ColumnWith(e.code, (beginning,)) for e in ends if (beginning := beginnings.get(e.name.removesuffix(_TO)))]


def applies(row: ir.Table, column: ColumnWith) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[f"{column.values[0]}__day"].notnull() & row[f"{column}__day"].notnull()


def passes(row: ir.Table, column: ColumnWith) -> ir.BooleanValue:
    """Whether the rule holds."""
    return row[f"{column}__day"] >= row[f"{column.values[0]}__day"]
