"""限量表: what is metered, how much of it there is, and what each route costs. A route that is not named costs one page.

Who reads is not known and is not asked. What is told apart is a *reader*, an address with the browser's kind and language, and a
*network*, the address alone; a class of forty at the same machines is one reader, and a town behind its provider's address one
network. The sizes are made for those: they are met by whoever walks through the records, not by whoever reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

DAY = 86_400.0


@dataclass(frozen=True)
class Meter:
    """计量: holds so much at once and empties by itself within ``seconds``. ``stops``: whoever overfills it is stopped for a while."""

    name: str
    of: str  # reader, network
    holds: float
    seconds: float
    stops: bool = False

    @property
    def pace(self) -> float:
        """How much of it becomes free in a second."""
        return self.holds / self.seconds


METERS: dict[str, Meter] = {
    meter.name: meter
    for meter in (
        Meter("reader-pages", "reader", 1200, 150),  # eight a second for as long as one likes
        Meter("reader-records", "reader", 6000, DAY, stops=True),
        Meter("reader-walk", "reader", 300, 1800, stops=True),  # records asked for in the order of their numbers, faster than they are read
        Meter("reader-misses", "reader", 100, 6000, stops=True),  # records asked for that are not there
        Meter("network-pages", "network", 6000, 150),
        Meter("network-records", "network", 20_000, DAY),
        Meter("network-walk", "network", 2000, 2000),
    )
}
FIRST_STOP, LONGEST_STOP = 600.0, 4 * 3600.0  # seconds; each stop of a day is twice as long as the one before
NEAR = 3  # numbers of records this close to the last one are steps of a walk

#: What costs nothing: what everybody is led to, what watches over us, and what is there to be taken as a whole.
FREE = frozenset({
    "health", "robots", "sitemap", "sitemap-pages", "sitemap-part", "data", "data-day", "data-file", "api-docs", "api-openapi", "about", "contact", "accessibility", "site-map",
    "ledger-checkpoint", "ledger-keys", "ledger-tile", "ledger-verifier", "ledger-witnessed", "article-file",
})  # fmt: skip
#: One record a page.
RECORDS = frozenset({"subject", "line", "ledger-line", "ledger-receipt", "api-subject", "api-line"})
_ROWS = 30  # of a page of a list


@dataclass(frozen=True)
class Cost:
    """花费: of one request. ``number``: which record, where they are numbered."""

    pages: float = 1
    records: float = 0
    number: int | None = None


def cost(route: str, parts: Mapping[str, object], asked: Mapping[str, str]) -> Cost | None:
    """What a request costs, by the name of its route, the parts of its address and what it asks; None: nothing."""
    if route in FREE:
        return None
    if route in RECORDS:
        number = parts.get("number", parts.get("line"))
        return Cost(records=1, number=number if isinstance(number, int) else None)
    further = any(asked.get(name) for name in ("after", "before", "cursor")) or asked.get("page", "1") not in ("", "1")
    pages = ceil(_size(asked.get("size", "")) / _ROWS)
    if route == "column-csv":
        return Cost(pages=5, records=50)
    if route in ("column", "api-lines"):
        return Cost(pages=pages, records=5 * pages if further else pages)
    if route in ("search", "api-subjects"):
        return Cost(pages=pages, records=2 * pages if further else pages)
    return Cost()


def _size(text: str) -> int:
    return min(int(text), 100) if text.isascii() and text.isdecimal() and len(text) < 9 and int(text) else _ROWS
