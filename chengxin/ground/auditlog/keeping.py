"""留痕排序: a thread of the worker that puts committed entries into the log, twice a second, and tells the witness.

Beside the jobs and not one of them: a job that runs for minutes must not keep the log waiting.
"""

import logging
import threading
import time
from collections.abc import Callable

from django.db import close_old_connections, connections

from chengxin.ground.auditlog.sequencing import sequence_all
from chengxin.ground.auditlog.witness import witness
from chengxin.ground.errors import WrongUse

EVERY = 0.5
AFTER_A_FAULT = 5.0
TOLD_AGAIN = 300.0
log = logging.getLogger(__name__)


class Rounds(threading.Thread):
    """排序线程: does ``round`` again and again until told to stop; a fault is logged and tried again, for what is to be done waits in the database."""

    def __init__(self, what: str, round_: Callable[[], object], every: float = EVERY) -> None:
        super().__init__(name=f"sequencing {what}", daemon=True)
        self._what, self._round = what, round_
        self._every, self._stop_asked = every, threading.Event()
        self._said: dict[str, float] = {}

    def run(self) -> None:
        """Until ``stop``."""
        while not self._stop_asked.is_set():
            pause = self._every
            try:
                self._round()
            except Exception as error:  # whatever it is, the next round may do
                self.say(f"the {self._what} waits: {error if isinstance(error, WrongUse) else type(error).__name__}")
                connections.close_all()
                pause = AFTER_A_FAULT
            close_old_connections()
            self._stop_asked.wait(pause)
        connections.close_all()

    def stop(self) -> None:
        """End after the round that runs, and wait for it."""
        self._stop_asked.set()
        self.join(10)

    def say(self, text: str) -> None:
        """Once, and again after some minutes."""
        now = time.monotonic()
        if now - self._said.get(text, -TOLD_AGAIN) >= TOLD_AGAIN:
            self._said[text] = now
            log.error("%s", text)


class Sequencing(Rounds):
    """排序线程 of the audit's log, which then tells the witness."""

    def __init__(self, every: float = EVERY) -> None:
        super().__init__("audit", self._sequence, every)
        self._witness = witness()

    def _sequence(self) -> None:
        sequence_all()
        if self._witness is None:
            return
        try:
            self._witness.tell()
        except WrongUse as error:
            self.say(str(error))
        except OSError as error:
            self.say(f"the witness cannot be written: {error.strerror}")
