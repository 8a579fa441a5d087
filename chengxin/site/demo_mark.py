"""演示装载标记: a file that stands in the home while the demo is being loaded. Free of Django.

It is locked by whoever loads, and stays where a load was cut off: then the demo is half there, and the next
start finishes it. Pages say so while it stands, and publication by anybody else waits.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chengxin.ground.errors import Refusal, WrongUse
from chengxin.site.home import Home


class Mark:
    """The mark of a load under way."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def done(self) -> None:
        """The demo is whole."""
        self._path.unlink(missing_ok=True)


def path(home: Home) -> Path:
    """Where the mark stands."""
    return home.run / "demo"


@contextmanager
def standing(home: Home) -> Iterator[Mark]:
    """Set the mark and keep everybody else from loading. Raises WrongUse while another process loads."""
    lock = os.open(path(home), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongUse("演示数据正由另一个进程装入", code="demo-loading") from None
        yield Mark(path(home))
    finally:
        os.close(lock)


def refuse_while_standing(home: Home) -> None:
    """Raises Refusal (``demo-loading``): days of the past are being published, and a run for today would overtake them."""
    if path(home).exists():
        raise Refusal(["demo-loading"], "演示数据尚未装完，此时公示会越过尚待公示的日期。请等待装完；装入中断的，重新执行 make serve 或 chengxin demo")
