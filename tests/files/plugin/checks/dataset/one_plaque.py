"""一批中同一主体只应有一块牌匾。 A subject has one plaque. (ours; notice)"""

import ibis.expr.types as ir

CODE, ACTION = "one-plaque", "notice"
MESSAGE = "同一主体在本批中有多块牌匾，请核对是否重复认定"


def targets(version):
    return ["document_number"] if version.item == "time_honoured" else []


def applies(file: ir.Table) -> ir.IntegerScalar:
    return file.count()


def failing(file: ir.Table, before: ir.Table) -> ir.Table:
    groups = file.group_by("subject").aggregate(rows=file.count(), line=file.line.max())
    return groups.filter(groups["rows"] > 1)
