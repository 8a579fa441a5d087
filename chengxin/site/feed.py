"""副本供给: what a main database does for its replicas: a role that reads what is published, and the slots. Free of Django.

A feed is all that a replica must know of its main database; written into a file it is carried to the second machine. It
holds a password with which the whole log of the main database can be read, so it is kept like a key.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chengxin.ground.errors import Refusal, WrongUse
from chengxin.site import postgres, replicated
from chengxin.site.home import Home, LaunchFailure

if TYPE_CHECKING:
    from psycopg import Connection

FORM = "chengxin.feed/1"
SLOT = "chengxin_replica_"
ATTRIBUTES = "LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS"
CONNECTIONS = 32  # of each replica: one that applies, two that copy, one that looks


@dataclass(frozen=True)
class Feed:
    """供给: how a replica reaches its main database, and where the files of open data come from."""

    host: str
    port: int
    dbname: str
    user: str
    password: str
    more: dict[str, str] = field(default_factory=dict)  # what an outside server's address says besides: sslmode and the like
    opendata: str = ""  # a folder of this machine, or the address of the main public site

    def parameters(self) -> dict[str, Any]:
        """For psycopg."""
        return {**self.more, "host": self.host, "port": self.port, "dbname": self.dbname, "user": self.user, "password": self.password, "connect_timeout": 3}

    def write(self, path: Path) -> None:
        """Into a file for the owner's eyes only."""
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "w", encoding="utf-8") as file:
                json.dump({"format": FORM, **asdict(self)}, file, ensure_ascii=False, indent=1)
            draft.replace(path)
        except OSError as error:
            raise WrongUse(f"无法写入供给文件 {path}：{error.strerror}", code="feed-unwritable") from error

    @classmethod
    def read(cls, path: Path) -> "Feed":
        """From a file. Raises WrongUse where it is none, or others may read it."""
        try:
            if path.stat().st_mode & 0o077:
                raise WrongUse(f"供给文件 {path} 能被其他账户读取，已拒绝使用。请在主库另取一份，或执行 chmod 600 后重试。", code="secret-exposed")
            told = json.loads(path.read_text(encoding="utf-8"))
            if told.pop("format") != FORM:
                raise ValueError(FORM)
            return cls(**told)
        except OSError as error:
            raise WrongUse(f"无法读取供给文件 {path}：{error.strerror}", code="feed-unreadable") from error
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise WrongUse(f"{path} 不是供给文件，应由主库的 chengxin replica feed 写出", code="no-feed") from error


def make(home: Home) -> Feed:
    """Role, rights and password of the replicas of a main database that is up and migrated.

    Raises Refusal (``wal-level``) where the server does not write what a replica needs, LaunchFailure where its user may not make the role.
    """
    import psycopg

    private = postgres.outside() is None
    with psycopg.connect(**postgres.connection(home, "superuser"), autocommit=True) as raw:
        _check_level(raw, private)
        try:
            _make_role(raw, home)
        except psycopg.errors.InsufficientPrivilege as error:
            if not _opens(home):  # its administrator has made it as the message says
                raise LaunchFailure(_for_the_administrator(home)) from error
        _let_in(raw)
        with raw.transaction(), raw.cursor() as cursor:
            replicated.grant(cursor)
    base: dict[str, Any] = dict(postgres.connection(home, "replica"))
    known = {name: base.pop(name) for name in ("host", "port", "dbname", "user", "password")}
    return Feed(**known, more={name: str(value) for name, value in base.items()}, opendata=str(home.path / "opendata"))


def unlimited(home: Home) -> bool:
    """Whether the server keeps log for a replica without any limit, so that a dead one could fill its disk."""
    import psycopg

    with psycopg.connect(**postgres.connection(home, "superuser"), autocommit=True) as raw:
        found = raw.execute("SELECT setting FROM pg_settings WHERE name = 'max_slot_wal_keep_size'").fetchone()
    return found is None or found[0] == "-1"


