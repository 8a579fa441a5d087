"""Waits of tests: each asks for what it waits for. The bound ends a test that hangs, on a machine however busy; no test is to need it."""

import time
from collections.abc import Callable

PATIENCE = 300.0  # seconds


def eventually(asked: Callable[[], object], *, pause: float = 0.05) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if asked():
            return True
        time.sleep(pause)
    return bool(asked())
