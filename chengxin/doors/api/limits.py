"""限流: how many requests a key, or an address without one, may make in a minute. Kept in the memory of the one process of this side."""

import threading
import time
from collections import OrderedDict

_REMEMBERED = 10_000


class Bucket:
    """令牌桶: ``rate`` a minute, and as many at once."""

    def __init__(self, rate: int, *, clock=time.monotonic) -> None:
        self.rate, self._clock = rate, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, who: str) -> float:
        """Zero where a request of ``who`` is within the rate, else the seconds until it would be."""
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(who, (float(self.rate), now))
            left = min(float(self.rate), left + (now - at) * self.rate / 60)
            allowed = left >= 1
            self._left[who] = (left - 1 if allowed else left, now)
            while len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
            return 0.0 if allowed else (1 - left) * 60 / self.rate
