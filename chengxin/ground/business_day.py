"""营业日: the business day of this process, and the seal that makes the database believe it.

``CHENGXIN_TODAY=YYYY-MM-DD`` moves the business day (ruling 4). The database must not believe any
role that merely says so: a hostile session could move the day back and read what has ended. So the
day travels with a keyed digest made from an owner-only file; the database checks it, and refuses a
moved day unless the instance is a demo or a test.
"""

import datetime as dt
import hashlib
import hmac
import os

VARIABLE = "CHENGXIN_TODAY"


def moved() -> dt.date | None:
    """The day of ``CHENGXIN_TODAY``, or None where it is not set. Raises ValueError if unreadable."""
    text = os.environ.get(VARIABLE, "").strip()
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{VARIABLE} 应写作 YYYY-MM-DD，现为“{text}”") from error


def sealed(key: bytes) -> str | None:
    """The moved day with its seal, ``YYYY-MM-DD.hex``, for the session setting ``chengxin.day``."""
    day = moved()
    if day is None:
        return None
    return f"{day.isoformat()}.{seal(key, day)}"


def today() -> dt.date:
    """The business day of this process in Asia/Shanghai. For doors only: rules take the day."""
    return moved() or dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date()


def seal(key: bytes, day: dt.date) -> str:
    """HMAC-SHA256 of the ISO day under the instance's day key, in hex."""
    return hmac.new(key, day.isoformat().encode(), hashlib.sha256).hexdigest()
