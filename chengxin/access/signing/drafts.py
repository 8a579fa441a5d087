"""草稿: what somebody had typed when their session ended under it. Sealed, theirs alone, offered again for a day (ruling 285).

It is kept by the session that is just over, so that nobody has to type on a shared machine what a browser would remember there.
"""

import datetime as dt
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.http import QueryDict

from chengxin.access.signing.sessions import Who, proof
from chengxin.ground.api import database as sql
from chengxin.ground.api import digests, keys

LARGEST = 300_000  # bytes of one form
_NEVER = frozenset({"csrfmiddlewaretoken", "password", "old", "again", "code"})


@dataclass(frozen=True)
class Kept:
    """保留的草稿: what was typed, and when it was sent in vain; None: it is of this very request."""

    said: QueryDict
    at: dt.datetime | None


def keep(cookie: str, form: str, said: QueryDict) -> bool:
    """Keep what was typed into ``form`` (its path) for the account whose session is over by time; False where there is none, or too much."""
    plain = {name: values for name, values in said.lists() if name not in _NEVER}
    text = json.dumps(plain, ensure_ascii=False).encode()
    if not 20 <= len(cookie) <= 80 or not cookie.isascii() or not plain or len(text) > LARGEST or len(form) > 300:
        return False
    sealed = digests.encrypt(keys.access_key(), text, context=_context(form)).hex()
    return bool(sql.fetch_value("SELECT access_draft_keep(%s, %s, %s)", [proof(cookie), form, sealed]))


def kept(who: Who, form: str) -> Kept | None:
    """What ``who`` had typed into ``form`` within the last day and could not send."""
    found = sql.fetch("SELECT * FROM access_draft_of(%s, %s)", [proof(who.key), form[:300]])
    if not found:
        return None
    try:
        plain = json.loads(digests.decrypt(keys.access_key(), bytes.fromhex(found[0]["sealed"]), context=_context(form)))
    except (InvalidTag, ValueError):
        return None
    said = QueryDict(mutable=True)
    for name, values in plain.items():
        said.setlist(name, values)
    return Kept(said, found[0]["at"])


def end(who: Who, form: str) -> None:
    """It was sent after all, or is not wanted."""
    sql.fetch_value("SELECT access_draft_end(%s, %s)", [proof(who.key), form[:300]])


def _context(form: str) -> bytes:
    return f"draft:{form}".encode()