def end(home: Home, name: str) -> int:
    """Let go of the log that is kept for replicas: of ``name``, or of every one that is not connected. How many. Raises WrongUse."""
    import psycopg

    with psycopg.connect(**postgres.connection(home, "superuser"), autocommit=True) as raw:
        rows = raw.execute(
            "SELECT slot_name, active FROM pg_replication_slots WHERE slot_name LIKE %s AND database = current_database()", [SLOT.replace("_", r"\_") + "%"]
        ).fetchall()
        connected: dict[str, bool] = {str(slot): bool(active) for slot, active in rows}
        if name and name not in connected:
            raise WrongUse(f"主库没有名为 {name} 的副本；现有：{'、'.join(connected) or '无'}", code="no-replica")
        if connected.get(name):
            raise WrongUse(f"副本 {name} 正连接着主库。请先停止它，再执行本命令。", code="replica-connected")
        gone = [slot for slot, active in connected.items() if not active and name in ("", slot)]
        for slot in gone:
            raw.execute("SELECT pg_drop_replication_slot(%s)", [slot])
    return len(gone)


def _check_level(raw: "Connection", private: bool) -> None:
    found = raw.execute("SHOW wal_level").fetchone()
    if found and found[0] != "logical":
        how = (
            "请停止平台（chengxin serve 和其他命令）后重新启动，设置随启动生效。" if private else "请数据库管理员执行 ALTER SYSTEM SET wal_level = 'logical'; 并重新启动该数据库。"
        )
        raise Refusal(["wal-level"], f"主库的 wal_level 是 {found[0]}，逻辑复制需要 logical。{how}")


def _make_role(raw: "Connection", home: Home) -> None:
    from psycopg import sql

    name = postgres.role_name("replica")
    verifier = raw.pgconn.encrypt_password(home.secret("replica.password").encode(), name.encode(), b"scram-sha-256").decode()
    role = sql.Identifier(name)
    with raw.transaction():
        found = raw.execute("SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls, rolreplication FROM pg_roles WHERE rolname = %s", [name]).fetchone()
        if found and found[0]:
            raise LaunchFailure(f"数据库角色 {name} 带有超出约定的特权，已拒绝使用。")
        if found is None:
            raw.execute(sql.SQL("CREATE ROLE {} " + ATTRIBUTES).format(role))
        elif not found[1]:
            raw.execute(sql.SQL("ALTER ROLE {} REPLICATION").format(role))
        raw.execute(sql.SQL("ALTER ROLE {} LOGIN NOINHERIT CONNECTION LIMIT {} PASSWORD {}").format(role, sql.Literal(CONNECTIONS), sql.Literal(verifier)))


def _let_in(raw: "Connection") -> None:
    from psycopg import sql

    role, database = sql.Identifier(postgres.role_name("replica")), sql.Identifier(postgres.database_name())
    raw.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, role))
    raw.execute(sql.SQL("GRANT USAGE ON SCHEMA chengxin TO {}").format(role))


def _opens(home: Home) -> bool:
    """Whether the role is there, with the password of this home and the right to replicate."""
    import psycopg

    try:
        with psycopg.connect(**postgres.connection(home, "replica"), replication="database", autocommit=True) as trial:
            return trial.execute("IDENTIFY_SYSTEM").fetchone() is not None
    except psycopg.OperationalError:
        return False


def _for_the_administrator(home: Home) -> str:
    name, owner = postgres.role_name("replica"), postgres.role_name("owner")
    return "\n".join(
        [
            f"DATABASE_URL 的用户 {owner} 无权建立复制所用的角色。请数据库管理员执行以下语句后重试（口令是 {home.secrets / 'replica.password'} 的内容）：",
            f"CREATE ROLE \"{name}\" {ATTRIBUTES} CONNECTION LIMIT {CONNECTIONS} PASSWORD '…';",
            f'GRANT CONNECT ON DATABASE "{postgres.database_name()}" TO "{name}";',
        ]
    )
