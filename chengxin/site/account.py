"""服务账户: the operating-system account the private PostgreSQL runs under, and the ways it must be able to walk.

PostgreSQL refuses to run as root. An ordinary user's server runs as that user; root's runs as the
system account ``chengxin``, which owns the data folder and the socket folder and nothing else.
"""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chengxin.site.home import LaunchFailure

NAMES = ("chengxin", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """The account a server runs under: ``switched`` when it is not our own."""

    uid: int
    gid: int
    switched: bool

    def run_as(self) -> dict[str, Any]:
        """Arguments for ``subprocess`` that make a child run under this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switched else {}

    def own(self, path: Path) -> None:
        """Hand ``path`` to this account."""
        if self.switched:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def server_account(data: Path) -> Account:
    """The account for the server of ``data``: our own, or when we are root its present owner or a system account.

    Raises LaunchFailure when root finds no account it could use.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switched=False)
    if data.is_dir() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, switched=True)
    if not _exists(NAMES[0]) and (useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")):
        subprocess.run(
            [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", NAMES[0]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    for name in NAMES:
        if _exists(name):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid, switched=True)
    raise LaunchFailure("以 root 运行时，数据库需要一个普通系统账户，而本机没有可用的（chengxin、postgres、nobody）。请先执行 useradd --system chengxin。")


def let_through(account: Account, *paths: Path, inside: Path, say: Callable[[str], None]) -> None:
    """Let a switched account walk down to ``paths``: adds the bare search bit where it is missing, and says so outside ``inside``."""
    if not account.switched:
        return
    opened: list[Path] = []
    for path in paths:
        for folder in (*reversed(path.parents), path):
            if folder.is_dir() and not _may_search(account, folder):
                folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
                if not folder.is_relative_to(inside):
                    opened.append(folder)
    if opened:
        several = f" 等 {len(opened)} 个目录" if len(opened) > 1 else ""
        say(f"  注意：为使数据库账户能够到达其文件，已给 {opened[0]}{several}加上“其他账户可通过”（o+x）；其内容仍不可列出。")


def open_for_reading(account: Account, *trees: Path) -> None:
    """Make program trees readable and executable for a switched account (a umask of 077 at installation closes them)."""
    for tree in trees if account.switched else ():
        for folder, _, names in os.walk(tree):
            for path in (Path(folder), *(Path(folder, name) for name in names)):
                mode = stat.S_IMODE(path.lstat().st_mode)
                wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
                if wanted != mode and not path.is_symlink():
                    path.chmod(wanted)


def _exists(name: str) -> bool:
    try:
        return pwd.getpwnam(name).pw_uid != 0
    except KeyError:
        return False


def _may_search(account: Account, folder: Path) -> bool:
    found = folder.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
