"""演示报送: everything the demo's organs send in three years, in the order of its days: files, publication runs, deeds of officers.

One pass over the months. Nothing but the parties and what the organs still owe is kept, so that memory does not grow with the
number of files.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from chengxin.collection import api as collection
from chengxin.demo import decisions, deeds, matters, mess, register
from chengxin.demo.sizes import Size
from chengxin.demo.world import Round, Row, World
from chengxin.demo.writing import ENDINGS, file

LICENCES, PENALTIES = (180, 330, 190), (110, 70, 60)  # rows of a month by group of organs


@dataclass(frozen=True)
class Sending:
    """A file as an organ sends it on a day; ``expected`` holds the findings that its planted mistakes must bring."""

    source: str
    name: str
    day: dt.date
    content: bytes
    rows: int
    expected: dict[str, int] = field(default_factory=dict)
    organ: str | None = None


@dataclass(frozen=True)
class Publication:
    """A run of publication on a day."""

    day: dt.date


@dataclass(frozen=True)
class Deeds:
    """What officers do on a day, after that day's publication."""

    day: dt.date
    deeds: tuple[deeds.Deed, ...]


Event = Sending | Publication | Deeds


def events(today: dt.date, size: Size) -> Iterator[Event]:
    """All of it. The same for the same day and size, to the byte."""
    world = World(today, size)
    office = _Office(world)
    yield office.sending("registrations", world.start, register.stock(world, world.start), label="登记注册-全量")
    since = world.start
    for month in world.rounds:
        if month.number and month.months_back % 3 == 0:
            day = month.sending[0]
            if rows := register.changes(world, since, day):
                yield office.sending("registrations", day, rows, label="登记注册-变更")
            since = day
        for matter in [*office.empty_handed(), *matters.due(world, month)]:
            if made := office.matter(matter, month):
                yield made
        for group, day in enumerate(month.sending):
            yield office.licences(month, group, day)
            yield office.penalties(month, group, day)
            if group == size.groups - 1 and (rows := office.corrections()):
                yield office.sending("penalties", day, rows, label="行政处罚-更正")
            yield Publication(day)
        if done := office.deeds():
            yield Deeds(month.ends, done)
    yield office.of_today()
    yield Publication(today)  # what the last deeds let through


