"""检查发现的话: the sentence of every code that a batch can count."""

from chengxin.collection import unreadable
from chengxin.collection.checks.register import CHECKS

#: Findings that concern the file rather than a row.
OF_THE_BATCH = {
    "unknown-column": "有不认识的列，原文已随原件保存，未并入",
    "column-without-name": "有数据列没有列名，原文已随原件保存，未并入",
    "organ-not-registered": "机关的代码不在本区机关名录里",
}
_SENTENCES = {check.CODE: check.MESSAGE for check in CHECKS} | unreadable.MESSAGES | OF_THE_BATCH


def message_of(code: str) -> str:
    """What a code means, for the clerk."""
    return _SENTENCES.get(code, code)
