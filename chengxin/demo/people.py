"""演示自然人: invented people: name, number, profession. Namesakes come by themselves, as among real people."""

import random
from dataclasses import dataclass

from chengxin.demo.codes import identity_number
from chengxin.demo.words import GIVEN, SURNAMES

# Every fifth person of the pool by profession; the rest are met in other matters.
_PROFESSIONS = ("teacher",) * 5 + ("nurse",) * 4 + ("craftsman",) * 5 + ("lawyer",) * 2 + ("notary", "appraiser") + (None,) * 7


@dataclass(frozen=True)
class Person:
    """Somebody invented."""

    name: str
    number: str
    profession: str | None


def some_name(chance: random.Random) -> str:
    """A name as it is met: a surname and one or two characters, mostly two."""
    return chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=1 if chance.random() < 0.2 else 2))


def people(chance: random.Random, count: int) -> list[Person]:
    """``count`` persons, each with a number of their own."""
    return [Person(some_name(chance), identity_number(number), _PROFESSIONS[number % len(_PROFESSIONS)]) for number in range(count)]


class Meeting:
    """Who is met in the affairs of the ordinary: everybody once, in turn, then again from the beginning."""

    def __init__(self, everybody: list[Person]) -> None:
        self._everybody = [person for person in everybody if person.profession is None] or everybody
        self._next = 0

    def next(self) -> Person:
        """The next person."""
        self._next += 1
        return self._everybody[(self._next - 1) % len(self._everybody)]
