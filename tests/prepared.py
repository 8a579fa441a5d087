"""主目录 for tests: one is made and migrated for the whole run, by whichever process needs one first; every other is a copy of it.

What a copy leaves out, the making itself, is proved where a home is made by the product alone: ``tests/site``,
``tests/stories/test_command_line.py``.
"""

import atexit
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_VARIABLE = "TESTS_PREPARED_IN"  # the folder of the run, which its workers inherit; set from outside, it is kept from run to run
# A test server may lose everything with the machine, but nothing with a process: what is committed outlives a kill.
_QUICK = "fsync = off\nfull_page_writes = off\n"
_MAKE = """
from chengxin.site import postgres, ready
from chengxin.site.home import Home
home = Home.from_env()
with postgres.running(home):
    ready.make_ready(home)
"""


def open_home(path: Path) -> None:
    """Give the home ``path`` of this process the keys and passwords of the run; its database follows with :func:`copy_database`."""
    if _VARIABLE not in os.environ:  # we are no worker of a parallel run
        folder = tempfile.mkdtemp(prefix="cxr")
        os.environ[_VARIABLE] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (_run() / "home" / "secrets").mkdir(parents=True, mode=0o700, exist_ok=True)
    (path / "secrets").symlink_to(_run() / "home" / "secrets")


def copy_database(path: Path) -> None:
    """Into the home ``path``, a database at this code's schema, its server down; from here on its secrets are its own too."""
    _copy("postgres", path)
    if (path / "secrets").is_symlink():  # a test may lose or change a key, and another process must not feel it
        (path / "secrets").unlink()
        _copy("secrets", path)


def copy_home(path: Path, *, as_shipped: bool = False) -> None:
    """Make the empty folder ``path`` the home of a test instance.

    ``as_shipped``: its server syncs to the disk as the product's does.
    """
    _copy("postgres", path)
    _copy("secrets", path)
    if as_shipped:
        (path / "postgres" / "local.conf").unlink()


def _copy(part: str, path: Path) -> None:
    _make()
    subprocess.run(["cp", "-a", "--reflink=auto", str(_run() / "home" / part), str(path)], check=True)


def _run() -> Path:
    return Path(os.environ[_VARIABLE])


def _make() -> None:
    made, folder = _run() / "made", _run() / "home" / "postgres"
    with (_run() / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists():
            return
        shutil.rmtree(folder, ignore_errors=True)  # of a process that did not come to its end
        folder.mkdir(mode=0o700)
        local = folder / "local.conf"
        local.write_text(_QUICK, encoding="ascii")
        local.chmod(0o644)  # the server may run under another account
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHENGXIN", "DJANGO"))}
        environment = clean | {"CHENGXIN_HOME": str(folder.parent), "CHENGXIN_INSTANCE": "test"}
        subprocess.run([sys.executable, "-c", _MAKE], env=environment, cwd=Path(__file__).resolve().parents[1], check=True)
        made.touch()
