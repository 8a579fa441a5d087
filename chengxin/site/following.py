"""副本守护: keeps a replica's database and public process up, and writes down every second how far behind the copy is. Free of Django."""

import collections
import datetime as dt
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chengxin.site import carrying, postgres
from chengxin.site.children import Child, stop_all
from chengxin.site.copying import SUBSCRIPTION, Copy
from chengxin.site.home import LaunchFailure
from chengxin.site.progress import say
from chengxin.site.serve import gunicorn

if TYPE_CHECKING:
    from psycopg import Connection

EVERY = 0.5  # seconds between two looks
REMEMBERED = 7200  # looks at the main database that are kept in mind
_APPLIED = """
SELECT greatest((SELECT o.remote_lsn FROM pg_replication_origin_status o JOIN pg_subscription s ON o.external_id = 'pg_' || s.oid WHERE s.subname = %(name)s),
        (SELECT max(w.latest_end_lsn) FROM pg_stat_subscription w WHERE w.subname = %(name)s AND w.relid IS NULL)),
    EXISTS (SELECT 1 FROM pg_stat_subscription w WHERE w.subname = %(name)s AND w.relid IS NULL AND w.pid IS NOT NULL)
"""
_MAIN = "SELECT pg_current_wal_lsn()::text, (SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s)"
_WRITE = """
UPDATE chengxin.ground_replicastate SET looked_at = clock_timestamp(), state = %(state)s, heard_at = coalesce(%(heard)s, heard_at), fresh_at = greatest(%(fresh)s, fresh_at),
    applied = coalesce(%(applied)s, applied), behind_bytes = greatest(pg_wal_lsn_diff(%(main)s::pg_lsn, coalesce(%(applied)s, nullif(applied, ''))::pg_lsn), 0)::bigint WHERE id = 1
"""


@dataclass
class Following:
    """跟随: what is known of the main database and of the copy, look by look."""

    copy: Copy
    seen: "collections.deque[tuple[dt.datetime, str]]" = field(default_factory=lambda: collections.deque(maxlen=REMEMBERED))
    main: "Connection | None" = None
    own: "Connection | None" = None
    log: str | None = None
    heard: dt.datetime | None = None
    state: str = ""

    def look(self) -> None:
        """Look at both databases once and write down what was seen; a database that is away is tried again at the next look."""
        import psycopg

        reached = self._look_at_main()
        try:
            if self.own is None or self.own.closed:
                self.own = self.copy.connect()
            self._write(self.own, reached)
        except psycopg.Error:
            self.own = _close(self.own)

    def _look_at_main(self) -> bool:
        import psycopg

        try:
            if self.main is None or self.main.closed:
                self.main = self.copy.connect_main()
            now = dt.datetime.now(dt.UTC)
            found = self.main.execute(_MAIN, [self.copy.name]).fetchone()
        except psycopg.Error:
            self.main = _close(self.main)
            return False
        assert found is not None
        self.seen.append((now, found[0]))
        self.log, self.heard = found[1], now
        return True

    def _write(self, own: "Connection", reached: bool) -> None:
        found = own.execute(_APPLIED, {"name": SUBSCRIPTION}).fetchone()
        assert found is not None
        applied, at_work = found
        state = "following"
        if reached and self.log in (None, "lost"):
            state = "lost"  # the main database no longer keeps what this copy needs
        elif not reached:
            state = "away"
        elif not at_work and self.copy.progress(own)[1] > 0:
            state = "stopped"
        if state != self.state:
            self._say(state)
            self.state = state
        fresh = max((at for at, position in self.seen if applied and _bytes(position) <= _bytes(applied)), default=None)
        main = self.seen[-1][1] if self.seen else applied
        own.execute(_WRITE, {"state": state, "heard": self.heard, "fresh": fresh, "applied": applied, "main": main})

    def _say(self, state: str) -> None:
        if state == "lost":
            say("  ! 主库已不再保留本副本所需的日志。请停止后执行 chengxin replica fresh，重新复制。")
        elif state == "away":
            say("  ! 主库没有应答；恢复后自动继续，十五分钟没有消息则公众网站暂停。")
        elif state == "stopped":
            say(f"  ! 复制停住了，原因见 {self.copy.home.log / 'postgres.log'}；主库更新过的，请把本机更新到同一版本后重新启动。")
        elif self.state:
            say("  ✓ 复制已恢复。")


def follow(copy: Copy, bind: str, port: int) -> None:
    """Until a signal ends it: the public process, the database, the look every half second, the files of open data."""
    public = Child(
        "副本公众网站", gunicorn(copy.home, bind, port, processes=2, threads=4), {"CHENGXIN_HOME": str(copy.home.path), "CHENGXIN_SIDE": "public", "CHENGXIN_REPLICA": "1"}, copy.home.log / "public.log"
    )  # fmt: skip
    following, over = Following(copy), threading.Event()
    carrier = threading.Thread(target=carrying.keep, args=(copy, over), daemon=True)
    try:
        following.look()
        public.start()
        carrier.start()
        while True:
            if not postgres.alive(copy.home):
                say("  ! 副本的数据库意外退出，正在恢复")
                try:
                    postgres.revive(copy.home)
                except LaunchFailure as failure:
                    print(failure, file=sys.stderr)
                    time.sleep(5.0)
            following.look()
            public.tend()
            time.sleep(EVERY)
    finally:
        over.set()
        stop_all([public], patience=6.0)


def _bytes(position: str) -> int:
    high, low = position.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def _close(connection: "Connection | None") -> "Connection | None":
    if connection is not None:
        connection.close()
    return None
