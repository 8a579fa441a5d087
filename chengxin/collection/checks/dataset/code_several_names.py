"""一批中同一代码不应有几个名称。 One code or number of a subject has one name in a file. (ruling 523; notice)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import NOTICE

CODE, ACTION = "code-several-names", NOTICE
MESSAGE = "本批中同一统一社会信用代码（证件号码）有几个不同的名称，请核对是否把代码抄成了别家的，或名称写错；确已更名的无需改正"


def targets(version: ItemVersion) -> list[str]:
    """The column a finding is told of."""
    return ["subject_code"] if version.element("subject_code") and version.element("name") else []


def applies(file: ir.Table) -> ir.IntegerScalar:
    """How many rows the rule has something to say about."""
    return (file.subject.notnull() & file.name.notnull()).sum()


def failing(file: ir.Table, before: ir.Table) -> ir.Table:
    """What is odd: ``rows`` and ``line``, once for each name."""
    named = file.filter(file.subject.notnull() & file.name.notnull())
    groups = named.group_by(["subject", "name"]).aggregate(rows=named.count(), line=named.line.min())
    names = groups.group_by("subject").aggregate(names=groups.count())
    return groups.inner_join(names.filter(names.names > 1), "subject").select("rows", "line")
