"""Real servers for the entrances: a second PostgreSQL, a MariaDB, an SFTP server. Each in a folder of its own, down again at the end."""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

PASSWORD = "前置库口令Aa1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class FrontEnd:
    """A front-end database as its organ sees it."""

    def __init__(self, kind: str, where: str, connect) -> None:
        self.kind, self.where, self._connect = kind, where, connect

    def do(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """A statement by itself."""
        connection = self._connect()
        try:
            cursor = connection.cursor()
            cursor.execute(sql, values)
            rows = list(cursor.fetchall()) if cursor.description else []
            connection.commit()
            return rows
        finally:
            connection.close()

    def make_table(
        self, columns: list[str], *, name: str = "t_penalty", key: str = "id bigint primary key", state: str = "state int default 0", error: str = "error varchar(500)"
    ) -> None:
        q = '"' if self.kind == "postgresql" else "`"
        self.do(f"DROP TABLE IF EXISTS {name}")
        self.do(f"CREATE TABLE {name} ({key}, {', '.join(f'{q}{c}{q} varchar(200)' if self.kind == 'mysql' else f'{q}{c}{q} text' for c in columns)}, {state}, {error})")

    def insert(self, rows: list[dict[str, str]], *, name: str = "t_penalty", first: int = 1) -> None:
        q = '"' if self.kind == "postgresql" else "`"
        columns = list(rows[0])
        connection = self._connect()
        try:
            cursor = connection.cursor()
            marks = ", ".join(["%s"] * (len(columns) + 1))
            cursor.executemany(
                f"INSERT INTO {name} (id, {', '.join(f'{q}{c}{q}' for c in columns)}) VALUES ({marks})",
                [(first + n, *(row[c] or None for c in columns)) for n, row in enumerate(rows)],
            )
            connection.commit()
        finally:
            connection.close()


@contextmanager
def second_postgres() -> Iterator[FrontEnd]:
    """The embedded PostgreSQL once more, in a home of its own that is no home of ours."""
    from chengxin.site import postgres
    from chengxin.site.home import Home
    from chengxin.site.server import Server

    path = Path(tempfile.mkdtemp(prefix="cxf"))
    home = Home(path)
    home.make()
    try:
        with postgres.running(home, as_="command"):
            admin = postgres.connection(home, "superuser", database="postgres")
            with psycopg.connect(**admin, autocommit=True) as raw:
                raw.execute(f"CREATE ROLE organ LOGIN PASSWORD '{PASSWORD}'")
                raw.execute("CREATE DATABASE front OWNER organ")
                raw.execute("ALTER SYSTEM SET fsync = off")  # nobody kills this one
                raw.execute("SELECT pg_reload_conf()")
            parts = {"host": admin["host"], "port": admin["port"], "dbname": "front", "user": "organ", "password": PASSWORD}
            yield FrontEnd("postgresql", f"postgresql://organ@localhost:{admin['port']}/front?host={admin['host']}", lambda: psycopg.connect(**parts))
    finally:
        Server(home).stop(patience=5)
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def mariadb() -> Iterator[FrontEnd]:
    """A MariaDB of the system's programs; skipped, visibly, where there are none."""
    import pymysql

    programs = {name: shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin") for name in ("mariadbd", "mariadb-install-db", "my_print_defaults")}
    if not all(programs.values()):
        pytest.skip("MariaDB is not on this machine (mariadb-server-core, mariadb-client-core)")
    path, port = Path(tempfile.mkdtemp(prefix="cxm")), free_port()
    account = ["--user=root"] if os.geteuid() == 0 else []
    server = None
    try:
        subprocess.run(
            [programs["mariadb-install-db"], "--no-defaults", f"--datadir={path}/data", "--auth-root-authentication-method=normal", "--skip-test-db", *account],
            check=True,
            capture_output=True,
        )
        server = subprocess.Popen(
            [programs["mariadbd"], "--no-defaults", f"--datadir={path}/data", f"--socket={path}/s", f"--port={port}", "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=0", f"--pid-file={path}/pid", *account],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(200):
            try:
                with pymysql.connect(unix_socket=f"{path}/s", user="root") as raw:
                    raw.cursor().execute("CREATE DATABASE front CHARACTER SET utf8mb4")
                    raw.cursor().execute(f"CREATE USER organ@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
                    raw.cursor().execute("GRANT ALL ON front.* TO organ@'127.0.0.1'")
                break
            except pymysql.err.OperationalError:
                assert server.poll() is None, "MariaDB ended"
                time.sleep(0.1)
        told = {"host": "127.0.0.1", "port": port, "user": "organ", "password": PASSWORD.encode(), "database": "front", "charset": "utf8mb4"}
        yield FrontEnd("mysql", f"mysql://organ@127.0.0.1:{port}/front", lambda: pymysql.connect(**told))
    finally:
        if server is not None:
            server.kill()
            server.wait()
        shutil.rmtree(path, ignore_errors=True)


def password_file(folder: Path) -> Path:
    path = folder / "口令"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


class SftpSide:
    """An SFTP server over a folder, and what a client needs to know of it."""

    def __init__(self, folder: Path, port: int, user: str, path: str, keys: Path) -> None:
        self.folder, self.port, self.user, self.keys = folder, port, user, keys
        self.where = f"sftp://{user}@127.0.0.1:{port}{path}"

    def entry(self, **more: object) -> dict:
        """An entrance that signs in with the key."""
        told = {"name": "远端", "kind": "sftp", "source": "penalties", "organ": "区应急局", "where": self.where, "known_hosts": str(self.keys / "known_hosts"), "pause": 0.1}
        return told | ({} if "password_file" in more else {"key_file": str(self.keys / "client")}) | more


@contextmanager
def sftp_server(kind: str) -> Iterator[SftpSide]:
    """OpenSSH where the machine has it, or paramiko's server in a process of its own: a real server over a real socket."""
    import paramiko

    root = Path(tempfile.mkdtemp(prefix="cxt"))
    folder, port, process = root / "交换", free_port(), None
    folder.mkdir()
    try:
        host, client = paramiko.ECDSAKey.generate(), paramiko.ECDSAKey.generate()
        host.write_private_key_file(str(root / "host"))
        client.write_private_key_file(str(root / "client"))
        (root / "authorized").write_text(f"{client.get_name()} {client.get_base64()}\n")
        (root / "known_hosts").write_text(f"[127.0.0.1]:{port} {host.get_name()} {host.get_base64()}\n")
        if kind == "openssh":
            command, user, path = _sshd(root, port), pwd.getpwuid(os.geteuid()).pw_name, str(folder)
        else:
            command, user, path = (
                [sys.executable, str(Path(__file__).with_name("sftp_server.py")), str(folder), str(port), str(root / "host"), str(root / "authorized"), PASSWORD],
                "organ",
                "/",
            )
            path = "/."
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the SFTP server ended"
            time.sleep(0.05)
        yield SftpSide(folder, port, user, path, root)
    finally:
        if process is not None:
            process.kill()
            process.wait()
        shutil.rmtree(root, ignore_errors=True)


def _sshd(root: Path, port: int) -> list[str]:
    program = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if not program:
        pytest.skip("OpenSSH's server is not on this machine (openssh-server)")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where it locks itself in before anybody has signed in
    lines = [f"Port {port}", "ListenAddress 127.0.0.1", f"HostKey {root}/host", f"AuthorizedKeysFile {root}/authorized", "StrictModes no", "PidFile none", "UsePAM no",
        "PasswordAuthentication no", "PermitRootLogin prohibit-password", "Subsystem sftp internal-sftp"]  # fmt: skip
    (root / "config").write_text("\n".join(lines) + "\n")
    return [program, "-D", "-e", "-f", f"{root}/config"]
