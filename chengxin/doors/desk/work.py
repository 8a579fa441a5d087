"""今日工作: what waits for an organ or a person, one kind of it beside another.

A kind of work is a function that says how many pieces wait and shows the first of them. It registers itself where its
pages stand, and its module is named in ``KINDS``; the work list asks every kind whose act is open to whoever looks:

    @waits("returned-rows", _("退回行补正"), act="send-batch")
    def returned(who: access.Who, today: dt.date, limit: int) -> Waiting:
        ...

A kind asks the database a fixed number of times, whatever waits, and shows no value of a natural person's record: the
list is opened without a purpose.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from django.utils.functional import Promise

from chengxin.access import api as access
from chengxin.ground.api import days

#: Where the kinds stand, in the order in which they are asked.
KINDS = (
    "chengxin.doors.desk.pages.waiting",
    "chengxin.doors.desk.pages.cases.waiting",
    "chengxin.doors.desk.pages.questions",
    "chengxin.doors.desk.pages.reading",
    "chengxin.doors.desk.pages.governing.waiting",
    "chengxin.doors.desk.pages.articles.listing",
    "chengxin.doors.desk.pages.catalogue",
)
SOON = 2  # working days


@dataclass(frozen=True)
class Piece:
    """一件待办: what is to be done, where, and until when. ``title`` and ``more`` are Chinese words of ours, of an organ or of a firm."""

    title: str
    to: str
    due: dt.date | None = None
    more: str = ""
    done_by: str | Promise = ""  # 补正、处理…: the act in one word; the kind's own where empty


@dataclass(frozen=True)
class Waiting:
    """待办: how many pieces of a kind wait, and the first of them, the most urgent first."""

    count: int
    pieces: Sequence[Piece]
    all_at: str = ""  # where the whole list stands


@dataclass(frozen=True)
class Kind:
    """待办种类."""

    code: str
    name: str | Promise
    act: str
    find: Callable[[access.Who, dt.date, int], Waiting]


@dataclass(frozen=True)
class Shown:
    """列出的待办: a piece with its time told: ``left`` working days from today to the last one, negative where it is over."""

    piece: Piece
    kind: str
    left: int | None

    @property
    def overdue(self) -> bool:
        """Whether its last day is over."""
        return self.left is not None and self.left < 0

    @property
    def late_by(self) -> int:
        """How many working days it is over."""
        return -(self.left or 0)

    @property
    def soon(self) -> bool:
        """Whether little is left."""
        return self.left is not None and 0 <= self.left <= SOON


@dataclass(frozen=True)
class Heap:
    """一类待办: how many pieces of a kind wait, and where the whole list stands; empty where it stands nowhere else."""

    code: str
    name: str | Promise
    count: int
    all_at: str


@dataclass(frozen=True)
class WorkList:
    """今日工作 of somebody: how many of each kind of which some wait, and the pieces with the overdue first."""

    heaps: list[Heap]
    pieces: list[Shown]

    @property
    def count(self) -> int:
        """How many pieces wait in all."""
        return sum(heap.count for heap in self.heaps)

    @property
    def overdue(self) -> int:
        """How many of those shown are over."""
        return sum(one.overdue for one in self.pieces)


_registered: dict[str, Kind] = {}


def waits(code: str, name: str | Promise, *, act: str) -> Callable[[Callable[[access.Who, dt.date, int], Waiting]], Callable[[access.Who, dt.date, int], Waiting]]:
    """Register a kind of work under its Chinese name. Raises ValueError for an act that is in no table."""
    if act not in access.roles.ACTS:
        raise ValueError(f"no act {act}")

    def register(find: Callable[[access.Who, dt.date, int], Waiting]) -> Callable[[access.Who, dt.date, int], Waiting]:
        _registered[code] = Kind(code, name, act, find)
        return find

    return register


def kinds() -> list[Kind]:
    """Every kind of work."""
    for name in KINDS:
        import_module(name)
    return list(_registered.values())


def of(who: access.Who, today: dt.date, *, limit: int = 20, only: str = "") -> WorkList:
    """What waits for ``who`` on ``today``: ``limit`` pieces of each kind at most; ``only`` one kind."""
    found = [(kind, kind.find(who, today, limit)) for kind in kinds() if who.may(kind.act) and only in ("", kind.code)]
    shown = [Shown(piece, kind.code, left(today, piece.due)) for kind, waiting in found for piece in waiting.pieces]
    shown.sort(key=lambda one: (one.piece.due is None, one.piece.due or today))
    return WorkList([Heap(kind.code, kind.name, waiting.count, waiting.all_at) for kind, waiting in found if waiting.count], shown)


def left(today: dt.date, due: dt.date | None) -> int | None:
    """Working days from ``today`` to the last day ``due``: 0 is today, negative is over. None without a day."""
    return None if due is None else days.working_days_left(due, on=today)
