"""名称和编号中不应有代替丢失文字的符号。 A name or a number holds no mark that stands where a character was lost. (ruling 495; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import LOST, has_one_of, other_numbers

CODE, ACTION = "character-lost", NOTICE
MESSAGE = "名称或编号里有“？”“□”一类的符号，像是生僻字或括号在导出时丢失，请按登记的名称或原件补上"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return [e.code for e in version.elements if e.type == "name"] + other_numbers(version)


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column].notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~has_one_of(row[column], LOST)
