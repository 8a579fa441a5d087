"""名称与登记的最新名称应当一致，没有登记的与先前报送的一致。 The subject's name is the register's latest one, else the one told before. (ruling 177; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE
from chengxin.collection.checks.words import plain

CODE, ACTION = "name-differs", NOTICE
MESSAGE = "名称与登记的最新名称（没有登记的，与先前报送的名称）不一致，请核对是否写错、更名，或代码填成了别家的"


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at."""
    return ["name"] if version.element("document_number") and version.element("name") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return (row.name != "") & row.known_name.notnull()


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return plain(row.name) == plain(row.known_name)
