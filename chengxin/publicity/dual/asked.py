"""筛选: what is asked of a list, read from an address. Pure: nothing of it touches the database."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

FACETS = ("organ", "kind", "sector", "street")
LONGEST = 100
_EARLIEST, _LATEST = dt.date(1, 1, 1), dt.date(9999, 12, 31)


@dataclass(frozen=True)
class Place:
    """位置: the decision day and number of a line that a page begins behind. Written ``2026-03-01_357``."""

    day: dt.date
    line: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}_{self.line}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """Raises ValueError."""
        day, _, line = text.partition("_")
        if not (line.isascii() and line.isdigit() and len(line) < 19):
            raise ValueError(text)
        return cls(read_day(day), int(line))


@dataclass(frozen=True)
class Asked:
    """筛选条件: one item and whatever narrows its list; empty texts and None ask for nothing."""

    item: str
    organ: str = ""
    kind: str = ""
    sector: str = ""
    street: str = ""
    subject: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    after: Place | None = None
    before: Place | None = None
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return any((self.organ, self.kind, self.sector, self.street, self.subject, self.since, self.until))

    def filters(self) -> dict[str, str]:
        """What narrows the list, as an address writes it; where the page begins is not among it."""
        texts = {name: getattr(self, name) for name in (*FACETS, "subject")}
        days = {"from": self.since and self.since.isoformat(), "to": self.until and self.until.isoformat()}
        return {name: text for name, text in (texts | days).items() if text}


def read_day(text: str) -> dt.date:
    """A day written YYYY-MM-DD, YYYY/MM/DD or YYYYMMDD. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("/", "-")
    if len(plain) not in (8, 10) or not plain.isascii():
        raise ValueError(text)
    return dt.date.fromisoformat(plain)


def read(item: str, said: Mapping[str, str]) -> Asked:
    """What the parameters of an address ask; ``wrong`` names each that cannot be read, with a code: day, reversed, place, long."""
    wrong: dict[str, str] = {}
    texts = {}
    for name in (*FACETS, "subject"):
        texts[name] = _plain(said.get(name, ""))
        if len(texts[name]) > LONGEST:
            wrong[name], texts[name] = "long", texts[name][:LONGEST]
    days = {name: _day(said.get(name, ""), name, wrong) for name in ("from", "to")}
    if days["from"] and days["to"] and days["from"] > days["to"]:
        wrong["to"] = "reversed"
    places = {name: _place(said.get(name, ""), name, wrong) for name in ("after", "before")}
    return Asked(item, **texts, since=days["from"], until=days["to"], after=places["after"], before=None if places["after"] else places["before"], wrong=wrong)


def _plain(raw: str) -> str:
    """What was typed, without what no name holds: control characters, lone surrogates, blanks around."""
    return "".join(c for c in raw[: 2 * LONGEST] if unicodedata.category(c) not in ("Cc", "Cs")).strip()


def _day(raw: str, name: str, wrong: dict[str, str]) -> dt.date | None:
    if not raw.strip():
        return None
    try:
        return read_day(raw)
    except ValueError:
        wrong[name] = "day"
        return None


def _place(raw: str, name: str, wrong: dict[str, str]) -> Place | None:
    if not raw:
        return None
    try:
        return Place.read(raw)
    except ValueError:
        wrong[name] = "place"
        return None
