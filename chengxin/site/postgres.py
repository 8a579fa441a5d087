"""数据库: who uses the private PostgreSQL, when it starts and stops, and how each role signs in. Free of Django.

With ``DATABASE_URL`` set that server is used and nothing is started or stopped. Otherwise every user
of the private server holds a shared lock on ``run/lease`` (the kernel frees it at any death); whoever
leaves last stops the server, if a command had started it.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict
from urllib.parse import parse_qsl, unquote, urlsplit

from chengxin.ground.errors import WrongUse
from chengxin.site.home import Home
from chengxin.site.progress import say
from chengxin.site.server import PORT, SUPERUSER, Server, turn_over

SIDES = ("public", "my", "desk", "worker")
Role = Literal["superuser", "owner", "public", "my", "desk", "worker", "replica"]  # replica: what a second machine reads with (feed.py)
Starter = Literal["command", "serve"]
DATABASE = "chengxin"


class Parameters(TypedDict, total=False):
    """What psycopg needs to connect; an outside server may add more (``sslmode`` …)."""

    host: str
    port: int
    dbname: str
    user: str
    password: str


@dataclass(frozen=True)
class Outside:
    """The server named by ``DATABASE_URL``."""

    parameters: Parameters
    database: str
    user: str


def outside() -> Outside | None:
    """The outside server, if ``DATABASE_URL`` names one. Raises WrongUse for an address that cannot be read."""
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        return None
    parts = urlsplit(url)
    database = unquote(parts.path.lstrip("/"))
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in ("postgres", "postgresql") or not database or not parts.username or port == -1:
        raise WrongUse("DATABASE_URL 无法识别，应形如 postgresql://用户:口令@主机:5432/数据库。", code="database-url")
    extra = dict(parse_qsl(parts.query))
    parameters: Parameters = {"host": unquote(parts.hostname or extra.pop("host", "")), "port": port or int(extra.pop("port", PORT)), "dbname": database}
    parameters["user"] = unquote(parts.username)
    if parts.password is not None:
        parameters["password"] = unquote(parts.password)
    return Outside({**extra, **parameters}, database, parameters["user"])  # type: ignore[typeddict-item]


def database_name() -> str:
    """The name of the database of this instance."""
    found = outside()
    return found.database if found else DATABASE


def role_name(role: Role) -> str:
    """The database role behind a role of ours."""
    found = outside()
    if found and role in ("superuser", "owner"):
        return found.user
    return SUPERUSER if role == "superuser" else f"{database_name()}_{role}"


def connection(home: Home, role: Role, *, database: str | None = None) -> Parameters:
    """How ``role`` signs in: parameters for psycopg. Reads (or makes) the password of this role and of no other."""
    found = outside()
    if found and role in ("superuser", "owner"):
        return {**found.parameters, "dbname": database or found.database}
    base: Parameters = found.parameters if found else {"host": str(Server(home).socket), "port": PORT}
    return {**base, "dbname": database or database_name(), "user": role_name(role), "password": home.secret(f"{role}.password")}


@contextmanager
def running(home: Home, as_: Starter = "command") -> Iterator[None]:
    """Hold the database up for the length of the block.

    A ``command`` starts a server that is down and, if it is the last user, stops it again; ``serve``
    keeps it up until it ends itself, and leaves it to commands that still use it. Raises LaunchFailure.
    """
    if outside():
        yield
        return
    server, process = Server(home), os.getpid()
    lease = _open(home.run / "lease")
    try:
        try:
            with _start_lock(home):
                fcntl.flock(lease, fcntl.LOCK_SH)
                if as_ == "serve" or server.postmaster() is None:
                    _mark(home, as_)
                server.start()
            yield
        finally:  # also when told to end in the middle of the start
            if os.getpid() == process:  # a forked child must not give back its parent's lease
                _leave(home, server, lease, as_)
    finally:
        os.close(lease)


def alive(home: Home) -> bool:
    """Whether the database process lives (an outside server is taken to)."""
    return outside() is not None or Server(home).postmaster() is not None


def revive(home: Home) -> None:
    """Start the private server again after its death, for somebody who holds a lease. Raises LaunchFailure."""
    if not outside():
        with _start_lock(home):
            Server(home).start()


def turn_logs(home: Home, *others: Path) -> None:
    """Keep the server's log, and ``others``, from growing without end."""
    for log in (Server(home).log, *others):
        turn_over(log)


def _leave(home: Home, server: Server, lease: int, as_: Starter) -> None:
    with _start_lock(home):
        fcntl.flock(lease, fcntl.LOCK_UN)
        try:
            fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if as_ == "serve":
                _mark(home, "command")  # the last of the commands still at work stops it
            return
        if as_ == "serve" or _marked(home) == "command":
            server.stop(patience=7.0 if as_ == "serve" else 30.0)


@contextmanager
def _start_lock(home: Home) -> Iterator[None]:
    """One process at a time starts or stops the server."""
    lock = _open(home.run / "start")
    try:
        began, told = time.monotonic(), False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not told and time.monotonic() - began > 2.0:
                    say("  … 等待另一个进程启动或停止数据库")
                    told = True
                time.sleep(0.02)
        yield
    finally:
        os.close(lock)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _mark(home: Home, starter: Starter) -> None:
    draft = home.run / f".started-by.{os.getpid()}"
    draft.write_text(starter)
    draft.replace(home.run / "started-by")


def _marked(home: Home) -> str:
    try:
        return (home.run / "started-by").read_text().strip()
    except FileNotFoundError:
        return "command"
