"""演示区情: all that stands behind the files: the days, the organs, the parties and the people. The same for the same day."""

import datetime as dt
import random
from dataclasses import dataclass

from chengxin.demo.organs import Body, Numbers, Organs
from chengxin.demo.parties import FIRM, Parties, Party
from chengxin.demo.people import Meeting, Person, people
from chengxin.demo.sizes import MONTHS, Size

SEED = 120105
Row = dict[str, str]


@dataclass(frozen=True)
class Round:
    """A month of sending: the organs' days, the last of which is ``ends``; ``number`` counts from the oldest."""

    number: int
    months_back: int
    ends: dt.date
    sending: tuple[dt.date, ...]


class World:
    """One demo district seen from one business day."""

    def __init__(self, today: dt.date, size: Size) -> None:
        chance = random.Random(SEED)
        self.today, self.size = today, size
        self.rounds = [_round(today, number, back, size.groups) for number, back in enumerate(range(MONTHS, -1, -size.every))]
        self.start = self.rounds[0].sending[0] - dt.timedelta(days=7)
        self.organs, self.numbers = Organs(), Numbers()
        self.parties = Parties(chance, size, self.start, today)
        self.everybody = people(chance, size.people)
        self.met = Meeting(self.everybody)

    def chance(self, source: str, day: dt.date) -> random.Random:
        """Chance of a file's own, so that a change to one kind of file leaves the others as they were."""
        return random.Random(f"{SEED}:{source}:{day.isoformat()}")

    def of(self, profession: str) -> list[Person]:
        """The people of a profession."""
        return [person for person in self.everybody if person.profession == profession]


def back(today: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, not after the 28th."""
    index = today.year * 12 + today.month - 1 - months
    return dt.date(index // 12, index % 12 + 1, min(today.day, 28))


def working(day: dt.date) -> dt.date:
    """The Friday before, for a Saturday or Sunday."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))


def written(day: dt.date) -> str:
    """A day as the national tables want it."""
    return f"{day:%Y/%m/%d}"


def decided_before(chance: random.Random, sent: dt.date) -> dt.date:
    """When what is sent on a day was decided: mostly within seven working days, some late."""
    return working(sent - dt.timedelta(days=chance.choices((1, 2, 3, 4, 6, 7, 8, 16, 27), (10, 14, 16, 16, 16, 14, 6, 5, 3))[0]))


def told_lately(chance: random.Random, sent: dt.date) -> dt.date:
    """The one day of a yearly list, in time."""
    return working(sent - dt.timedelta(days=chance.randint(2, 6)))


def party_cells(prefix: str, party: Party, day: dt.date, *, kind: str = "LB", code: str = "DM") -> Row:
    """Name, kind and code of a party under the element codes of an item, the columns of a person blank."""
    return {f"{prefix}_MC": party.name_on(day), f"{prefix}_{kind}": party.kind, f"{prefix}_{code}": party.code}


def person_cells(prefix: str, person: Person) -> Row:
    """The same of a natural person."""
    return {f"{prefix}_MC": person.name, f"{prefix}_LB": "自然人", f"{prefix}_DM": "", f"{prefix}_ZJLX": "身份证", f"{prefix}_ZJHM": person.number}


def organ_cells(prefix: str, body: Body) -> Row:
    """Name and code of the organ."""
    return {f"{prefix}_JG": body.name, f"{prefix}_JGDM": body.code}


def nobody(prefix: str) -> Row:
    """The columns of a natural person, left blank."""
    return {f"{prefix}_ZJLX": "", f"{prefix}_ZJHM": ""}


def is_firm(party: Party) -> bool:
    """Whether it is an organisation, not an individual business."""
    return party.kind == FIRM


def _round(today: dt.date, number: int, months: int, groups: int) -> Round:
    last = back(today, months) if months else today
    ends = last if months == 0 else working(last)
    return Round(number, months, ends, (*(working(ends - dt.timedelta(days=8 * left)) for left in range(groups - 1, 0, -1)), ends))
