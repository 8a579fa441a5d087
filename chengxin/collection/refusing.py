"""What the database refuses of mending and taking back, as a Refusal in the words an officer reads."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from chengxin.ground.api import Refusal, database

_SENTENCES = {
    "not-allowed": "您现在的岗位不能这样做，或者会话已经结束",
    "not-yours": "本机关没有这个批次",
    "no-reason": "请写明理由",
    "mended": "其中有的行刚才已由他人补正，请刷新后再看",
}


class Mended(Refusal):
    """已被他人补正: somebody else was first. HTTP 409."""

    http_status = 409


@contextmanager
def told() -> Iterator[None]:
    """Turn CX060 into its Refusal; the transaction around it goes on."""
    with database.refusing("CX060", _refusal), transaction.atomic():
        yield


def _refusal(code: str) -> Refusal | None:
    return (Mended if code == "mended" else Refusal)([code], _SENTENCES[code]) if code in _SENTENCES else None
