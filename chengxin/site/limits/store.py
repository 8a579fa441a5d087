"""计量账: how full each meter is, and who is stopped until when, in one SQLite file of this machine that all its processes share.

No address is in it: rows are named by digests under a key of the day, made at random and thrown away with the rows a day later.
The file outlives processes, so a stop does; a clock that was set wrong does not make one longer than ``LONGEST_STOP``.
"""

import datetime as dt
import hashlib
import logging
import secrets
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from chengxin.site.limits.table import FIRST_STOP, LONGEST_STOP, METERS, NEAR, Cost, Meter

_TABLES = """
CREATE TABLE IF NOT EXISTS key (day TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meter (
    who BLOB PRIMARY KEY, at REAL NOT NULL, empty_at REAL NOT NULL, last INTEGER, pages REAL NOT NULL, records REAL NOT NULL, walk REAL NOT NULL, misses REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS stop (who BLOB PRIMARY KEY, until REAL NOT NULL, times INTEGER NOT NULL, meter TEXT NOT NULL) WITHOUT ROWID;
"""
_KINDS = ("pages", "records", "walk", "misses")
_READ = "SELECT who, at, last, pages, records, walk, misses FROM meter WHERE who IN (?, ?)"
_WRITE = "INSERT OR REPLACE INTO meter (who, at, empty_at, last, pages, records, walk, misses) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_SWEEP = 600.0  # seconds between two clearings of meters that are empty again
_CHINA = dt.timezone(dt.timedelta(hours=8))
log = logging.getLogger("chengxin.limits")


@dataclass(frozen=True)
class Verdict:
    """裁量: whether a request is answered; by which meter, how much is left of it, in how many seconds there is room again."""

    allowed: bool
    meter: Meter
    left: float
    seconds: float


