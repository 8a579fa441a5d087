"""演示数据: whether ``serve`` has a demo to load, and the process that loads it while the site answers already. Free of Django."""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

from chengxin.ground.errors import WrongUse
from chengxin.site import demo_mark, postgres
from chengxin.site.children import Child
from chengxin.site.home import Home
from chengxin.site.progress import say

TRIES = 3
_WANTED = """
SELECT kind <> 'production' AND NOT EXISTS (SELECT 1 FROM chengxin.ground_event WHERE topic = 'demo.done')
    AND (EXISTS (SELECT 1 FROM chengxin.ground_event WHERE topic = 'demo.begun') OR NOT EXISTS (SELECT 1 FROM chengxin.collection_batch))
FROM chengxin.ground_instance WHERE id = 1
"""


def wanted(home: Home) -> bool:
    """True for a demo or test instance that is empty, or in which a demo was begun and not finished."""
    import psycopg

    with psycopg.connect(**postgres.connection(home, "owner"), autocommit=True) as raw:
        row = raw.execute(_WANTED).fetchone()
    return bool(row and row[0])


def in_earnest(home: Home) -> bool:
    """True for a production instance."""
    import psycopg

    with psycopg.connect(**postgres.connection(home, "owner"), autocommit=True) as raw:
        row = raw.execute("SELECT kind = 'production' FROM chengxin.ground_instance WHERE id = 1").fetchone()
    return bool(row is None or row[0])


@dataclass
class Loading(Child):
    """演示装入: runs until it has ended well; cut off or failing, it is started again, a few times."""

    over: bool = False
    first: float = 0.0
    mark: Path = Path()

    def start(self) -> None:
        """Start it, again after a failure: it goes on where it was. The pages say from here on that it is not whole."""
        self.first = self.first or time.monotonic()
        self.mark.touch(mode=0o600)
        super().start()

    def tend(self) -> None:
        """Note its end; after several failures let it be, for the rest of the platform does not need it."""
        if self.over:
            return
        code = self.process.poll() if self.process else None
        if code == 0:
            self.over = True
            say(f"  ✓ 演示数据已全部装入（{time.monotonic() - self.first:.0f} 秒）")
        elif code == WrongUse.exit_code or (code is not None and self.failures >= TRIES - 1):
            self.over = True
            say(f"  ! 演示数据没有装完，原因见 {self.log}；下次启动时继续")
        else:
            super().tend()


def loading(home: Home) -> Loading:
    """The process, not yet started."""
    return Loading("演示数据", [sys.executable, "-m", "chengxin.site.cli", "demo"], {"CHENGXIN_HOME": str(home.path)}, home.log / "demo.log", mark=demo_mark.path(home))
