"""运行指标: counters of requests, kept by prometheus_client in files that all processes of an instance share. Free of Django.

A route is told by its name, never by its address; nothing that somebody sent is a label. The library keeps one set of files a
process number, for ever; ours are named by side and place (``public-0``, ``public-1``), which a process holds by a lock and the
next one takes over, so that there are as many files as there ever were processes at once.
"""

import fcntl
import functools
import os
from pathlib import Path

from prometheus_client import Counter, Histogram, values

from chengxin.site.observing import FOLDER

SHARED = FOLDER in os.environ  # else everything stays in this process
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
BOUNDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.25, 2.5, 5, 10, 30)


@functools.cache
def _place(process: int) -> str:
    folder, side = Path(os.environ[FOLDER]), os.environ.get("CHENGXIN_SIDE", "none")
    for number in range(256):
        lock = os.open(folder / f"{side}-{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # held until this process ends, however it ends
            return f"{side}-{number}"
        except BlockingIOError:
            os.close(lock)
    return f"{side}-{process}"


def place() -> str:
    """The place of this process among those of its side."""
    return _place(os.getpid())


if SHARED:
    values.ValueClass = values.MultiProcessValue(place)  # type: ignore[misc,assignment]

REQUESTS = Counter("chengxin_requests", "Requests answered, by side, name of the route, method and status", ["side", "route", "method", "status"])
SECONDS = Histogram("chengxin_request_seconds", "Seconds from the first byte read to the last byte sent", ["side", "route"], buckets=BOUNDS)
STOPPED = Counter("chengxin_stopped", "Requests answered with 429, by the meter that was full", ["meter"])
KEPT = Counter("chengxin_kept_pages", "Pages of the public side by how they came: kept, or made anew", ["how"])


def count(side: str, route: str, method: str, status: int, seconds: float) -> None:
    """One request that was answered."""
    REQUESTS.labels(side, route, method if method in METHODS else "other", str(status)).inc()
    SECONDS.labels(side, route).observe(seconds)
