"""副本数据库: a database that a replica's private server fills from a feed: made, copied, thrown away and copied afresh. Free of Django.

A replica is a copy and nothing else. Its schema is made by our own migrations on an empty database, so it is never changed
under its rows: where the code has another schema than the copy, the copy is made anew (docs/decisions/0037).
"""

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chengxin.ground.errors import Refusal
from chengxin.site import postgres, ready, replicated, roles
from chengxin.site.feed import SLOT, Feed
from chengxin.site.home import Home, LaunchFailure
from chengxin.site.progress import step
from chengxin.site.server import Server

if TYPE_CHECKING:
    from psycopg import Connection

SUBSCRIPTION = "chengxin"
FEED = "feed.json"
_KINDS = {"production": {"CHENGXIN_DEMO": "0", "CHENGXIN_INSTANCE": ""}, "demo": {"CHENGXIN_DEMO": "1", "CHENGXIN_INSTANCE": ""}, "test": {"CHENGXIN_INSTANCE": "test"}}


def feed_path(home: Home) -> Path:
    """Where a replica keeps its feed; a home that has one is a replica's."""
    return home.secrets / FEED


def is_replica(home: Home) -> bool:
    """Whether this home is a replica's, in which no other command may work."""
    return feed_path(home).exists()


@dataclass(frozen=True)
class Copy:
    """副本: the copy in one home, and the feed it is filled from."""

    home: Home
    feed: Feed

    @property
    def name(self) -> str:
        """By which the main database knows it: the name of its slot, the same for the life of the home."""
        return SLOT + hashlib.sha256(self.home.secret("replica.name").encode()).hexdigest()[:12]

    def connect(self, role: postgres.Role = "superuser") -> "Connection":
        """To the copy."""
        import psycopg

        return psycopg.connect(**postgres.connection(self.home, role), autocommit=True)

    def connect_main(self) -> "Connection":
        """To the main database, as the role of replicas; raises psycopg.OperationalError."""
        import psycopg

        return psycopg.connect(**self.feed.parameters(), autocommit=True, options="-c statement_timeout=5s")

    def make_ready(self, *, afresh: bool = False) -> None:
        """The copy whole and of this code's schema: as it is, or copied where it is not, or where ``afresh``.

        Raises Refusal (``main-differs``) where the main database has another schema than this code, LaunchFailure where it must
        be asked and cannot be reached.
        """
        roles.ensure(self.home)
        if not afresh and self.whole() and roles.fingerprint_current(self.home):
            self._write_pass()
            self._follow_feed()
            return
        kind = self._check_main()
        with step("清空副本"):
            self._drop()
        self._make_schema(kind)
        self._subscribe()
        self._await_copy()
        with self.connect() as raw:
            raw.execute("VACUUM (ANALYZE)")
            raw.execute("UPDATE chengxin.ground_replicastate SET whole = true, state = 'following' WHERE id = 1")

    def whole(self) -> bool:
        """Whether the first copy was finished."""
        import psycopg

        try:
            with self.connect() as raw:
                found = raw.execute("SELECT whole FROM chengxin.ground_replicastate WHERE id = 1").fetchone()
                return bool(found and found[0])
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InvalidSchemaName):
            return False

    def _check_main(self) -> str:
        """Of which kind the main database is. Its schema must be this code's."""
        import psycopg

        try:
            with self.connect_main() as main:
                found = main.execute("SELECT kind, fingerprint FROM chengxin.ground_instance WHERE id = 1").fetchone()
        except psycopg.Error as error:
            raise LaunchFailure(f"无法读取主库（{self.feed.host}，数据库 {self.feed.dbname}）：{str(error).strip()}") from error
        if found is None or found[1] != roles.shipped_fingerprint():
            raise Refusal(["main-differs"], "主库的结构与本程序不一致。请先把主库更新到同一版本（chengxin migrate 或重新启动），再启动副本")
        return str(found[0])

    def _drop(self) -> None:
        """The copy, its subscription, and what the main database keeps for it."""
        import psycopg

        with self.connect() as raw:
            system = raw.execute("SELECT system_identifier FROM pg_control_system()").fetchone()
            found = raw.execute(
                "SELECT count(*) FROM pg_subscription WHERE subname = %s AND subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())", [SUBSCRIPTION]
            )
            if found.fetchone() != (0,):
                raw.execute(f"ALTER SUBSCRIPTION {SUBSCRIPTION} DISABLE")
                raw.execute(f"ALTER SUBSCRIPTION {SUBSCRIPTION} SET (slot_name = NONE)")
                raw.execute(f"DROP SUBSCRIPTION {SUBSCRIPTION}")
        with self.connect_main() as main:  # slots outlive those who asked for them, also those of a first copy that was cut off
            until = time.monotonic() + 30.0
            while rows := main.execute(
                "SELECT slot_name, active_pid FROM pg_replication_slots WHERE slot_name = %s OR slot_name LIKE %s",
                [self.name, f"pg\\_%\\_sync\\_%\\_{system[0] if system else ''}"],
            ).fetchall():
                for slot, pid in rows:
                    try:
                        if pid is not None:
                            main.execute("SELECT pg_terminate_backend(%s)", [pid])
                        main.execute("SELECT pg_drop_replication_slot(%s)", [slot])
                    except (psycopg.errors.ObjectInUse, psycopg.errors.UndefinedObject):
                        time.sleep(0.1)
                if time.monotonic() > until:
                    raise LaunchFailure(f"主库的复制槽 {rows[0][0]} 仍被占用，稍后重试。")
        with psycopg.connect(**postgres.connection(self.home, "superuser", database="postgres"), autocommit=True) as raw:
            raw.execute(f'DROP DATABASE IF EXISTS "{postgres.database_name()}" WITH (FORCE)'.encode())

    def _make_schema(self, kind: str) -> None:
        roles.ensure(self.home)
        before = {name: os.environ.get(name) for name in ("CHENGXIN_REPLICA", "CHENGXIN_DEMO", "CHENGXIN_INSTANCE")}
        os.environ.update({"CHENGXIN_REPLICA": "1", **_KINDS[kind]})
        try:
            with step("建立副本的数据库结构"):
                ready.run_python("chengxin.site.migrate", home=self.home, failure="副本的数据库结构建立失败")
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
        with self.connect() as raw:
            raw.execute("INSERT INTO chengxin.ground_replicastate (id, name, state, looked_at) VALUES (1, %s, 'copying', now())", [self.name])
            names = roles.names()
            raw.execute(f'ALTER ROLE "{names["public"]}" IN DATABASE "{postgres.database_name()}" SET default_transaction_read_only = on'.encode())
            for side in ("my", "desk", "worker"):
                raw.execute(f'REVOKE CONNECT ON DATABASE "{postgres.database_name()}" FROM "{names[side]}"'.encode())

    def _subscribe(self) -> None:
        from psycopg import sql

        self._write_pass()
        with self.connect() as raw:
            parallel = raw.info.server_version >= 160000
            raw.execute(
                sql.SQL(f"CREATE SUBSCRIPTION {SUBSCRIPTION} CONNECTION {{}} PUBLICATION {replicated.PUBLICATION} WITH (slot_name = {{}}, streaming = {{}})").format(
                    sql.Literal(self._conninfo()), sql.Literal(self.name), sql.Literal("parallel" if parallel else "on")
                )
            )

    def _follow_feed(self) -> None:
        """A main database that was moved, or a new feed: the subscription goes where the feed says."""
        from psycopg import sql

        with self.connect() as raw:
            found = raw.execute("SELECT subconninfo, subenabled FROM pg_subscription WHERE subname = %s", [SUBSCRIPTION]).fetchone()
            if found and found[0] != self._conninfo():
                raw.execute(sql.SQL(f"ALTER SUBSCRIPTION {SUBSCRIPTION} CONNECTION {{}}").format(sql.Literal(self._conninfo())))
            if found and not found[1]:
                raw.execute(f"ALTER SUBSCRIPTION {SUBSCRIPTION} ENABLE")

    def _conninfo(self) -> str:
        from psycopg.conninfo import make_conninfo

        told = {name: value for name, value in self.feed.parameters().items() if name not in ("password", "connect_timeout")}
        return make_conninfo("", **told, passfile=str(self._pass), application_name=self.name, connect_timeout=5)

    @property
    def _pass(self) -> Path:
        return self.home.postgres / "feed.pass"

    def _write_pass(self) -> None:
        """The password lies in a file of the server's account alone, and in no catalog and no command line."""
        account, draft = Server(self.home).account, self._pass.with_name(".feed.pass")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text("*:*:*:*:" + self.feed.password.replace("\\", "\\\\").replace(":", "\\:") + "\n", encoding="utf-8")
        account.own(draft)
        draft.replace(self._pass)

    def _await_copy(self) -> None:
        """Until every table is copied and has caught up. Raises LaunchFailure where it fails again and again."""
        with step("复制公示内容"), self.connect() as raw:
            while True:
                left, errors = self.progress(raw)
                if left == 0:
                    return
                if errors >= 20:
                    raise LaunchFailure(f"副本复制失败。原因见 {self.home.log / 'postgres.log'} 和主库的日志。")
                time.sleep(0.1)

    def progress(self, raw: "Connection") -> tuple[int, int]:
        """How many tables are not whole yet, and how often applying or copying failed so far."""
        found: Any = raw.execute(
            "SELECT (SELECT count(*) FROM pg_subscription_rel r JOIN pg_subscription s ON s.oid = r.srsubid WHERE s.subname = %(name)s AND r.srsubstate <> 'r'),"
            " (SELECT coalesce(sum(apply_error_count + sync_error_count), 0) FROM pg_stat_subscription_stats WHERE subname = %(name)s)",
            {"name": SUBSCRIPTION},
        ).fetchone()
        return int(found[0]), int(found[1])


def refuse_in(home: Home) -> None:
    """Raises Refusal (``replica-home``) in a home that holds a copy: what was done there would be done to a copy."""
    if is_replica(home):
        raise Refusal(["replica-home"], f"{home.path} 是副本的主目录，这里只能执行 chengxin replica；其他命令请在主库的主目录执行")
