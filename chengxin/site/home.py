"""主目录: the folder of one instance (``CHENGXIN_HOME``), its parts and its secrets. Free of Django."""

import os
import secrets as randomness
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chengxin.ground.errors import WrongUse

PARTS = ("secrets", "files", "postgres", "run", "log")


class LaunchFailure(Exception):
    """启动失败: the machine, the disk or the database server would not do what was needed. Exit code 1."""

    exit_code = 1


@dataclass(frozen=True)
class Home:
    """One instance's folder. Everything the instance owns lies inside; removing it removes the instance."""

    path: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", self.path.resolve())  # one name for one folder, whichever way it was reached

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Home":
        """The home named by ``CHENGXIN_HOME``, else ``var`` of the checkout (or of the current folder), made if absent.

        Raises WrongUse when the folder cannot be made or written, or belongs to another account.
        """
        named = environ.get("CHENGXIN_HOME")
        home = cls(Path(named).expanduser() if named else _default_path())
        home.make()
        return home

    @property
    def secrets(self) -> Path:
        """Passwords and keys, one file each, for the owner's eyes only."""
        return self.path / "secrets"

    @property
    def files(self) -> Path:
        """Original files as received, by digest."""
        return self.path / "files"

    @property
    def postgres(self) -> Path:
        """The private PostgreSQL: its data folder and configuration."""
        return self.path / "postgres"

    @property
    def run(self) -> Path:
        """Locks, sockets and marks of what is running now; worth nothing after a restart of the machine."""
        return self.path / "run"

    @property
    def log(self) -> Path:
        """Log files; they hold references, never personal values."""
        return self.path / "log"

    def make(self) -> None:
        """Make the folders that are missing, closed to everyone else. Raises WrongUse when that is not possible."""
        try:
            if not self.path.is_dir():
                self.path.parent.mkdir(parents=True, exist_ok=True)
                _make_folder(self.path)
            for part in PARTS:
                if not (self.path / part).is_dir():
                    _make_folder(self.path / part)
            self._check_owner()
        except OSError as error:
            raise WrongUse(f"主目录 {self.path} 无法使用：{error.strerror}。请用 CHENGXIN_HOME 指定一个可写的目录。", code="home-unusable") from error

    def secret(self, name: str) -> str:
        """The secret ``name``: read from its file, or made once (two processes asking at once get the same one).

        Raises WrongUse when the file may be read by other accounts.
        """
        path = self.secrets / name
        try:
            return _read_secret(path)
        except FileNotFoundError:
            pass
        except OSError as error:
            raise WrongUse(f"无法读取密钥文件 {path}：{error.strerror}。", code="secret-unreadable") from error
        draft = self.secrets / f".{name}.{os.getpid()}.{randomness.token_hex(4)}"
        try:
            _write_durably(draft, randomness.token_urlsafe(32))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
            _sync_folder(self.secrets)
        except OSError as error:
            raise WrongUse(f"无法写入密钥文件 {path}：{error.strerror}。", code="secret-unwritable") from error
        return _read_secret(path)

    def _check_owner(self) -> None:
        owner = self.secrets.stat().st_uid
        if owner != os.geteuid():
            raise WrongUse(
                f"主目录 {self.path} 属于账户 {_account_name(owner)}，当前账户是 {_account_name(os.geteuid())}。请换用该账户运行，或用 CHENGXIN_HOME 另指定一个目录。",
                code="home-of-another",
            )
        if not os.access(self.run, os.W_OK):
            raise WrongUse(f"主目录 {self.path} 不可写。请用 CHENGXIN_HOME 指定一个可写的目录。", code="home-unusable")


def _default_path() -> Path:
    checkout = Path(__file__).resolve().parents[2]
    return (checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()) / "var"


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return  # another process was quicker


def _read_secret(path: Path) -> str:
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, encoding="ascii") as file:
        if os.fstat(descriptor).st_mode & 0o077:
            raise WrongUse(f"密钥文件 {path} 能被其他账户读取，已拒绝使用。请更换其中的密钥，或执行 chmod 600 后重试。", code="secret-exposed")
        return file.read().strip()


def _write_durably(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _account_name(uid: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
