"""进度: one line a step on standard error; a step of over two seconds shows how long it has taken."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 2.0  # seconds before a quiet step begins to speak
NEXT_LINE = 10.0  # seconds between two lines where standard error is no terminal


def say(text: str) -> None:
    """One line for the operator, on standard error (standard output belongs to results)."""
    try:
        print(text, file=sys.stderr, flush=True)
    except (BrokenPipeError, ValueError):
        pass


@contextmanager
def step(label: str, *, quiet: bool = False) -> Iterator[None]:
    """Show ``label`` while the block runs. ``quiet``: show nothing at all unless it takes over two seconds."""
    began = time.monotonic()
    over = threading.Event()
    ticker = threading.Thread(target=_tick, args=(label, began, over), daemon=True)
    ticker.start()
    failed = True
    try:
        yield
        failed = False
    finally:
        over.set()
        ticker.join()
        seconds = time.monotonic() - began
        _clear()
        if failed:
            say(f"  ✗ {label}")
        elif seconds >= PATIENCE:
            say(f"  ✓ {label}（{seconds:.1f} 秒）")
        elif not quiet:
            say(f"  ✓ {label}")


def _tick(label: str, began: float, over: threading.Event) -> None:
    wait = PATIENCE
    while not over.wait(wait):
        seconds = time.monotonic() - began
        if sys.stderr.isatty():
            sys.stderr.write(f"\r  … {label}，已 {seconds:.0f} 秒 ")
            sys.stderr.flush()
            wait = 1.0
        else:
            say(f"  … {label}，已 {seconds:.0f} 秒")
            wait = NEXT_LINE


def _clear() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
