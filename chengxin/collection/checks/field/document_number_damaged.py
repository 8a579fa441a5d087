"""文书号应照决定书的原样，不得缺字、夹带网页代码或分成几行。 A document number is whole and is one. (ruling 522)"""

import ibis.expr.types as ir

from chengxin.catalogue.api import ItemVersion
from chengxin.collection.checks import QUARANTINE
from chengxin.collection.checks.words import LOST, PRIVATE_USE, has_markup, has_one_of

CODE, ACTION = "document-number-damaged", QUARANTINE
MESSAGE = "文书号不完整：里面有“？”“□”一类代替丢失文字的符号、私用区字符、网页代码（如 &#12308;、_x000D_），或者以等号开头、分成了几行，请照决定书上的文号改正，一行只填一个"
_STRANGE = f"{PRIVATE_USE[:-1]}\n\r\f\v\u0085\u2028\u2029]"  # private use, and breaks


_SUSPECT = f"{_STRANGE[:-1]}{LOST}&<=_]"  # few hold one of these; one pattern asks for all


def _is_damaged(number: ir.StringValue) -> ir.BooleanValue:
    return has_one_of(number, LOST) | number.re_search(_STRANGE) | has_markup(number) | number.contains("_x00") | number.startswith("=")


def targets(version: ItemVersion) -> list[str]:
    """The columns this rule looks at: the number that is in the key of a record; others have notices."""
    return ["document_number"] if version.element("document_number") else []


def applies(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule says anything about a row."""
    return row[column] != ""


def passes(row: ir.Table, column: str) -> ir.BooleanValue:
    """Whether the rule holds."""
    return ~row[column].re_search(_SUSPECT).ifelse(_is_damaged(row[column]), False)
