"""What governance refuses, in the words somebody reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from chengxin.ground.api import Refusal, database

_SENTENCES = {
    "not-its-organ": "这不是本机关的事项",
    "issued-already": "这一版通报已经印发；数字有变的，请另拟新的一版",
    "too-early": "机关作说明的期限还没有到，不能印发",
    "unanswered-remarks": "还有机关的说明没有答复，请逐条答复后再印发",
    "replaced": "已经有更新的一版，请印发新的那一版",
    "too-late": "这一版通报已经印发，不能再作说明；数字有误的，请联系信用办另出更正",
    "figures-not-these": "榜上的数字与通报的数字不一致",
}


class Meanwhile(Refusal):
    """已有人办理: somebody else was first. HTTP 409."""

    http_status = 409


def refused(code: str) -> Refusal:
    """The refusal of a code."""
    return (Meanwhile if code in ("issued-already", "replaced", "too-late") else Refusal)([code], _SENTENCES[code])


@contextmanager
def told() -> Iterator[None]:
    """Turn CX070 into its Refusal; the transaction around it goes on."""
    with database.refusing("CX070", lambda code: refused(code) if code in _SENTENCES else None), transaction.atomic():
        yield
