"""使用计数: how often each act of the site is done, counted in the process and told to the database every so often. Nothing of whoever asks is kept."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from chengxin.publicity import api as publicity

EVERY = 20.0  # seconds between two tellings of a process
ACTS = {
    "search": "search", "subject": "subject", "line": "line", "articles": "list", "articles-column": "list", "article": "article", "law-instrument": "law", "law-article": "law", "catalogue-item": "catalogue",
    "guide-page": "guide", "statistics-csv": "data", "catalogue-template": "data", "catalogue-schema": "data", "articles-feed": "data", "articles-feed-all": "data", "data-file": "data",
}  # fmt: skip
log = logging.getLogger(__name__)


class Counting:
    """Counts answered pages by their act. Robots that say so are not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._times: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._told = time.monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        act = ACTS.get(match.url_name or "") if match else None
        if act and response.status_code in (200, 302) and request.method == "GET" and "bot" not in request.headers.get("User-Agent", "").lower():
            self._count(act)
        return response

    def _count(self, act: str) -> None:
        with self._lock:
            self._times[act] += 1
            if time.monotonic() - self._told < EVERY:
                return
            self._told, told, self._times = time.monotonic(), dict(self._times), Counter()
        try:
            publicity.statistics.count_acts(told)
        except (DatabaseError, InterfaceError):  # a copy that is only read, or a database that is away: the count is lost, the page is not
            log.info("use was not counted")