class Store:
    """计量账 of a machine. ``factor``: how many times the sizes of the table."""

    def __init__(self, path: Path, *, factor: float = 1.0) -> None:
        self.path, self.factor = path, factor
        self._own = threading.local()
        self._keys: tuple[str, bytes, bytes | None] = ("", b"", None)
        self._swept = 0.0

    def ask(self, whose: Mapping[str, str], cost: Cost, *, now: float) -> Verdict | None:
        """Take what a request costs. ``whose``: what a reader and what a network is told by. None where the account cannot be kept: then all is answered."""
        try:
            with self._written() as account:
                return self._asked(account, whose, cost, now)
        except sqlite3.Error as error:
            self._away(error)
            return None

    def missed(self, whose: Mapping[str, str], *, now: float) -> None:
        """A record was asked for that is not there."""
        try:
            with self._written() as account:
                today, _ = self._digests(account, whose, now)
                self._take(account, today, {"misses": 1.0}, None, now)
        except sqlite3.Error as error:
            self._away(error)

    def _asked(self, account: sqlite3.Connection, whose: Mapping[str, str], cost: Cost, now: float) -> Verdict:
        today, before = self._digests(account, whose, now)
        stopped = account.execute("SELECT until, meter FROM stop WHERE who IN (?, ?) ORDER BY until DESC LIMIT 1", (today["reader"], before)).fetchone()
        if stopped and now < stopped[0] <= now + LONGEST_STOP:
            return Verdict(False, METERS[stopped[1]], 0, stopped[0] - now)
        return self._take(account, today, {"pages": cost.pages, "records": cost.records}, cost.number, now)

    def _take(self, account: sqlite3.Connection, today: Mapping[str, bytes], amounts: Mapping[str, float], number: int | None, now: float) -> Verdict:
        """All meters have room and take it, or none takes anything."""
        known = {row[0]: row for row in account.execute(_READ, (today["reader"], today["network"]))}
        written, tightest, full = [], None, None
        for kind, who in today.items():
            _, at, last, *levels = known.get(who, (who, now, None, 0.0, 0.0, 0.0, 0.0))
            walked = number is not None and last is not None and 0 < abs(number - last) <= NEAR
            empty_at = now
            for place, name in enumerate(_KINDS):
                meter = METERS.get(f"{kind}-{name}")
                if meter is None:
                    continue
                amount = float(walked) if name == "walk" else amounts.get(name, 0.0)
                holds, pace = meter.holds * self.factor, meter.pace * self.factor
                levels[place] = level = max(0.0, levels[place] - max(0.0, now - at) * pace) + amount
                empty_at = max(empty_at, now + level / pace)
                if not amount:
                    continue
                verdict = Verdict(level <= holds, meter, max(0.0, holds - level), max(0.0, (level - holds) / pace))
                if not verdict.allowed and (full is None or verdict.seconds > full.seconds):
                    full = verdict
                if tightest is None or verdict.left / holds < tightest.left / (tightest.meter.holds * self.factor):
                    tightest = verdict
            written.append((who, now, empty_at, last if number is None else number, *levels))
        if full is not None:
            return self._refused(account, today["reader"], full, now)
        account.executemany(_WRITE, written)
        assert tightest is not None
        return tightest

    def _refused(self, account: sqlite3.Connection, who: bytes, full: Verdict, now: float) -> Verdict:
        if not full.meter.stops:
            return full
        times = (account.execute("SELECT times FROM stop WHERE who = ?", (who,)).fetchone() or (0,))[0]
        seconds = min(LONGEST_STOP, FIRST_STOP * 2 ** min(times, 10))
        account.execute("INSERT OR REPLACE INTO stop (who, until, times, meter) VALUES (?, ?, ?, ?)", (who, now + seconds, times + 1, full.meter.name))
        log.warning("stopped", extra={"told": {"meter": full.meter.name, "seconds": round(seconds)}})
        return Verdict(False, full.meter, 0, seconds)

    def _digests(self, account: sqlite3.Connection, whose: Mapping[str, str], now: float) -> tuple[dict[str, bytes], bytes]:
        """The names of today's rows; and the reader's of yesterday, whose stop goes on over midnight."""
        day = dt.datetime.fromtimestamp(now, _CHINA).date()
        if self._keys[0] != day.isoformat():
            self._keys = self._turned(account, day, now)
        if now - self._swept > _SWEEP or now < self._swept:
            self._swept = now
            account.execute("DELETE FROM meter WHERE empty_at <= ? OR at > ?", (now, now + 60))
            account.execute("DELETE FROM stop WHERE until > ? OR until < ?", (now + LONGEST_STOP, now - 86_400))
            if dt.datetime.fromtimestamp(now - LONGEST_STOP, _CHINA).date() == day:  # no stop of yesterday goes on: its key has done its work
                account.execute("DELETE FROM key WHERE day <> ?", (day.isoformat(),))
                self._keys = (day.isoformat(), self._keys[1], None)
        _, key, old = self._keys
        return {kind: _digest(key, kind, said) for kind, said in whose.items()}, _digest(old or key, "reader", whose["reader"])

    def _turned(self, account: sqlite3.Connection, day: dt.date, now: float) -> tuple[str, bytes, bytes | None]:
        """The day's key, made by whichever process needs it first; older ones than yesterday's go, and with them what they named."""
        yesterday = (day - dt.timedelta(days=1)).isoformat()
        fresh = account.execute("INSERT OR IGNORE INTO key (day, key) VALUES (?, ?)", (day.isoformat(), secrets.token_bytes(32))).rowcount
        if fresh:
            account.execute("DELETE FROM key WHERE day NOT IN (?, ?)", (day.isoformat(), yesterday))
            account.execute("DELETE FROM meter")
            account.execute("DELETE FROM stop WHERE until < ? OR until > ?", (now, now + LONGEST_STOP))
        kept = dict(account.execute("SELECT day, key FROM key").fetchall())
        return day.isoformat(), kept[day.isoformat()], kept.get(yesterday)

    @contextmanager
    def _written(self):
        account = self._account()
        account.execute("BEGIN IMMEDIATE")
        try:
            yield account
        except BaseException:
            account.rollback()
            raise
        account.commit()

    def _account(self) -> sqlite3.Connection:
        """A connection of this thread."""
        found: sqlite3.Connection | None = getattr(self._own, "account", None)
        if found is None:
            found = self._own.account = sqlite3.connect(self.path, timeout=1.0, isolation_level=None)
            self.path.chmod(0o600)
            found.execute("PRAGMA page_size = 1024")
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("PRAGMA synchronous = OFF")  # what was metered may be lost with the machine, not with a process
            found.executescript(_TABLES)
        return found

    def _away(self, error: sqlite3.Error) -> None:
        """The site goes on without limits; a file that is none is begun anew."""
        log.warning("the account of limits cannot be kept", exc_info=error)
        account, self._own.account, self._keys = getattr(self._own, "account", None), None, ("", b"", None)
        if account is not None:
            account.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
                self.path.with_name(name).unlink(missing_ok=True)


def _digest(key: bytes, kind: str, said: str) -> bytes:
    return hashlib.blake2b(f"{kind}|{said}".encode("utf-8", "surrogatepass"), key=key, digest_size=16).digest()
