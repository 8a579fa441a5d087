"""区级老字号的牌匾编号应以“津北老字号”开头。 A plaque of the district's own grade is numbered by the district. (ours; notice)"""

import ibis.expr.types as ir

CODE, ACTION = "plaque-number", "notice"
MESSAGE = "区级老字号的牌匾编号应以“津北老字号”开头，请与认定文件核对"


def targets(version):
    return ["document_number"] if version.item == "time_honoured" else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    return row.LZH_JB == "区级"


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    return row[column].re_search(r"^津北老字号〔[0-9]{4}〕[0-9]+号\z")
