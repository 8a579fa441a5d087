"""登录尝试: each is on file and has an entry; failures from one place wait longer and longer, others' sign-in is untouched.

What is counted is a login name *from a place*: a browser that signed in with that name before (it holds a sealed cookie),
else an address. So a stranger who guesses slows down the stranger, never the account. The second factor is counted for
the account as a whole: only who knows the password gets there.
"""

import threading
from dataclasses import dataclass

from django.db import transaction

from chengxin.access.errors import TooSoon
from chengxin.access.models import Attempt
from chengxin.access.signing.sealing import opened, sealed
from chengxin.ground.api import audit, digests, keys
from chengxin.ground.api import database as sql

KNOWN = 365 * 86400  # seconds a browser that signed in is known
FREE, FIRST, LONGEST = 5, 5, 900  # failures without a wait; seconds of the first wait; of the longest
SPRAYED, SPRAY_WAIT = 100, 30  # failures an hour from one address over all names; seconds between two from there on

counting = threading.Lock()  # a crowd of guesses must not overtake its own counting


@dataclass(frozen=True)
class Place:
    """来源: where an attempt comes from. ``device``: the sealed cookie of a browser that signed in before, if it holds one."""

    address: str
    agent: str = ""
    device: str = ""


def name_mac(name: str) -> str:
    """Under what an attempt with ``name`` is counted: what was typed may be a password in the wrong field."""
    return digests.mac(keys.access_key(), f"name:{name[:200].strip().lower()}")


def device_of(login: str, key: str) -> str:
    """The cookie by which a browser is known to have signed in as ``login``. It opens nothing."""
    return sealed("browser", [login, key], seconds=KNOWN)


def source(login: str, place: Place) -> str:
    """The place an attempt is counted under."""
    known = opened("browser", place.device)
    if known and known[0] == login.strip().lower():
        return f"browser:{known[1]}"
    return f"from:{place.address}"


def delay(failures: int) -> int:
    """Seconds to wait after so many failures in a row."""
    return 0 if failures < FREE else min(LONGEST, FIRST * 2 ** min(failures - FREE, 20))


def check(mac: str, where: str) -> None:
    """Raise TooSoon where the last failures of this name from this place, or of all names from this address, are too fresh."""
    (told,) = sql.fetch("SELECT * FROM access_attempts(%s, %s)", [mac, where])
    wait = delay(told["failures"]) - told["since"]
    if told["sprayed"] >= SPRAYED:
        wait = max(wait, SPRAY_WAIT - told["sprayed_since"])
    if wait > 0:
        raise TooSoon(wait)


def note(mac: str, where: str, *, held: bool, act: str, login: str | None) -> None:
    """Keep an attempt and its entry; a name that is nobody's is not written down."""
    with transaction.atomic():
        made = Attempt.objects.create(name_mac=mac, source=where, held=held)
        audit.record_act(act, actor=f"账户:{login}" if login else "账户:未知", post="登录", reference=f"attempt:{made.pk}")
