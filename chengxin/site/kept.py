"""页面留存: pages of the public side that were made once are given out again for as long as nothing public has changed (docs/decisions/0043).

The innermost layer: what counts, meters and marks an answer does so with a kept one too. A page is kept under the stamp and the day
that its request read before it was made, and given out only to a request that has just read the same two. There is no way to a kept
page without that question; where the database does not answer it, the request goes on as if nothing were kept.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils.translation import get_language

from chengxin.catalogue import api as catalogue
from chengxin.ground.api import business_day
from chengxin.publicity import api as publicity
from chengxin.site.observing import figures
from chengxin.site.observing.middleware import route_of

LARGEST = 64 << 10  # bytes of a page that is kept
#: Routes whose answers say what no stamp covers: how replicas and the audit's log stand; and those by which anybody finds out what was
#: changed behind the stamp's back too: the files of the ledger and the proofs of a line.
NEVER = frozenset({
    "health", "api-audit-checkpoint", "api-audit-consistency",
    "ledger", "ledger-check", "ledger-line", "ledger-checkpoint", "ledger-keys", "ledger-tile", "ledger-receipt", "ledger-witnessed",
})  # fmt: skip
#: What is asked with these is answered by what the asker already has.
CONDITIONS = ("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since", "Range", "If-Range")


@dataclass(frozen=True)
class Kept:
    """留存的一页: the body and the headers its view gave it; the layers above add theirs each time."""

    body: bytes
    headers: tuple[tuple[str, str], ...]

    def again(self) -> HttpResponse:
        """As an answer."""
        return HttpResponse(self.body, headers=dict(self.headers))


class Keeping:
    """Keeps, and gives out what is kept. ``CHENGXIN_KEPT_PAGES``: how many, in each process; 0: none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._pages = caches["pages"] if settings.KEPT_PAGES else None
        self._lock = threading.Lock()
        self._known: object = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        under = getattr(request, "kept_under", None)
        if under and self._pages is not None and _worth(response):
            self._pages.set(under, Kept(response.content, tuple(response.items())), None)
        return response

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], words: dict[str, Any]) -> HttpResponse | None:
        """A kept page; None lets it be made. Asked last, when limits have let the request through."""
        if self._pages is None or request.method not in ("GET", "HEAD") or route_of(request) in NEVER or any(name in request.headers for name in CONDITIONS):
            return None
        try:
            now = publicity.stamp()
            under = _name(request, now)
            found = self._pages.get(under)
            if found is not None:
                figures.KEPT.labels("kept").inc()
                return found.again()
            self._learn(now)
        except Error:
            return None  # the view will find the same and say so
        figures.KEPT.labels("made").inc()
        request.kept_under = under  # type: ignore[attr-defined]
        return None

    def _learn(self, now: tuple[object, ...]) -> None:
        """Before a page is made: what was kept under another stamp goes, and the catalogue this process remembers is no older than this one.

        Pages refresh a catalogue of more than a minute; here that is done first and one at a time, so that none of them lays an older one over it.
        """
        with self._lock:
            if now == self._known:
                catalogue.refresh(older_than=30)
                return
            self._pages.clear()  # type: ignore[union-attr]  # nobody will ask for them again, and what is gone should not lie in memory
            catalogue.refresh()
            self._known = now


def _worth(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.streaming and not response.cookies and not response.has_header("Vary") and len(response.content) <= LARGEST


def _name(request: HttpRequest, now: Iterable[object]) -> str:
    """What an answer depends on: the stamp, both days, the address with host and language, whether a demo is being loaded. Nothing of who asks."""
    said = (
        *now, business_day.today(), settings.DEMO_MARK.exists(), request.method, request.scheme, request.get_host(), request.path, request.path_info, request.META.get("QUERY_STRING", ""),
        get_language(), get_script_prefix(),
    )  # fmt: skip
    return hashlib.blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