class _Office:
    """What the organs' desks remember from file to file."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.owed: dict[str, list[Row]] = {}
        self.to_correct: list[Row] = []
        self.to_do: list[deeds.Deed] = []
        self.repeated: list[Row] = []  # rows an organ sends a second time, unchanged
        self.waiting: list[matters.Matter] = []
        self.turn = self.pairs = 0

    def sending(self, source: str, day: dt.date, rows: list[Row], *, label: str, form: str = "csv", expected: dict[str, int] | None = None, organ: str | None = None) -> Sending:
        """Rows as a file."""
        name = f"{label}-{day:%Y%m%d}.{ENDINGS.get(form, 'csv')}"
        return Sending(source, name, day, file(source, day, rows, form), len(rows), expected or {}, organ)

    def empty_handed(self) -> list[matters.Matter]:
        """Matters of which there was nothing to send the last time."""
        waiting, self.waiting = self.waiting, []
        return waiting

    def matter(self, matter: matters.Matter, month: Round) -> Sending | None:
        """A file of one of the other matters, with the rows its organ owes from the last one; nothing where there is none."""
        day = month.sending[0]
        chance = self.world.chance(matter.source, day)
        rows = matter.make(self.world, chance, day, self.world.size.rows(matter.rows))
        if not rows:
            self.waiting.append(matter)
            return None
        last = month.months_back < matter.every
        spoiled = self._spoiled(matter.source, day, rows, 0 if last and matters.of_people(matter) else matter.spoiled)  # nobody is lost with the last file
        organ = self.world.organs[matter.organ].name if matter.organ else None
        return self.sending(matter.source, day, spoiled.rows, label=_label(matter.source), form=matter.form, expected=spoiled.findings, organ=organ)

    def licences(self, month: Round, group: int, day: dt.date) -> Sending:
        """The licences of a group."""
        chance = self.world.chance(f"licences{group}", day)
        rows = decisions.licences(self.world, chance, day, group, self._count(LICENCES, group))
        spoiled = self._spoiled("licences", day, rows, 0.008)
        return self.sending("licences", day, spoiled.rows, label="行政许可", form="gb18030" if group else "csv", expected=spoiled.findings)

    def penalties(self, month: Round, group: int, day: dt.date) -> Sending:
        """The penalties of a group, with the ordinary mess."""
        world, chance = self.world, self.world.chance(f"penalties{group}", day)
        rows = decisions.penalties(world, chance, day, group, self._count(PENALTIES, group))
        spoiled = self._spoiled("penalties", day, rows, 0.012)
        sound = [row for before, row in zip(rows, spoiled.rows, strict=False) if row is before and row["CF_XDR_SHXYM"]]
        self._remember(chance, sound)
        stalls = [mess.without_code(row, world.numbers.next(row["CF_WSH"].split("〔")[0], int(row["CF_JDRQ"][:4]))) for row in chance.sample(sound, max(1, len(sound) // 150))]
        pair = self._also_named(chance, sound)
        again, self.repeated = self.repeated, self._untouched(sound, pair)[:1]
        return self.sending("penalties", day, [*spoiled.rows, *stalls, *pair, *again], label="行政处罚", expected=spoiled.findings)

    def of_today(self) -> Sending:
        """What the organ whose clerk can sign in sends today by itself, a few rows wrong: they wait for that clerk."""
        day, short = self.world.today, "应急"
        rows = decisions.penalties(self.world, self.world.chance("penalties today", day), day, self.world.size.groups - 1, 16, only=short)
        spoiled = mess.spoil(self.world.chance("mess today", day), "penalties", day, rows, 0.2)
        return self.sending("penalties", day, spoiled.rows, label="行政处罚-应急", expected=spoiled.findings, organ=self.world.organs[short].name)

    def corrections(self) -> list[Row]:
        """What the organs correct this month, once: the rows of the months before."""
        rows, self.to_correct = self.to_correct, []
        return [mess.correction(row) for row in rows]

    def deeds(self) -> tuple[deeds.Deed, ...]:
        """What officers have to do at the end of this month."""
        done, self.to_do = tuple(self.to_do), []
        return done

    def _spoiled(self, source: str, day: dt.date, rows: list[Row], share: float) -> mess.Spoiled:
        self.turn += 2
        spoiled = mess.spoil(self.world.chance(f"mess:{source}", day), source, day, rows, share, start=self.turn)
        again, self.owed[source] = self.owed.get(source, []), spoiled.owed
        return mess.Spoiled([*spoiled.rows, *again], spoiled.findings, [])

    def _count(self, of_full: tuple[int, ...], group: int) -> int:
        size = self.world.size
        return size.rows(of_full[group]) if size.groups > 1 else size.rows(sum(of_full))

    def _remember(self, chance: random.Random, sound: list[Row]) -> None:
        """Choose what officers will correct, withdraw, class or see disputed; no row twice."""
        chosen = chance.sample(sound, min(len(sound), 4 + len(sound) // 40))
        for place, row in enumerate(chosen):
            if place == 0 or (place > 3 and place % 4 == 0):
                self.to_correct.append(row)
            elif place == 1:
                self.to_do.append(deeds.withdrawal(chance, row))
            elif place == 2 or place > 3:
                self.to_do.append(deeds.classing(chance, row))
            elif chance.random() < 0.4:
                self.to_do.append(deeds.dispute(row))

    def _also_named(self, chance: random.Random, sound: list[Row]) -> list[Row]:
        """One decision, two parties: the second row has the number of the first. Some organs say at once what is meant, some later, some not."""
        self.pairs += 1
        if self.world.size.groups > 1 and self.pairs % 2:
            return []
        free = self._untouched(sound, [])
        if len(free) < 2:
            return []
        first, other = chance.sample(free, 2)
        if other["CF_XDR_SHXYM"] == first["CF_XDR_SHXYM"]:
            return []
        second = first | {name: other[name] for name in ("CF_XDR_MC", "CF_XDR_LB", "CF_XDR_SHXYM", "CF_FRDB")}
        if self.pairs % 3:
            self.to_do.append(deeds.settlement(chance, second))
        return [second]

    def _untouched(self, sound: list[Row], besides: list[Row]) -> list[Row]:
        """Rows that nothing else happens to."""
        taken = {deed.document_number for deed in self.to_do} | {row["CF_WSH"] for row in [*self.to_correct, *besides]}
        return [row for row in sound if row["CF_WSH"] not in taken]


def _label(source: str) -> str:

    return collection.source(source).name
