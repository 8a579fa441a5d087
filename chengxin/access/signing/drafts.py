"""草稿: what somebody had typed when their session ended under it. Sealed, theirs alone, offered again for a day (ruling 285).

It is kept by the session that is just over, so that nobody has to type on a shared machine what a browser would remember there. A form says for
whom it was opened; where somebody else has signed in in that browser since, nothing is kept, for they would be offered what is none of theirs.
"""

import datetime as dt
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.http import QueryDict

from chengxin.access.signing.sessions import Asker, proof
from chengxin.ground.api import FORM_OF, REQUEST_KEY, digests, keys
from chengxin.ground.api import database as sql

LARGEST = 300_000  # bytes of one form
_NEVER = frozenset({"csrfmiddlewaretoken", "password", "old", "again", "code", REQUEST_KEY, FORM_OF})
_FILES = "files-left"  # among what was typed: the names of files, which are not kept


@dataclass(frozen=True)
class Kept:
    """保留的草稿: what was typed, and when it was sent in vain; None: it is of this very request. The ``files`` chosen with it were not kept."""

    said: QueryDict
    at: dt.datetime | None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenedFor:
    """表单的打开人: whose account opened a form, for which subject, and whether a new session of theirs acts for that one too (``usual``)."""

    account: int
    subject: int | None
    usual: bool


def mark(who: Asker) -> str:
    """For whom a form is opened, for the form to carry."""
    said = f"{who.account}.{who.acts_for or 0}.{int(who.usual)}"
    return f"{said}.{_mac(said)}"


def _opened_for(mark: str) -> OpenedFor | None:
    said, _, mac = mark[:300].rpartition(".")
    if not hmac.compare_digest(_mac(said).encode(), mac.encode()):
        return None
    account, subject, usual = map(int, said.split("."))
    return OpenedFor(account, subject or None, bool(usual))


def keep(cookie: str, form: str, said: QueryDict, *, files: Iterable[str] = ()) -> OpenedFor | None:
    """Keep what was typed into ``form`` (its path) for the account that opened it, where its session is over by time, and say for whom; None where there is none, or too much.

    ``files``: the names of those that were chosen with it.
    """
    whose = _opened_for(said.get(FORM_OF, ""))
    plain = {name: values for name, values in said.lists() if name not in _NEVER}
    if names := [name[:100] for name in files]:
        plain[_FILES] = names
    text = json.dumps(plain, ensure_ascii=False).encode()
    if whose is None or not 20 <= len(cookie) <= 80 or not cookie.isascii() or not plain or len(text) > LARGEST or len(form) > 300:
        return None
    sealed = digests.encrypt(keys.access_key(), text, context=_context(form)).hex()
    return whose if sql.fetch_value("SELECT access_draft_keep(%s, %s, %s, %s, %s)", [proof(cookie), whose.account, whose.subject, form, sealed]) else None


def kept(who: Asker, form: str) -> Kept | None:
    """What ``who`` had typed into ``form`` within the last day and could not send."""
    found = sql.fetch("SELECT * FROM access_draft_of(%s, %s)", [proof(who.key), form[:300]])
    if not found:
        return None
    try:
        plain = json.loads(digests.decrypt(keys.access_key(), bytes.fromhex(found[0]["sealed"]), context=_context(form)))
    except (InvalidTag, ValueError):
        return None
    files = tuple(plain.pop(_FILES, ()))
    said = QueryDict(mutable=True)
    for name, values in plain.items():
        said.setlist(name, values)
    return Kept(said, found[0]["at"], files)


def end(who: Asker, form: str) -> None:
    """It was sent after all, or is not wanted."""
    sql.fetch_value("SELECT access_draft_end(%s, %s)", [proof(who.key), form[:300]])


def _mac(said: str) -> str:
    return digests.mac(keys.access_key(), f"form of {said}")


def _context(form: str) -> bytes:
    return f"draft:{form}".encode()
